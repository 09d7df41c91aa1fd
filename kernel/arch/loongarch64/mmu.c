/*
 * loongarch64: the loader's page tables for the upper half, as early_map.c needs them [LA-V1 5.4],
 * and devices through an uncached direct window, which needs no tables at all.
 */
#include <kernel/arch/mmu.h>

#include "machine_priv.h"

#include <kernel/arch/boot.h>
#include <kernel/arch/shared/early_map.h>

enum {
	ENTRY_HUGE = 1 << 6, /* in a directory: a large page instead of a table */
	WIDTH_MASK = 0x1f,
	WIDTH_HIGH_MASK = 0x3f,
};

#define ENTRY_ADDRESS_MASK 0x0000fffffffff000

static bool is_present(uint64_t entry)
{
	return entry != 0;
}

static bool is_leaf(uint64_t entry, unsigned level)
{
	return level == 0 || (entry & ENTRY_HUGE);
}

static paddr_t table_of(uint64_t entry)
{
	return paddr(entry & ENTRY_ADDRESS_MASK);
}

static void flush(uintptr_t va)
{
	__asm__ volatile("dbar 0\n\tinvtlb 0x6, $zero, %0" : : "r"(va) : "memory");
}

/* A level exists if PWCL or PWCH give it a width: the page table itself, then up to four
 * directories. */
static unsigned count_levels(void)
{
	uint64_t low = CSR_READ(CSR_PWCL), high = CSR_READ(CSR_PWCH);

	return 1 + !!(low >> 15 & WIDTH_MASK) + !!(low >> 25 & WIDTH_MASK) +
	       !!(high >> 6 & WIDTH_HIGH_MASK) + !!(high >> 18 & WIDTH_HIGH_MASK);
}

/* Nothing is ever added to these tables, so they need no entries made. */
static struct early_tables current_tables(void)
{
	return (struct early_tables){
		.root = paddr(CSR_READ(CSR_PGDH)),
		.levels = count_levels(),
		.is_present = is_present,
		.is_leaf = is_leaf,
		.table_of = table_of,
		.flush = flush,
	};
}

void *mmu_direct(paddr_t pa)
{
	return (void *)(boot_info()->direct_map + pa.raw);
}

int mmu_map_early(paddr_t pa, size_t len, void **out)
{
	(void)len;
	*out = (void *)(DEVICE_WINDOW | pa.raw);
	return 0;
}

void mmu_guard_boot_stack(void)
{
	struct early_tables tables = current_tables();

	early_guard_boot_stack(&tables);
}
