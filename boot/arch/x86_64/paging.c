/*
 * Page tables of x86-64, four or five levels [SDM3 4.5].
 *
 * A table has 512 entries of 8 bytes. Level 1 maps 4 KiB pages; an entry of level 2 or 3 may itself
 * be a page of 2 MiB or 1 GiB. machine_map fills as many entries of one table as it can before it
 * walks down again.
 *
 * The bridge is a second root: its lower half maps the first 4 GiB (and the GiB the loader's code
 * lies in) where they are, its upper half is the kernel's. Processors cross it on their way from
 * the loader's addresses to the kernel's; the kernel never sees it.
 */
#include "x86_priv.h"

#include <boot/core/memory.h>
#include <lib/base/math.h>

enum { NR_ENTRIES = 512, HALF = NR_ENTRIES / 2, MAX_PAGE_LEVEL = 3 };

#define PTE_PRESENT    (1ull << 0)
#define PTE_WRITE      (1ull << 1)
#define PTE_PWT        (1ull << 3)
#define PTE_PAGE       (1ull << 7) /* in levels 2 and 3: a page, not a table */
#define PTE_PAT_4K     (1ull << 7)
#define PTE_PAT_LARGE  (1ull << 12)
#define PTE_NO_EXECUTE (1ull << 63)
#define PTE_ADDRESS    0x000ffffffffff000ull

#define GIB 0x40000000ull

static void bridge_create(struct page_tables *tables);

static uint64_t page_bytes(unsigned level)
{
	return 1ull << (12 + 9 * (level - 1));
}

static size_t index_at(uint64_t va, unsigned level)
{
	return va >> (12 + 9 * (level - 1)) & (NR_ENTRIES - 1);
}

struct page_tables *machine_tables_create(const struct machine_facts *facts)
{
	struct page_tables *tables = memory_alloc(sizeof(*tables));
	const struct x86_cpuid extended = x86_cpuid(0x80000001, 0);

	tables->levels = facts->paging_mode == LIMINE_PAGING_X86_5LEVEL ? 5 : 4;
	tables->no_execute = extended.edx >> 20 & 1;
	tables->gib_pages = extended.edx >> 26 & 1;
	tables->root = (uintptr_t)memory_alloc(MEMORY_PAGE_BYTES);
	tables->switch_page = memory_alloc_range(
		&(struct memory_request){.len = MEMORY_PAGE_BYTES,
	                                 .limit = MEMORY_BELOW_1MIB,
	                                 .type = LIMINE_MEMMAP_BOOTLOADER_RECLAIMABLE,
	                                 .what = "the page where processors start"});
	bridge_create(tables);
	return tables;
}

/* The entry for va at this level; makes the tables on the way. */
static uint64_t *entry_for(const struct page_tables *tables, uint64_t va, unsigned level)
{
	uint64_t *table = (uint64_t *)(uintptr_t)tables->root;

	for (unsigned l = tables->levels; l > level; l--) {
		uint64_t *entry = &table[index_at(va, l)];

		if (*entry == 0)
			*entry = (uintptr_t)memory_alloc(MEMORY_PAGE_BYTES) | PTE_PRESENT |
			         PTE_WRITE;
		table = (uint64_t *)(uintptr_t)(*entry & PTE_ADDRESS);
	}
	return &table[index_at(va, level)];
}

/* The highest level whose pages fit the start and the length. */
static unsigned level_for(const struct page_tables *tables, uint64_t va, uint64_t pa, uint64_t len)
{
	unsigned level = tables->gib_pages ? MAX_PAGE_LEVEL : MAX_PAGE_LEVEL - 1;

	while (level > 1 && (((va | pa) & (page_bytes(level) - 1)) != 0 || len < page_bytes(level)))
		level--;
	return level;
}

static uint64_t leaf_bits(const struct page_tables *tables, unsigned level, enum map_flags flags)
{
	uint64_t bits = PTE_PRESENT;

	if (flags & MAP_WRITE)
		bits |= PTE_WRITE;
	if (!(flags & MAP_EXECUTE) && tables->no_execute)
		bits |= PTE_NO_EXECUTE;
	if (level > 1)
		bits |= PTE_PAGE;
	if (flags & MAP_WRITE_COMBINE) /* PAT entry 5: PAT and PWT */
		bits |= PTE_PWT | (level > 1 ? PTE_PAT_LARGE : PTE_PAT_4K);
	return bits;
}

void machine_map(struct page_tables *tables, uint64_t va, uint64_t pa, uint64_t len,
                 enum map_flags flags)
{
	while (len != 0) {
		const unsigned level = level_for(tables, va, pa, len);
		const uint64_t bytes = page_bytes(level);
		const uint64_t bits = leaf_bits(tables, level, flags);
		uint64_t *entry = entry_for(tables, va, level);
		size_t left = NR_ENTRIES - index_at(va, level);

		/* Stay in this table until it ends or a larger page begins to fit. */
		do {
			*entry++ = pa | bits;
			va += bytes;
			pa += bytes;
			len -= bytes;
		} while (--left != 0 && len >= bytes && level_for(tables, va, pa, len) == level);
	}
}

static void bridge_create(struct page_tables *tables)
{
	struct page_tables bridge = *tables;
	const uint64_t code_gib = align_down((uintptr_t)&machine_map, GIB);

	/* 32-bit code loads the root into CR3, and the processors' first stacks lie beside it. */
	bridge.root = memory_alloc_range(
		&(struct memory_request){.len = MEMORY_PAGE_BYTES,
	                                 .limit = MEMORY_BELOW_4GIB,
	                                 .type = LIMINE_MEMMAP_BOOTLOADER_RECLAIMABLE,
	                                 .what = "page tables"});
	for (size_t i = 0; i < NR_ENTRIES; i++)
		((uint64_t *)(uintptr_t)bridge.root)[i] = 0;
	machine_map(&bridge, 0, 0, MEMORY_BELOW_4GIB, MAP_WRITE | MAP_EXECUTE);
	if (code_gib >= MEMORY_BELOW_4GIB)
		machine_map(&bridge, code_gib, code_gib, GIB, MAP_WRITE | MAP_EXECUTE);
	tables->bridge = bridge.root;
}

void x86_bridge_update(const struct page_tables *tables)
{
	const uint64_t *from = (const uint64_t *)(uintptr_t)tables->root;
	uint64_t *to = (uint64_t *)(uintptr_t)tables->bridge;

	for (size_t i = HALF; i < NR_ENTRIES; i++)
		to[i] = from[i];
}
