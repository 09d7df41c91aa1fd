/*
 * Interrupts through a GIC of either generation (gic2.c, gic3.c). The line's number is the INTID.
 * Other processors use the INTIDs from 0 on, the timer one of the processor's own: that of the
 * virtual timer, at EL2 that of the hypervisor's physical one [BSA].
 */
#include <kernel/arch/irq.h>

#include <stddef.h>

#include "gic_priv.h"
#include "irq_priv.h"
#include "machine_priv.h"

#include <kernel/arch/mmio.h>
#include <kernel/core/preempt.h>
#include <lib/base/errno.h>
#include <lib/base/fmt.h>

enum {
	INTID_STOP = IRQ_NR_IPIS, /* behind enum irq_ipi */
	INTID_TIMER_EL1 = 27,
	INTID_TIMER_EL2 = 26,
	INTID_MASK = 0x3ff, /* GICv2 adds the sender; nobody has more lines without an ITS */

	TYPER_LINES_MASK = 0x1f,
	CONFIG_EDGE = 2,
};

static const struct gic *gic; /* all written by irq_init */
static uint8_t *distributor;
static uint32_t nr_intids;
static uint32_t timer_intid;
static char description[32];

uint32_t gic_init_distributor(uint8_t *registers)
{
	nr_intids = 32 * ((mmio_read32(registers + GICD_TYPER) & TYPER_LINES_MASK) + 1);
	if (nr_intids > GIC_FIRST_SPECIAL)
		nr_intids = GIC_FIRST_SPECIAL;
	mmio_write32(registers + GICD_CTLR, 0);
	for (uint32_t i = GIC_FIRST_LINE; i < nr_intids; i += 32) {
		mmio_write32(registers + GICD_ICENABLER + i / 8, UINT32_MAX);
		mmio_write32(registers + GICD_IGROUPR + i / 8, UINT32_MAX);
	}
	for (uint32_t i = GIC_FIRST_LINE; i < nr_intids; i += 4)
		mmio_write32(registers + GICD_IPRIORITYR + i, GIC_PRIORITY * 0x01010101u);
	return nr_intids;
}

void gic_init_private(uint8_t *registers)
{
	for (uint32_t i = 0; i < GIC_FIRST_LINE; i += 4)
		mmio_write32(registers + GICD_IPRIORITYR + i, GIC_PRIORITY * 0x01010101u);
	mmio_write32(registers + GICD_ICENABLER, ~(uint32_t)0xffff);
	mmio_write32(registers + GICD_ISENABLER, 0xffff | 1u << timer_intid);
}

void irq_init(void)
{
	timer_intid = machine_is_at_el2() ? INTID_TIMER_EL2 : INTID_TIMER_EL1;
	gic = gic3_find(&distributor);
	if (!gic)
		gic = gic2_find(&distributor);
	if (gic)
		fmt_string(description, sizeof(description), "%s, %u lines", gic->name, nr_intids);
	else
		fmt_string(description, sizeof(description), "none");
}

void irq_init_processor(void)
{
	if (gic)
		gic->init_processor();
}

bool irq_has_controller(void)
{
	return gic != NULL;
}

const char *irq_describe(void)
{
	return description;
}

static bool is_line(uint32_t line)
{
	return gic && line >= GIC_FIRST_LINE && line < nr_intids;
}

int irq_enable(uint32_t line, unsigned trigger, uint32_t cpu)
{
	uint8_t *config;
	uint32_t shift = line % 16 * 2;

	if (!gic)
		return -ENODEV;
	if (!is_line(line))
		return -EINVAL;
	config = distributor + GICD_ICFGR + line / 16 * 4;
	mmio_write32(config, (mmio_read32(config) & ~(3u << shift)) |
	                             (trigger & IRQ_LEVEL ? 0u : (uint32_t)CONFIG_EDGE << shift));
	gic->route(line, cpu);
	irq_unmask(line);
	return 0;
}

void irq_mask(uint32_t line)
{
	if (is_line(line))
		mmio_write32(distributor + GICD_ICENABLER + line / 32 * 4, 1u << line % 32);
}

void irq_unmask(uint32_t line)
{
	if (is_line(line))
		mmio_write32(distributor + GICD_ISENABLER + line / 32 * 4, 1u << line % 32);
}

/* Messages need a GICv2m frame or an ITS, which are not driven yet. */
int irq_alloc_message(uint32_t cpu, uint32_t *line, struct irq_message *out)
{
	(void)cpu;
	(void)line;
	(void)out;
	return -ENODEV;
}

void irq_free_message(uint32_t line)
{
	(void)line;
}

void irq_send(uint32_t cpu, enum irq_ipi ipi)
{
	if (gic)
		gic->send(cpu, ipi);
}

/* An ordinary interrupt: who has them off does not hear it. */
void irq_send_stop(uint32_t cpu)
{
	if (gic)
		gic->send(cpu, INTID_STOP);
}

bool irq_serve(void)
{
	uint32_t value = gic->acknowledge();
	uint32_t intid = value & INTID_MASK;
	bool stop = intid == INTID_STOP;

	if (intid >= GIC_FIRST_SPECIAL)
		return false;
	preempt_enter_irq();
	if (intid >= GIC_FIRST_LINE)
		irq_dispatch_line(intid);
	else if (intid == timer_intid)
		timer_quench();
	gic->end(value);
	if (intid == timer_intid)
		irq_dispatch_timer();
	else if (intid < IRQ_NR_IPIS)
		irq_dispatch_ipi((enum irq_ipi)intid);
	preempt_leave_irq();
	return stop;
}
