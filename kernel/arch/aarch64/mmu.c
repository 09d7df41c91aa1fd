/*
 * aarch64: the loader's tables for the upper half, 4 KiB pages, as early_map.c needs them [ARM
 * D8.3]. Device memory needs an attribute index of its own: the protocol uses the first two of
 * MAIR, we the last.
 */
#include <kernel/arch/mmu.h>

#include "machine_priv.h"

#include <kernel/arch/boot.h>
#include <kernel/arch/shared/early_map.h>

enum {
	ENTRY_VALID = 1 << 0,
	ENTRY_TABLE = 1 << 1, /* above the last level: a table; in it: a page */
	ENTRY_ACCESSED = 1 << 10,
	ENTRY_ATTRIBUTE_SHIFT = 2,

	DEVICE_ATTRIBUTE = 7, /* index into MAIR */
	MAIR_DEVICE_nGnRE = 0x04,

	TCR_T1SZ_SHIFT = 16,
	TCR_T1SZ_MASK = 0x3f,
};

#define ENTRY_NO_EXECUTE   ((uint64_t)3 << 53) /* PXN and UXN */
#define ENTRY_ADDRESS_MASK 0x0000fffffffff000

static uint64_t table_entry(paddr_t pa)
{
	return pa.raw | ENTRY_VALID | ENTRY_TABLE;
}

static uint64_t device_entry(paddr_t pa)
{
	return pa.raw | ENTRY_VALID | ENTRY_TABLE | ENTRY_ACCESSED | ENTRY_NO_EXECUTE |
	       DEVICE_ATTRIBUTE << ENTRY_ATTRIBUTE_SHIFT;
}

static bool is_present(uint64_t entry)
{
	return entry & ENTRY_VALID;
}

static bool is_leaf(uint64_t entry, unsigned level)
{
	return level == 0 || !(entry & ENTRY_TABLE);
}

static paddr_t table_of(uint64_t entry)
{
	return paddr(entry & ENTRY_ADDRESS_MASK);
}

static void flush(uintptr_t va)
{
	__asm__ volatile("dsb ishst\n\ttlbi vaae1is, %0\n\tdsb ish\n\tisb"
	                 :
	                 : "r"(va >> 12 & (((uint64_t)1 << 44) - 1))
	                 : "memory");
}

static void set_device_attribute(void)
{
	uint64_t mair = SYSREG_READ(mair_el1) & ~((uint64_t)0xff << 8 * DEVICE_ATTRIBUTE);

	mair |= (uint64_t)MAIR_DEVICE_nGnRE << 8 * DEVICE_ATTRIBUTE;
	__asm__ volatile("msr mair_el1, %0\n\tisb" : : "r"(mair) : "memory");
}

static struct early_tables current_tables(void)
{
	unsigned bits = 64 - (unsigned)(SYSREG_READ(tcr_el1) >> TCR_T1SZ_SHIFT & TCR_T1SZ_MASK);

	return (struct early_tables){
		.root = paddr(SYSREG_READ(ttbr1_el1) & ENTRY_ADDRESS_MASK),
		.levels = (bits - 12 + 8) / 9,
		.table_entry = table_entry,
		.device_entry = device_entry,
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
	struct early_tables tables = current_tables();

	set_device_attribute();
	return early_map_device(&tables, pa, len, out);
}

void mmu_guard_boot_stack(void)
{
	struct early_tables tables = current_tables();

	early_guard_boot_stack(&tables);
}
