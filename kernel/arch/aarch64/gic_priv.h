/*
 * aarch64: the two generations of interrupt controller, as irq.c uses them [GIC2], [GIC3]. INTIDs 0
 * to 15 are sent by processors, 16 to 31 belong to one processor each, higher ones are lines of
 * devices; 1020 and more mean that there was nothing.
 */
#ifndef KERNEL_ARCH_AARCH64_GIC_PRIV_H
#define KERNEL_ARCH_AARCH64_GIC_PRIV_H

#include <stdint.h>

enum {
	GIC_FIRST_PRIVATE = 16,
	GIC_FIRST_LINE = 32,
	GIC_FIRST_SPECIAL = 1020,
	GIC_PAGE_BYTES = 0x10000,

	/* of the distributor, the same in both; GICv3's redistributors have the first group, too */
	GICD_CTLR = 0x000,
	GICD_TYPER = 0x004,
	GICD_IGROUPR = 0x080,
	GICD_ISENABLER = 0x100,
	GICD_ICENABLER = 0x180,
	GICD_IPRIORITYR = 0x400,
	GICD_ICFGR = 0xc00,
	GIC_PRIORITY = 0x80,
};

struct gic {
	const char *name;
	/* This processor's own part; the boot processor has set up the distributor. */
	void (*init_processor)(void);
	/* The interrupt that has come, to be given back to `end` as it is. */
	uint32_t (*acknowledge)(void);
	void (*end)(uint32_t value);
	void (*send)(uint32_t cpu, uint32_t intid);
	void (*route)(uint32_t line, uint32_t cpu);
};

/* Finds and maps each generation's registers; null if the machine has none. *distributor gets its
 * address. Boot processor, before mmu_enter. */
const struct gic *gic2_find(uint8_t **distributor);
const struct gic *gic3_find(uint8_t **distributor);

/* Sets up the distributor, but for switching it on: every line off, of group 1, of one priority.
 * Returns the number of INTIDs. */
uint32_t gic_init_distributor(uint8_t *distributor);

/* Gives the processor's own INTIDs their priority and switches those of other processors and the
 * timer on, in the registers of the distributor (GICv2) or redistributor (GICv3). */
void gic_init_private(uint8_t *registers);

#endif
