/*
 * loongarch64: page-table entries, as the TLB refill handler (tlb_refill.S) walks them [LA-V1 5.4];
 * devices are reached through an uncached direct window, which needs no tables at all.
 *
 *   bits 63  62 61 60......12   12 (large) 8 7 6      5..4 3..2 1 0
 *            NX    address      G          W P G | H  MAT  PLV  D V
 *
 * A directory entry that leads to a table is an address alone, and the walk does not look for a
 * valid bit: an empty entry would lead it to address 0. So an empty entry leads to a dead end of
 * its level, whose last table holds invalid pages only; a fault there is then a page fault.
 *
 * QEMU 7.2 translates in pieces of 16 KiB, whatever the tables say: that is the grain here.
 */
#include <kernel/arch/mmu.h>

#include "machine_priv.h"

#include <kernel/arch/boot.h>
#include <kernel/arch/shared/kernel_tables.h>

enum {
	ENTRY_VALID = 1 << 0,
	ENTRY_DIRTY = 1 << 1,
	ENTRY_CACHED = 1 << 4, /* MAT: 0 device, 1 cached, 2 uncached but gathering */
	ENTRY_COMBINE = 2 << 4,
	ENTRY_TYPE_MASK = 3 << 4,
	ENTRY_GLOBAL = 1 << 6,
	ENTRY_LARGE = 1 << 6, /* in a directory: a large page instead of a table */
	ENTRY_PRESENT = 1 << 7,
	ENTRY_WRITE = 1 << 8,
	ENTRY_LARGE_GLOBAL = 1 << 12,

	LEVELS = 4,
	GRAIN_BYTES = 16384,
	MAX_SINGLE_FLUSHES = 64, /* pieces; more than that and everything is flushed */
};

#define ENTRY_NO_EXECUTE   ((uint64_t)1 << 62)
#define ENTRY_ADDRESS_MASK 0x0000fffffffff000

/* dead_ends[level] is a table of that level; the first stays zero. Filled in by the first empty().
 */
static uint64_t dead_ends[LEVELS][RADIX_ENTRIES] ALIGNED(MMU_PAGE_BYTES);

static uint64_t leaf(paddr_t pa, unsigned level, unsigned attr)
{
	uint64_t entry = pa.raw | ENTRY_VALID | ENTRY_PRESENT;

	entry |= level > 0 ? ENTRY_LARGE | ENTRY_LARGE_GLOBAL : ENTRY_GLOBAL;
	if (attr & MMU_WRITE)
		entry |= ENTRY_DIRTY | ENTRY_WRITE;
	if (!(attr & MMU_EXECUTE))
		entry |= ENTRY_NO_EXECUTE;
	if (attr & MMU_WRITE_COMBINE)
		entry |= ENTRY_COMBINE;
	else if (!(attr & MMU_DEVICE))
		entry |= ENTRY_CACHED;
	return entry;
}

static uint64_t table(paddr_t pa)
{
	return pa.raw;
}

static uint64_t empty(unsigned level)
{
	return level == 0 ? 0 : image_paddr(dead_ends[level - 1]).raw;
}

static bool is_empty(uint64_t entry)
{
	uint64_t into_dead_ends = entry - image_paddr(dead_ends).raw;

	return entry == 0 || into_dead_ends < sizeof(dead_ends);
}

static bool is_leaf(uint64_t entry, unsigned level)
{
	return level == 0 || (entry & ENTRY_LARGE);
}

static paddr_t address(uint64_t entry, unsigned level)
{
	uint64_t mask = ENTRY_ADDRESS_MASK;

	if (level > 0 && (entry & ENTRY_LARGE))
		mask &= ~(uint64_t)ENTRY_LARGE_GLOBAL;
	return paddr(entry & mask);
}

static unsigned attr_of(uint64_t entry, unsigned level)
{
	unsigned attr = 0;

	(void)level;
	if (entry & ENTRY_WRITE)
		attr |= MMU_WRITE;
	if (!(entry & ENTRY_NO_EXECUTE))
		attr |= MMU_EXECUTE;
	if ((entry & ENTRY_TYPE_MASK) == ENTRY_COMBINE)
		attr |= MMU_WRITE_COMBINE;
	if ((entry & ENTRY_TYPE_MASK) == 0)
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

struct radix machine_current_tables(void)
{
	for (unsigned level = 1; level < LEVELS; level++) {
		for (unsigned i = 0; i < RADIX_ENTRIES; i++)
			dead_ends[level][i] = empty(level);
	}
	return (struct radix){
		.format = &format,
		.root = paddr(CSR_READ(CSR_PGDH)),
		.levels = LEVELS,
		.max_leaf_level = 1,
	};
}

int mmu_map_early(paddr_t pa, size_t len, void **out)
{
	(void)len;
	*out = (void *)(DEVICE_WINDOW | pa.raw);
	return 0;
}

size_t mmu_grain_bytes(void)
{
	return GRAIN_BYTES;
}

/* The lower half gets the same tables; nothing is mapped there. Widths and page size of the walk
 * are the boot protocol's, four levels of 4 KiB tables [LIMINE loongarch64]. */
void mmu_enter(void)
{
	CSR_WRITE(CSR_TLBRENTRY, image_paddr(tlb_refill).raw);
	CSR_WRITE(CSR_PGDL, image_paddr(dead_ends[LEVELS - 1]).raw);
	CSR_WRITE(CSR_PGDH, kernel_tables()->root.raw);
	__asm__ volatile("dbar 0\n\tinvtlb 0, $zero, $zero" : : : "memory");
}

void mmu_flush(uintptr_t va, uint64_t bytes)
{
	__asm__ volatile("dbar 0" : : : "memory");
	if (bytes > MAX_SINGLE_FLUSHES * GRAIN_BYTES) {
		__asm__ volatile("invtlb 0x0, $zero, $zero" : : : "memory"); /* everything */
		return;
	}
	for (uint64_t done = 0; done < bytes; done += GRAIN_BYTES)
		__asm__ volatile("invtlb 0x6, $zero, %0" : : "r"(va + done) : "memory");
}
