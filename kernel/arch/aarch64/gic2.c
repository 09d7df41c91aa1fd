/*
 * GICv2: a distributor, and for each processor an interface at the same address [GIC2]. A processor
 * is named by its bit in a mask of eight, which its own copy of the first target registers tells.
 */
#include "gic_priv.h"

#include <stddef.h>

#include <kernel/arch/boot.h>
#include <kernel/arch/mmio.h>
#include <kernel/arch/mmu.h>
#include <kernel/arch/shared/acpi.h>
#include <kernel/core/percpu.h>
#include <lib/base/compiler.h>
#include <lib/format/fdt_tree.h>

enum {
	GICD_ITARGETSR = 0x800,
	GICD_SGIR = 0xf00,
	SGIR_TARGETS_SHIFT = 16,
	GICD_ENABLE = 1,

	GICC_CTLR = 0x00,
	GICC_PMR = 0x04,
	GICC_IAR = 0x0c,
	GICC_EOIR = 0x10,
	GICC_ENABLE = 1,
	GICC_BYTES = 0x2000,
	PRIORITY_ALL = 0xff,
	ACPI_GIC_V2 = 2,
};

static uint8_t *distributor; /* both written by gic2_find */
static uint8_t *interface;
static PERCPU uint8_t own_mask;

static void init_processor(void)
{
	uint32_t targets = 0;

	/* Bytes for this processor's own INTIDs read as its mask; those that do not exist as 0. */
	for (uint32_t i = 0; i < GIC_FIRST_LINE && targets == 0; i += 4)
		targets = mmio_read32(distributor + GICD_ITARGETSR + i);
	targets |= targets >> 16;
	targets |= targets >> 8;
	/* With one processor they all read as 0 [GIC2 4.3.12]. */
	percpu_write(own_mask, (uint8_t)((targets & 0xff) ? targets : 1));
	gic_init_private(distributor);
	mmio_write32(interface + GICC_PMR, PRIORITY_ALL);
	mmio_write32(interface + GICC_CTLR, GICC_ENABLE);
}

static uint32_t acknowledge(void)
{
	return mmio_read32(interface + GICC_IAR);
}

static void end(uint32_t value)
{
	mmio_write32(interface + GICC_EOIR, value);
}

static void send(uint32_t cpu, uint32_t intid)
{
	/* What was written before must be visible to who is interrupted. */
	__asm__ volatile("dsb ish" : : : "memory");
	mmio_write32(distributor + GICD_SGIR,
	             (uint32_t)*percpu_ptr_of(own_mask, cpu) << SGIR_TARGETS_SHIFT | intid);
}

static void route(uint32_t line, uint32_t cpu)
{
	mmio_write8(distributor + GICD_ITARGETSR + line, *percpu_ptr_of(own_mask, cpu));
}

static const struct gic gic2 = {
	.name = "GICv2",
	.init_processor = init_processor,
	.acknowledge = acknowledge,
	.end = end,
	.send = send,
	.route = route,
};

static bool find_in_tree(const void *tree, uint64_t *dist, uint64_t *cpu)
{
	static const char *const names[] = {"arm,cortex-a15-gic", "arm,gic-400"};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct tree_range ranges[2];

		if (tree_find_device(tree, names[i], 0, &ranges[0]) < 0 ||
		    tree_find_device(tree, names[i], 1, &ranges[1]) < 0)
			continue;
		*dist = ranges[0].base;
		*cpu = ranges[1].base;
		return true;
	}
	return false;
}

static bool find_in_madt(uint64_t *dist, uint64_t *cpu)
{
	struct acpi_madt_entry entry;
	struct acpi_table madt;
	uint32_t at = 0;
	bool found = false;

	if (!acpi_find("APIC", &madt))
		return false;
	*cpu = 0;
	while (acpi_madt_next(&madt, &at, &entry)) {
		if (entry.kind == ACPI_MADT_GICC && *cpu == 0)
			*cpu = entry.address;
		if (entry.kind == ACPI_MADT_GICD && entry.version <= ACPI_GIC_V2) {
			*dist = entry.address;
			found = true;
		}
	}
	return found && *cpu != 0;
}

const struct gic *gic2_find(uint8_t **out)
{
	const void *tree = boot_info()->dtb;
	uint64_t dist, cpu;
	void *mapped[2];

	if (!(tree && find_in_tree(tree, &dist, &cpu)) && !find_in_madt(&dist, &cpu))
		return NULL;
	if (mmu_map_early(paddr(dist), GIC_PAGE_BYTES, &mapped[0]) < 0 ||
	    mmu_map_early(paddr(cpu), GICC_BYTES, &mapped[1]) < 0)
		return NULL;
	distributor = mapped[0];
	interface = mapped[1];
	gic_init_distributor(distributor);
	mmio_write32(distributor + GICD_CTLR, GICD_ENABLE);
	*out = distributor;
	return &gic2;
}
