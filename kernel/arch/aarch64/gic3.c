/*
 * GICv3: a distributor for lines, a redistributor for each processor, and the processor's interface
 * in system registers [GIC3]. A processor is named by its MPIDR. Redistributors follow each other
 * in one region (we use the first that firmware names), each two pages: control, then its own
 * INTIDs.
 */
#include "gic_priv.h"

#include <stddef.h>

#include "machine_priv.h"

#include <kernel/arch/boot.h>
#include <kernel/arch/mmio.h>
#include <kernel/arch/mmu.h>
#include <kernel/arch/shared/acpi.h>
#include <kernel/arch/smp.h>
#include <kernel/core/log.h>
#include <lib/base/math.h>
#include <lib/format/fdt_tree.h>

enum {
	CTLR_GROUPS_AND_AFFINITY = 1 << 0 | 1 << 1 | 1 << 4,
	GICD_IROUTER = 0x6000,

	GICR_WAKER = 0x014,
	WAKER_SLEEP = 1 << 1,
	WAKER_CHILDREN_ASLEEP = 1 << 2,
	GICR_TYPER_AFFINITY = 0x00c, /* the upper half of TYPER */
	GICR_BYTES = 2 * GIC_PAGE_BYTES,
	MAX_POLLS = 1000000,

	SRE_ENABLE = 1,
	PRIORITY_ALL = 0xff,
	ACPI_GIC_V3 = 3,
};

#define MPIDR_AFFINITY 0xff00ffffffull

static uint8_t *distributor; /* all written by gic3_find */
static uint8_t *redistributors;
static uint32_t nr_redistributors;

static uint8_t *own_redistributor(void)
{
	uint64_t mpidr = SYSREG_READ(mpidr_el1);
	uint32_t affinity = (uint32_t)(mpidr & 0xffffff) | (uint32_t)(mpidr >> 32 & 0xff) << 24;

	for (uint32_t i = 0; i < nr_redistributors; i++) {
		uint8_t *at = redistributors + (size_t)i * GICR_BYTES;

		if (mmio_read32(at + GICR_TYPER_AFFINITY) == affinity)
			return at;
	}
	return NULL;
}

static void wake(uint8_t *redistributor)
{
	mmio_write32(redistributor + GICR_WAKER,
	             mmio_read32(redistributor + GICR_WAKER) & ~(uint32_t)WAKER_SLEEP);
	for (unsigned polls = 0; polls < MAX_POLLS; polls++)
		if (!(mmio_read32(redistributor + GICR_WAKER) & WAKER_CHILDREN_ASLEEP))
			return;
}

static void init_processor(void)
{
	uint8_t *redistributor = own_redistributor();

	if (!redistributor) {
		log_error("irq: no redistributor for this processor");
		return;
	}
	wake(redistributor);
	mmio_write32(redistributor + GIC_PAGE_BYTES + GICD_IGROUPR, UINT32_MAX);
	gic_init_private(redistributor + GIC_PAGE_BYTES);
	__asm__ volatile("msr s3_0_c12_c12_5, %0\n\t" /* ICC_SRE_EL1 */
	                 "isb\n\t"
	                 "msr s3_0_c4_c6_0, %1\n\t"   /* ICC_PMR_EL1 */
	                 "msr s3_0_c12_c12_7, %0\n\t" /* ICC_IGRPEN1_EL1 */
	                 "isb"
	                 :
	                 : "r"((uint64_t)SRE_ENABLE), "r"((uint64_t)PRIORITY_ALL)
	                 : "memory");
}

static uint32_t acknowledge(void)
{
	uint64_t value = SYSREG_READ(s3_0_c12_c12_0); /* ICC_IAR1_EL1 */

	__asm__ volatile("dsb sy" : : : "memory");
	return (uint32_t)value;
}

static void end(uint32_t value)
{
	__asm__ volatile("msr s3_0_c12_c12_1, %0\n\tisb" : : "r"((uint64_t)value) : "memory");
}

/* ICC_SGI1R_EL1: three levels of affinity, and of the lowest a range of 16 and a bit in it. */
static void send(uint32_t cpu, uint32_t intid)
{
	uint64_t id = smp_hardware_id(cpu);
	uint64_t value = (id >> 32 & 0xff) << 48 | (id >> 16 & 0xff) << 32 | (id >> 8 & 0xff) << 16;

	value |= (id & 0xff) >> 4 << 44 | (uint64_t)intid << 24 | 1ull << (id & 0xf);
	__asm__ volatile("dsb ish\n\tmsr s3_0_c12_c11_5, %0\n\tisb" : : "r"(value) : "memory");
}

static void route(uint32_t line, uint32_t cpu)
{
	uint64_t affinity = smp_hardware_id(cpu) & MPIDR_AFFINITY;
	uint8_t *reg = distributor + GICD_IROUTER + (size_t)line * 8;

	mmio_write32(reg, (uint32_t)affinity);
	mmio_write32(reg + 4, (uint32_t)(affinity >> 32));
}

static const struct gic gic3 = {
	.name = "GICv3",
	.init_processor = init_processor,
	.acknowledge = acknowledge,
	.end = end,
	.send = send,
	.route = route,
};

static bool find_in_madt(uint64_t *dist, struct tree_range *redist)
{
	struct acpi_madt_entry entry;
	struct acpi_table madt;
	uint32_t at = 0;
	bool found = false;

	if (!acpi_find("APIC", &madt))
		return false;
	redist->len = 0;
	while (acpi_madt_next(&madt, &at, &entry)) {
		if (entry.kind == ACPI_MADT_GICR && redist->len == 0)
			*redist = (struct tree_range){entry.address, entry.len};
		if (entry.kind == ACPI_MADT_GICD && entry.version >= ACPI_GIC_V3) {
			*dist = entry.address;
			found = true;
		}
	}
	return found && redist->len != 0;
}

const struct gic *gic3_find(uint8_t **out)
{
	const struct boot_info *boot = boot_info();
	struct tree_range dist = {0}, redist;
	void *mapped[2];

	if (!(boot->dtb && tree_find_device(boot->dtb, "arm,gic-v3", 0, &dist) == 0 &&
	      tree_find_device(boot->dtb, "arm,gic-v3", 1, &redist) == 0) &&
	    !find_in_madt(&dist.base, &redist))
		return NULL;
	nr_redistributors = (uint32_t)min_u64(redist.len / GICR_BYTES, boot->nr_processors);
	if (mmu_map_early(paddr(dist.base), GIC_PAGE_BYTES, &mapped[0]) < 0 ||
	    mmu_map_early(paddr(redist.base), (size_t)nr_redistributors * GICR_BYTES, &mapped[1]) <
	            0)
		return NULL;
	distributor = mapped[0];
	redistributors = mapped[1];
	gic_init_distributor(distributor);
	mmio_write32(distributor + GICD_CTLR, CTLR_GROUPS_AND_AFFINITY);
	*out = distributor;
	return &gic3;
}
