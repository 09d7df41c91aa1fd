/*
 * Interrupt controllers: the local APIC of the running processor, I/O APICs and the old PICs.
 *
 * A local APIC speaks xAPIC (registers in memory, 8-bit ids) or x2APIC (registers in MSRs, 32-bit
 * ids); the register numbers are the same, x2APIC's MSR is 0x800 + number / 16 [SDM3 11.12.1]. The
 * mode is chosen once, for all processors.
 *
 * The protocol wants every source of interrupts masked that the kernel could trip over, and
 * everything else left as firmware set it up. Source: [LIMINE x86-64].
 */
#include "x86_priv.h"

#include <boot/core/acpi.h>
#include <lib/base/string.h>

#define APIC_BASE_ENABLE  (1ull << 11)
#define APIC_BASE_X2APIC  (1ull << 10)
#define APIC_BASE_ADDRESS 0x000ffffffffff000ull

enum lapic_register {
	LAPIC_ID = 0x20,
	LAPIC_VERSION = 0x30,
	LAPIC_TPR = 0x80,
	LAPIC_SVR = 0xf0,
	LAPIC_LVT_CMCI = 0x2f0,
	LAPIC_ICR = 0x300,
	LAPIC_ICR_HIGH = 0x310,
	LAPIC_LVT_TIMER = 0x320,
	LAPIC_LVT_THERMAL = 0x330,
	LAPIC_LVT_PERFORMANCE = 0x340,
	LAPIC_LVT_LINT0 = 0x350,
	LAPIC_LVT_LINT1 = 0x360,
	LAPIC_LVT_ERROR = 0x370,
};

enum {
	MSR_X2APIC = 0x800,
	MSR_ARCH_CAPABILITIES = 0x10a,
	MSR_XAPIC_DISABLE_STATUS = 0xbd,

	SVR_ENABLED_VECTOR_FF = 0x1ff,
	ICR_PENDING = 1 << 12,
	ICR_ASSERT = 1 << 14,
	ICR_INIT = 5 << 8,
	ICR_STARTUP = 6 << 8,

	DELIVERY_SHIFT = 8, /* in LVT and I/O APIC entries alike */
	DELIVERY_MASK = 7,
	DELIVERY_NMI = 4,
	ACTIVE_LOW = 1 << 13,
	LEVEL_TRIGGERED = 1 << 15,
	MASKED = 1 << 16,

	MADT_IO_APIC = 1, /* [ACPI 5.2.12] */
	MADT_LOCAL_NMI = 4,
	MADT_LOCAL_X2APIC_NMI = 10,

	IOAPIC_SELECT = 0x00,
	IOAPIC_WINDOW = 0x10,
	IOAPIC_VERSION = 1,
	IOAPIC_TABLE = 0x10,

	PIC1_DATA = 0x21,
	PIC2_DATA = 0xa1,

	MAX_ICR_POLLS = 1000000,
};

/* Sets of delivery modes, a bit each: those whose entries the loader masks. SMI and INIT are not
 * among them; they belong to firmware. */
enum delivery_set {
	SET_FIXED_LOWEST = 1 << 0 | 1 << 1,
	SET_WITH_NMI_EXTINT = SET_FIXED_LOWEST | 1 << 4 | 1 << 7,
};

static struct {
	bool present;
	bool x2apic;
	bool chosen;
	uint64_t base; /* physical, xAPIC */
} lapic;

/* ---- registers ---- */

static uint32_t lapic_read(enum lapic_register reg)
{
	if (lapic.x2apic)
		return (uint32_t)x86_read_msr(MSR_X2APIC + reg / 16);
	return x86_mmio_read(lapic.base + reg);
}

static void lapic_write(enum lapic_register reg, uint32_t value)
{
	if (lapic.x2apic)
		x86_write_msr(MSR_X2APIC + reg / 16, value);
	else
		x86_mmio_write(lapic.base + reg, value);
}

uint32_t x86_lapic_id(void)
{
	if (!lapic.chosen)
		x86_lapic_setup(LAPIC_XAPIC);
	if (!lapic.present)
		return 0;
	return lapic.x2apic ? lapic_read(LAPIC_ID) : lapic_read(LAPIC_ID) >> 24;
}

