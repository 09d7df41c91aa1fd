/*
 * Interrupts of a PC: local APICs and, for the lines, I/O APICs; the old PICs are switched off.
 *
 * A line (global system interrupt) gets a vector of its own when it is enabled, the same on every
 * processor, and so does a message of a device (MSI); vector_lines tells which line a vector
 * belongs to. Lines of messages are numbered from FIRST_MESSAGE on. Changes come one at a time
 * (irq_enable's rule); the tables are read by interrupts, so an entry is written before anything
 * can interrupt through it.
 */
#include <kernel/arch/irq.h>

#include <stddef.h>

#include "apic_priv.h"
#include "ioapic_priv.h"
#include "irq_priv.h"
#include "port_priv.h"
#include "vectors_priv.h"

#include <kernel/arch/smp.h>
#include <kernel/core/preempt.h>
#include <lib/base/errno.h>
#include <lib/base/fmt.h>

enum {
	PIC1_COMMAND = 0x20,
	PIC1_DATA = 0x21,
	PIC2_COMMAND = 0xa0,
	PIC2_DATA = 0xa1,
	PIC_START = 0x11,
	PIC1_VECTORS = 0x20, /* where a spurious one ends up, even while all are masked */
	PIC2_VECTORS = 0x28,
	PIC_CASCADE = 2,
	PIC_8086 = 1,
	PIC_ALL_MASKED = 0xff,

	NO_LINE = 0,
	FIRST_MESSAGE = IRQ_MAX_LINES - NR_VECTORS,
	MESSAGE_ADDRESS = 0xfee00000, /* [SDM3 11.11.1] */
	MESSAGE_ID_SHIFT = 12,
};

static uint16_t vector_lines[NR_VECTORS]; /* line + 1, or NO_LINE */
static char description[48];

/* [I8259]: four bytes start it; then everything is masked. */
static void silence_pics(void)
{
	port_write8(PIC1_COMMAND, PIC_START);
	port_write8(PIC2_COMMAND, PIC_START);
	port_write8(PIC1_DATA, PIC1_VECTORS);
	port_write8(PIC2_DATA, PIC2_VECTORS);
	port_write8(PIC1_DATA, 1 << PIC_CASCADE);
	port_write8(PIC2_DATA, PIC_CASCADE);
	port_write8(PIC1_DATA, PIC_8086);
	port_write8(PIC2_DATA, PIC_8086);
	port_write8(PIC1_DATA, PIC_ALL_MASKED);
	port_write8(PIC2_DATA, PIC_ALL_MASKED);
}

void irq_init(void)
{
	uint32_t nr_lines;

	silence_pics();
	apic_init();
	nr_lines = ioapic_init();
	fmt_string(description, sizeof(description), "%s, %u lines",
	           apic_is_x2apic() ? "x2APIC" : "xAPIC", nr_lines);
}

void irq_init_processor(void)
{
	apic_init_processor();
}

const char *irq_describe(void)
{
	return description;
}

static uint8_t take_vector(uint32_t line)
{
	uint8_t free = 0;

	for (uint32_t vector = VECTOR_END_LINES - 1; vector >= VECTOR_FIRST_LINE; vector--) {
		if (vector_lines[vector] == line + 1)
			return (uint8_t)vector;
		if (vector_lines[vector] == NO_LINE)
			free = (uint8_t)vector;
	}
	if (free)
		vector_lines[free] = (uint16_t)(line + 1);
	return free;
}

int irq_enable(uint32_t line, unsigned trigger, uint32_t cpu)
{
	uint8_t vector;

	if (line >= FIRST_MESSAGE)
		return line < IRQ_MAX_LINES ? 0 : -EINVAL; /* the device itself holds it back */
	if (!ioapic_has(line))
		return -EINVAL;
	vector = take_vector(line);
	if (!vector)
		return -ENOSPC;
	return ioapic_route(line, trigger, vector, (uint32_t)smp_hardware_id(cpu));
}

void irq_mask(uint32_t line)
{
	if (line < FIRST_MESSAGE)
		ioapic_mask(line);
}

void irq_unmask(uint32_t line)
{
	if (line < FIRST_MESSAGE)
		ioapic_unmask(line);
}

int irq_alloc_message(uint32_t cpu, uint32_t *line, struct irq_message *out)
{
	uint64_t apic_id = smp_hardware_id(cpu);

	if (apic_id > UINT8_MAX)
		return -ENODEV; /* needs interrupt remapping */
	for (uint32_t vector = VECTOR_FIRST_LINE; vector < VECTOR_END_LINES; vector++) {
		if (vector_lines[vector] != NO_LINE)
			continue;
		vector_lines[vector] = (uint16_t)(FIRST_MESSAGE + vector + 1);
		*line = FIRST_MESSAGE + vector;
		*out = (struct irq_message){MESSAGE_ADDRESS | apic_id << MESSAGE_ID_SHIFT, vector};
		return 0;
	}
	return -ENOSPC;
}

void irq_free_message(uint32_t line)
{
	vector_lines[line - FIRST_MESSAGE] = NO_LINE;
}

void irq_send(uint32_t cpu, enum irq_ipi ipi)
{
	apic_send((uint32_t)smp_hardware_id(cpu), (uint8_t)(VECTOR_FIRST_IPI + ipi));
}

void irq_send_stop(uint32_t cpu)
{
	apic_send_nmi((uint32_t)smp_hardware_id(cpu));
}

/* A line's end is told behind its handler, so that a level the handler has cleared does not come
 * again; the others' before, so that the next may already be on its way. */
void irq_serve_vector(uint64_t vector)
{
	if (vector < VECTOR_FIRST_LINE || vector == VECTOR_SPURIOUS)
		return; /* a PIC's or the APIC's own noise, which wants no end [SDM3 11.9] */
	preempt_enter_irq();
	if (vector_lines[vector] != NO_LINE)
		irq_dispatch_line(vector_lines[vector] - 1u);
	apic_end();
	if (vector == VECTOR_TIMER)
		irq_dispatch_timer();
	else if (vector >= VECTOR_FIRST_IPI && vector < VECTOR_FIRST_IPI + IRQ_NR_IPIS)
		irq_dispatch_ipi((enum irq_ipi)(vector - VECTOR_FIRST_IPI));
	preempt_leave_irq();
}
