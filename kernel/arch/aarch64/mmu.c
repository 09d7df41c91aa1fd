/*
 * aarch64: descriptors with 4 KiB pages for the upper half, and the registers of translation [ARM
 * D8.3, D17.2].
 *
 *   bits 63..55  54  53  52..48  47......12  11 10 9 8  7 6 5  4..2     1     0
 *                UXN PXN         address     nG AF SH   AP     AttrIndx table valid
 *
 * The attribute index points into MAIR. 0 and 1 are the boot protocol's: normal memory, and normal
 * memory that is not cached, for framebuffers. Device memory has the last, which is ours.
 */
#include <kernel/arch/mmu.h>

#include "machine_priv.h"

#include <kernel/arch/boot.h>
#include <kernel/arch/shared/early_map.h>
#include <kernel/arch/shared/kernel_tables.h>

enum {
	ENTRY_VALID = 1 << 0,
	ENTRY_TABLE = 1 << 1, /* above the last level: a table; in it: a page */
	ENTRY_ATTRIBUTE_SHIFT = 2,
	ENTRY_ATTRIBUTE_MASK = 7 << 2,
	ENTRY_READ_ONLY = 1 << 7,
	ENTRY_INNER_SHAREABLE = 3 << 8,
	ENTRY_ACCESSED = 1 << 10,

	ATTRIBUTE_NORMAL = 0,
	ATTRIBUTE_COMBINE = 1,
	ATTRIBUTE_DEVICE = 7,

	TCR_T1SZ_SHIFT = 16,
	TCR_T1SZ_MASK = 0x3f,
	TCR_NO_LOWER_HALF = 1 << 7, /* EPD0 */
	SCTLR_WRITE_IMPLIES_NO_EXECUTE = 1 << 19,

	MAX_SINGLE_FLUSHES = 64, /* pages; more than that and everything is flushed */
};

#define ENTRY_PXN          ((uint64_t)1 << 53)
#define ENTRY_UXN          ((uint64_t)1 << 54)
#define ENTRY_ADDRESS_MASK 0x0000fffffffff000

/* Device-nGnRE, normal not cached, normal write-back. */
#define MAIR_DEVICE ((uint64_t)0x04 << 8 * ATTRIBUTE_DEVICE)
#define MAIR_VALUE  (MAIR_DEVICE | 0x44 << 8 * ATTRIBUTE_COMBINE | 0xff)

static uint64_t leaf(paddr_t pa, unsigned level, unsigned attr)
{
	uint64_t entry = pa.raw | ENTRY_VALID | ENTRY_ACCESSED | ENTRY_INNER_SHAREABLE | ENTRY_UXN;
	uint64_t index = ATTRIBUTE_NORMAL;

	if (level == 0)
		entry |= ENTRY_TABLE;
	if (!(attr & MMU_WRITE))
		entry |= ENTRY_READ_ONLY;
	if (!(attr & MMU_EXECUTE))
		entry |= ENTRY_PXN;
	if (attr & MMU_DEVICE)
		index = ATTRIBUTE_DEVICE;
	else if (attr & MMU_WRITE_COMBINE)
		index = ATTRIBUTE_COMBINE;
	return entry | index << ENTRY_ATTRIBUTE_SHIFT;
}

static uint64_t table(paddr_t pa)
{
	return pa.raw | ENTRY_VALID | ENTRY_TABLE;
}

static uint64_t empty(unsigned level)
{
	(void)level;
	return 0;
}

static bool is_empty(uint64_t entry)
{
	return !(entry & ENTRY_VALID);
}

static bool is_leaf(uint64_t entry, unsigned level)
{
	return level == 0 || !(entry & ENTRY_TABLE);
}

static paddr_t address(uint64_t entry, unsigned level)
{
	(void)level;
	return paddr(entry & ENTRY_ADDRESS_MASK);
}

static unsigned attr_of(uint64_t entry, unsigned level)
{
	unsigned index = (entry & ENTRY_ATTRIBUTE_MASK) >> ENTRY_ATTRIBUTE_SHIFT;
	unsigned attr = 0;

	(void)level;
	if (!(entry & ENTRY_READ_ONLY))
		attr |= MMU_WRITE;
	if (!(entry & ENTRY_PXN))
		attr |= MMU_EXECUTE;
	if (index == ATTRIBUTE_COMBINE)
		attr |= MMU_WRITE_COMBINE;
	if (index == ATTRIBUTE_DEVICE)
		attr |= MMU_DEVICE;
	return attr;
}

static const struct radix_format format = {
	.leaf = leaf,
	.table = table,
	.empty = empty,
	.is_empty = is_empty,
	.is_leaf = is_leaf,
	.address = address,
	.attr = attr_of,
};

/* Three or four levels: for five, whose root is small, we never ask the loader. */
struct radix machine_current_tables(void)
{
	unsigned bits = 64 - (unsigned)(SYSREG_READ(tcr_el1) >> TCR_T1SZ_SHIFT & TCR_T1SZ_MASK);

	return (struct radix){
		.format = &format,
		.root = paddr(SYSREG_READ(ttbr1_el1) & ENTRY_ADDRESS_MASK),
		.levels = (bits - RADIX_PAGE_SHIFT + RADIX_LEVEL_BITS - 1) / RADIX_LEVEL_BITS,
		.max_leaf_level = 2,
	};
}

int mmu_map_early(paddr_t pa, size_t len, void **out)
{
	struct radix loader = machine_current_tables();

	__asm__ volatile("msr mair_el1, %0\n\tisb" : : "r"(MAIR_VALUE) : "memory");
	return early_map_device(&loader, pa, len, out);
}

size_t mmu_grain_bytes(void)
{
	return MMU_PAGE_BYTES;
}

static void flush_all(void)
{
	__asm__ volatile("dsb ishst\n\ttlbi vmalle1\n\tdsb nsh\n\tisb" : : : "memory");
}

/* Both trees map the code that runs here, the stack and everything it touches to the same memory,
 * so it does not matter from which of the two an entry of the TLB comes. */
void mmu_enter(void)
{
	uint64_t tcr = SYSREG_READ(tcr_el1) | TCR_NO_LOWER_HALF;
	uint64_t sctlr = SYSREG_READ(sctlr_el1) | SCTLR_WRITE_IMPLIES_NO_EXECUTE;

	__asm__ volatile("msr mair_el1, %0\n\tisb" : : "r"(MAIR_VALUE) : "memory");
	__asm__ volatile("dsb ishst\n\tmsr ttbr1_el1, %0\n\tisb"
	                 :
	                 : "r"(kernel_tables()->root.raw)
	                 : "memory");
	__asm__ volatile("msr tcr_el1, %0\n\tisb" : : "r"(tcr) : "memory");
	flush_all();
	__asm__ volatile("msr sctlr_el1, %0\n\tisb" : : "r"(sctlr) : "memory");
}

void mmu_flush(uintptr_t va, uint64_t bytes)
{
	const uint64_t mask = ((uint64_t)1 << 44) - 1;

	if (bytes > MAX_SINGLE_FLUSHES * MMU_PAGE_BYTES) {
		flush_all();
		return;
	}
	__asm__ volatile("dsb ishst" : : : "memory");
	for (uint64_t done = 0; done < bytes; done += MMU_PAGE_BYTES)
		__asm__ volatile("tlbi vaae1is, %0"
		                 :
		                 : "r"((va + done) >> RADIX_PAGE_SHIFT & mask)
		                 : "memory");
	__asm__ volatile("dsb ish\n\tisb" : : : "memory");
}
