/*
 * I/O APICs: each serves a range of lines through two registers, an index and a window [82093AA 3].
 * The MADT tells where they are, and how the old ISA lines differ from what ISA says (edge, active
 * high). Index and window are two accesses, so a lock keeps them together.
 */
#include "ioapic_priv.h"

#include <stddef.h>

#include <kernel/arch/irq.h>
#include <kernel/arch/mmio.h>
#include <kernel/arch/mmu.h>
#include <kernel/arch/shared/acpi.h>
#include <kernel/core/spinlock.h>
#include <lib/base/errno.h>

enum {
	MAX_IOAPICS = 16,
	REGISTERS_BYTES = 0x20,
	INDEX = 0x00,
	WINDOW = 0x10,
	REG_VERSION = 0x01, /* bits 16 to 23: the last entry's number */
	REG_ENTRIES = 0x10, /* two registers each */

	ENTRY_LOW_ACTIVE = 1 << 13,
	ENTRY_LEVEL = 1 << 15,
	ENTRY_MASKED = 1 << 16,
	ENTRY_ID_SHIFT = 24, /* of the high register */

	NR_ISA_LINES = 16,
	OVERRIDE_POLARITY_MASK = 3,     /* 3: active low */
	OVERRIDE_TRIGGER_MASK = 3 << 2, /* 3 << 2: level */
};

struct ioapic {
	uint8_t *registers;
	uint32_t first_line;
	uint32_t nr_lines;
};

static struct spinlock lock = SPINLOCK_INIT("ioapic.lock", LOCK_RANK_IRQ_CONTROLLER);
static struct ioapic ioapics[MAX_IOAPICS]; /* I; their registers L */
static uint32_t nr_ioapics;                /* I */

/* By new line: what the MADT says of an ISA line, or 0. I */
static struct {
	uint32_t line;
	unsigned trigger;
} overrides[NR_ISA_LINES];
static uint32_t nr_overrides; /* I */

static uint32_t read_locked(const struct ioapic *ioapic, uint32_t reg) REQUIRES(lock)
{
	mmio_write32(ioapic->registers + INDEX, reg);
	return mmio_read32(ioapic->registers + WINDOW);
}

static void write_locked(const struct ioapic *ioapic, uint32_t reg, uint32_t value) REQUIRES(lock)
{
	mmio_write32(ioapic->registers + INDEX, reg);
	mmio_write32(ioapic->registers + WINDOW, value);
}

static void add_ioapic(const struct acpi_madt_entry *entry)
{
	struct ioapic *ioapic = &ioapics[nr_ioapics];
	irq_state_t before;
	void *mapped;

	if (nr_ioapics == MAX_IOAPICS ||
	    mmu_map_early(paddr(entry->address), REGISTERS_BYTES, &mapped) < 0)
		return;
	*ioapic = (struct ioapic){.registers = mapped, .first_line = entry->line};
	before = spin_lock_irq(&lock);
	ioapic->nr_lines = (read_locked(ioapic, REG_VERSION) >> 16 & 0xff) + 1;
	for (uint32_t i = 0; i < ioapic->nr_lines; i++)
		write_locked(ioapic, REG_ENTRIES + 2 * i, ENTRY_MASKED);
	spin_unlock_irq(&lock, before);
	nr_ioapics++;
}

static void add_override(const struct acpi_madt_entry *entry)
{
	unsigned trigger = 0;

	if (nr_overrides == NR_ISA_LINES)
		return;
	if ((entry->flags & OVERRIDE_POLARITY_MASK) == OVERRIDE_POLARITY_MASK)
		trigger |= IRQ_LOW;
	if ((entry->flags & OVERRIDE_TRIGGER_MASK) == OVERRIDE_TRIGGER_MASK)
		trigger |= IRQ_LEVEL;
	overrides[nr_overrides].line = entry->line;
	overrides[nr_overrides++].trigger = trigger;
}

uint32_t ioapic_init(void)
{
	struct acpi_madt_entry entry;
	struct acpi_table madt;
	uint32_t at = 0, nr_lines = 0;

	if (!acpi_find("APIC", &madt))
		return 0;
	while (acpi_madt_next(&madt, &at, &entry)) {
		if (entry.kind == ACPI_MADT_IOAPIC)
			add_ioapic(&entry);
		else if (entry.kind == ACPI_MADT_OVERRIDE)
			add_override(&entry);
	}
	for (uint32_t i = 0; i < nr_ioapics; i++)
		nr_lines += ioapics[i].nr_lines;
	return nr_lines;
}

static const struct ioapic *ioapic_of(uint32_t line)
{
	for (uint32_t i = 0; i < nr_ioapics; i++)
		if (line - ioapics[i].first_line < ioapics[i].nr_lines)
			return &ioapics[i];
	return NULL;
}

bool ioapic_has(uint32_t line)
{
	return ioapic_of(line) != NULL;
}

int ioapic_route(uint32_t line, unsigned trigger, uint8_t vector, uint32_t apic_id)
{
	const struct ioapic *ioapic = ioapic_of(line);
	uint32_t low = vector, reg;
	irq_state_t before;

	if (!ioapic || apic_id > UINT8_MAX)
		return -EINVAL;
	for (uint32_t i = 0; i < nr_overrides; i++)
		if (overrides[i].line == line)
			trigger = overrides[i].trigger;
	if (trigger & IRQ_LOW)
		low |= ENTRY_LOW_ACTIVE;
	if (trigger & IRQ_LEVEL)
		low |= ENTRY_LEVEL;
	reg = REG_ENTRIES + 2 * (line - ioapic->first_line);
	before = spin_lock_irq(&lock);
	write_locked(ioapic, reg, ENTRY_MASKED);
	write_locked(ioapic, reg + 1, apic_id << ENTRY_ID_SHIFT);
	write_locked(ioapic, reg, low);
	spin_unlock_irq(&lock, before);
	return 0;
}

static void change_mask(uint32_t line, uint32_t clear, uint32_t set)
{
	const struct ioapic *ioapic = ioapic_of(line);
	irq_state_t before;
	uint32_t reg;

	if (!ioapic)
		return;
	reg = REG_ENTRIES + 2 * (line - ioapic->first_line);
	before = spin_lock_irq(&lock);
	write_locked(ioapic, reg, (read_locked(ioapic, reg) & ~clear) | set);
	spin_unlock_irq(&lock, before);
}

void ioapic_mask(uint32_t line)
{
	change_mask(line, 0, ENTRY_MASKED);
}

void ioapic_unmask(uint32_t line)
{
	change_mask(line, ENTRY_MASKED, 0);
}