/* ---- mode ---- */

/* Has firmware locked x2APIC mode? [SDM3 11.12.4, IA32_XAPIC_DISABLE_STATUS] */
static bool x2apic_is_locked(void)
{
	if (!(x86_cpuid(7, 0).edx >> 29 & 1) || !(x86_read_msr(MSR_ARCH_CAPABILITIES) >> 21 & 1))
		return false;
	return x86_read_msr(MSR_XAPIC_DISABLE_STATUS) & 1;
}

/* Puts this processor's APIC into the chosen mode; the way from x2APIC leads through "off". */
static void lapic_enter_mode(void)
{
	uint64_t base = x86_read_msr(MSR_APIC_BASE);

	if (!lapic.x2apic && base & APIC_BASE_X2APIC) {
		base &= ~(APIC_BASE_ENABLE | APIC_BASE_X2APIC);
		x86_write_msr(MSR_APIC_BASE, base);
	}
	base |= APIC_BASE_ENABLE;
	x86_write_msr(MSR_APIC_BASE, base);
	if (lapic.x2apic)
		x86_write_msr(MSR_APIC_BASE, base | APIC_BASE_X2APIC);
}

enum lapic_mode x86_lapic_setup(enum lapic_mode wish)
{
	const struct x86_cpuid features = x86_cpuid(1, 0);
	uint64_t base;

	lapic.chosen = true;
	lapic.present = features.edx >> 9 & 1;
	if (!lapic.present)
		return LAPIC_XAPIC;
	base = x86_read_msr(MSR_APIC_BASE);
	lapic.base = base & APIC_BASE_ADDRESS;
	lapic.x2apic = wish == LAPIC_X2APIC && features.ecx >> 21 & 1;
	if (!lapic.x2apic && base & APIC_BASE_X2APIC && x2apic_is_locked()) {
		sill_warn("firmware has locked the interrupt controllers in x2APIC mode, which "
		          "the kernel does not ask for");
		lapic.x2apic = true;
	}
	lapic_enter_mode();
	return lapic.x2apic ? LAPIC_X2APIC : LAPIC_XAPIC;
}

/* ---- local vector table ---- */

static bool is_ours(uint32_t entry, enum delivery_set set)
{
	return (uint32_t)set >> (entry >> DELIVERY_SHIFT & DELIVERY_MASK) & 1;
}

static void mask_lvt(enum lapic_register reg)
{
	const uint32_t entry = lapic_read(reg);

	if (is_ours(entry, SET_WITH_NMI_EXTINT))
		lapic_write(reg, entry | MASKED);
}

/* Sets up a LINT pin as MADT says: NMI, with the polarity and trigger of its flags, masked. */
static void set_lint_nmi(uint8_t pin, uint16_t flags)
{
	const enum lapic_register reg = pin == 0 ? LAPIC_LVT_LINT0 : LAPIC_LVT_LINT1;
	uint32_t entry = DELIVERY_NMI << DELIVERY_SHIFT | MASKED;

	if (pin > 1 || !is_ours(lapic_read(reg), SET_WITH_NMI_EXTINT))
		return;
	if ((flags & 3) == 3)
		entry |= ACTIVE_LOW;
	if ((flags >> 2 & 3) == 3)
		entry |= LEVEL_TRIGGERED;
	lapic_write(reg, entry);
}

/* Applies the MADT's local NMI entries that name this processor, or all of them. */
static void apply_local_nmis(const struct acpi_header *madt, uint32_t uid)
{
	struct acpi_entry entry;

	for (uint32_t offset = 0; acpi_next_madt_entry(madt, &offset, &entry) == 1;) {
		uint16_t flags;
		uint32_t entry_uid;

		if (entry.type == MADT_LOCAL_NMI && entry.length >= 6) {
			memcpy(&flags, entry.bytes + 3, sizeof(flags));
			if (entry.bytes[2] == 0xff || entry.bytes[2] == uid)
				set_lint_nmi(entry.bytes[5], flags);
		}
		if (entry.type == MADT_LOCAL_X2APIC_NMI && entry.length >= 12) {
			memcpy(&flags, entry.bytes + 2, sizeof(flags));
			memcpy(&entry_uid, entry.bytes + 4, sizeof(entry_uid));
			if (entry_uid == UINT32_MAX || entry_uid == uid)
				set_lint_nmi(entry.bytes[8], flags);
		}
	}
}

