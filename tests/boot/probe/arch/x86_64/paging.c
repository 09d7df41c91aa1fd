/*
 * Page tables, read through the direct map; and one more branch of them for devices, whose
 * registers the direct map does not show. [SDM3 4.5]
 */
#include <tests/boot/probe/probe.h>
#include "x86_priv.h"

enum { NR_ENTRIES = 512, HALF = 256, DEVICE_SLOTS = 8, DEVICE_INDEX = 300 };

#define PTE_PRESENT    (1ull << 0)
#define PTE_WRITE      (1ull << 1)
#define PTE_USER       (1ull << 2)
#define PTE_PWT        (1ull << 3)
#define PTE_PCD        (1ull << 4)
#define PTE_PAGE       (1ull << 7)
#define PTE_PAT_4K     (1ull << 7)
#define PTE_PAT_LARGE  (1ull << 12)
#define PTE_NO_EXECUTE (1ull << 63)
#define PTE_ADDRESS    0x000ffffffffff000ull

static uint64_t device_tables[4][NR_ENTRIES] ALIGNED(4096);

static uint64_t root_address(void)
{
	uint64_t cr3;

	__asm__ volatile("movq %%cr3, %0" : "=r"(cr3));
	return cr3 & PTE_ADDRESS;
}

static uint64_t *table_at(uint64_t pa)
{
	return (uint64_t *)(uintptr_t)(probe_hhdm() + pa);
}

static unsigned top_level(void)
{
	return machine_paging_mode() == LIMINE_PAGING_X86_5LEVEL ? 5 : 4;
}

static enum probe_cache cache_of(uint64_t entry, unsigned level)
{
	const bool pat = entry & (level == 1 ? PTE_PAT_4K : PTE_PAT_LARGE);
	const unsigned index =
		(pat ? 4u : 0u) | (entry & PTE_PCD ? 2u : 0u) | (entry & PTE_PWT ? 1u : 0u);

	if (index == 0)
		return PROBE_WRITE_BACK;
	return index == 5 ? PROBE_WRITE_COMBINE : PROBE_OTHER_CACHE;
}

bool machine_walk(uint64_t va, struct probe_mapping *out)
{
	uint64_t table = root_address();

	*out = (struct probe_mapping){.write = true, .execute = true, .user = true};
	for (unsigned level = top_level(); level >= 1; level--) {
		const unsigned shift = 12 + 9 * (level - 1);
		const uint64_t entry = table_at(table)[va >> shift & (NR_ENTRIES - 1)];
		const uint64_t page_mask = (1ull << shift) - 1;

		if (!(entry & PTE_PRESENT))
			return false;
		out->write = out->write && entry & PTE_WRITE;
		out->user = out->user && entry & PTE_USER;
		out->execute = out->execute && !(entry & PTE_NO_EXECUTE);
		if (level == 1 || entry & PTE_PAGE) {
			out->page_bytes = page_mask + 1;
			out->pa = (entry & PTE_ADDRESS & ~page_mask) | (va & page_mask);
			out->cache = cache_of(entry, level);
			return true;
		}
		table = entry & PTE_ADDRESS;
	}
	return false;
}

bool machine_low_half_is_empty(void)
{
	const uint64_t *root = table_at(root_address());

	for (size_t i = 0; i < HALF; i++) {
		if (root[i] & PTE_PRESENT)
			return false;
	}
	return true;
}

/* Walks down to `level` levels of tables; the depth is at most five. */
static bool tables_in_place(uint64_t table, unsigned level)
{
	if (!probe_is_reclaimable(probe_hhdm() + table, PROBE_PAGE_BYTES))
		return false;
	if (level == 1)
		return true;
	for (size_t i = 0; i < NR_ENTRIES; i++) {
		const uint64_t entry = table_at(table)[i];

		if (entry & PTE_PRESENT && !(level <= 3 && entry & PTE_PAGE) &&
		    !tables_in_place(entry & PTE_ADDRESS, level - 1))
			return false;
	}
	return true;
}

bool machine_tables_are_reclaimable(void)
{
	return tables_in_place(root_address(), top_level());
}

/* The branch hangs in one free entry of the root; each slot is one 4 KiB page. */
volatile uint32_t *x86_map_device(uint64_t pa, unsigned slot)
{
	const unsigned levels = top_level();
	const uint64_t top = (uint64_t)DEVICE_INDEX << (12 + 9 * (levels - 1));
	const uint64_t va = top | (levels == 5 ? 0xfe00000000000000 : 0xffff000000000000) |
	                    (uint64_t)slot * PROBE_PAGE_BYTES;
	uint64_t *table = table_at(root_address());
	struct probe_mapping m;

	for (unsigned level = levels; level > 1; level--) {
		uint64_t *next = device_tables[level - 2];

		if (!machine_walk((uintptr_t)next, &m))
			return 0;
		table[level == levels ? DEVICE_INDEX : 0] = m.pa | PTE_PRESENT | PTE_WRITE;
		table = next;
	}
	table[slot % DEVICE_SLOTS] =
		(pa & PTE_ADDRESS) | PTE_PRESENT | PTE_WRITE | PTE_PWT | PTE_PCD;
	__asm__ volatile("invlpg (%0)" ::"r"(va) : "memory");
	return (volatile uint32_t *)(uintptr_t)(va + pa % PROBE_PAGE_BYTES);
}