void x86_lapic_init(const struct firmware *fw, uint32_t uid)
{
	/* The last entry of the vector table that each optional register needs [SDM3 11.4.8]. */
	static const struct {
		enum lapic_register reg;
		uint8_t min_last_entry;
	} lvts[] = {
		{LAPIC_LVT_TIMER, 0}, {LAPIC_LVT_LINT0, 0},       {LAPIC_LVT_LINT1, 0},
		{LAPIC_LVT_ERROR, 0}, {LAPIC_LVT_PERFORMANCE, 4}, {LAPIC_LVT_THERMAL, 5},
		{LAPIC_LVT_CMCI, 6},
	};
	const struct acpi_header *madt = acpi_find(fw->rsdp, "APIC");
	uint32_t last_entry;

	if (!lapic.present)
		return;
	lapic_enter_mode();
	lapic_write(LAPIC_SVR, SVR_ENABLED_VECTOR_FF); /* first: masks stick only when enabled */
	lapic_write(LAPIC_TPR, 0);
	last_entry = lapic_read(LAPIC_VERSION) >> 16 & 0xff;
	for (size_t i = 0; i < ARRAY_SIZE(lvts); i++) {
		if (last_entry >= lvts[i].min_last_entry)
			mask_lvt(lvts[i].reg);
	}
	if (madt != NULL)
		apply_local_nmis(madt, uid);
}

/* ---- interrupts to other processors ---- */

static void send(uint32_t apic_id, uint32_t command)
{
	if (lapic.x2apic) {
		x86_write_msr(MSR_X2APIC + LAPIC_ICR / 16, (uint64_t)apic_id << 32 | command);
		return;
	}
	lapic_write(LAPIC_ICR_HIGH, apic_id << 24);
	lapic_write(LAPIC_ICR, command);
	for (int i = 0; i < MAX_ICR_POLLS && lapic_read(LAPIC_ICR) & ICR_PENDING; i++)
		__builtin_ia32_pause();
}

void x86_lapic_send_init(uint32_t apic_id)
{
	send(apic_id, ICR_INIT | ICR_ASSERT);
}

void x86_lapic_send_startup(uint32_t apic_id, uint64_t page)
{
	send(apic_id, ICR_STARTUP | ICR_ASSERT | (uint32_t)(page >> 12));
}

/* ---- I/O APICs and PICs ---- */

static uint32_t ioapic_read(uint64_t base, uint32_t reg)
{
	x86_mmio_write(base + IOAPIC_SELECT, reg);
	return x86_mmio_read(base + IOAPIC_WINDOW);
}

static void ioapic_mask(uint64_t base, enum delivery_set set)
{
	const uint32_t last = ioapic_read(base, IOAPIC_VERSION) >> 16 & 0xff;

	for (uint32_t pin = 0; pin <= last; pin++) {
		const uint32_t entry = ioapic_read(base, IOAPIC_TABLE + 2 * pin);

		if (!(entry & MASKED) && is_ours(entry, set)) {
			x86_mmio_write(base + IOAPIC_SELECT, IOAPIC_TABLE + 2 * pin);
			x86_mmio_write(base + IOAPIC_WINDOW, entry | MASKED);
		}
	}
}

void x86_mask_interrupts(const struct firmware *fw, uint64_t base_revision)
{
	const struct acpi_header *madt = acpi_find(fw->rsdp, "APIC");
	struct acpi_entry entry;

	x86_out8(PIC1_DATA, 0xff);
	x86_out8(PIC2_DATA, 0xff);
	if (madt == NULL)
		return;
	for (uint32_t offset = 0; acpi_next_madt_entry(madt, &offset, &entry) == 1;) {
		uint32_t address;

		if (entry.type != MADT_IO_APIC || entry.length < 12)
			continue;
		memcpy(&address, entry.bytes + 4, sizeof(address));
		ioapic_mask(address, base_revision >= 5 ? SET_WITH_NMI_EXTINT : SET_FIXED_LOWEST);
	}
}
