/*
 * The map the loader runs on when no firmware has made one: virtual = physical for 512 GiB, pieces
 * of 1 GiB, cut into pieces of 2 MiB where memory and devices meet. Without it every access would
 * be one to a device: slow, uncached, and a fault if unaligned.
 *
 *   root: 512 entries of 1 GiB     second level, from a pool: 512 entries of 2 MiB
 *
 * identity_start runs with the MMU off, so this file is compiled without unaligned accesses and
 * calls nothing. What it writes then goes past the caches, where older lines may lie: they are
 * dropped before the walker can read them [LINUX arm64/booting].
 */
#include "aarch64_priv.h"

#include <stdbool.h>

#include <boot/arch/aarch64/aarch64.h>
#include <lib/base/compiler.h>

#define ENTRIES     512u
#define NR_TABLES   16u
#define SMALL_SHIFT 21
#define LARGE_SHIFT 30
#define MAP_BYTES   (1ull << 39)
#define TREE_BYTES  (4ull << 20) /* more than any tree that Linux accepts */

/* [ARM D8.3] as in boot/arch/aarch64/machine.c */
#define BLOCK        1ull
#define TABLE        3ull
#define ADDRESS_MASK 0x0000fffffffff000ull
#define NORMAL       (1ull << 54 | 1ull << 10 | 3ull << 8 | BLOCK)
#define DEVICE       (1ull << 54 | 1ull << 53 | 1ull << 10 | 1ull << 2 | BLOCK)
#define MAIR         0x00ffull /* attribute 0 normal, 1 device-nGnRnE */
#define TCR_39_BITS  (25ull | 1ull << 8 | 1ull << 10 | 3ull << 12 | 1ull << 23)

static uint64_t root[ENTRIES] ALIGNED(4096) SECTION(".noinit.root");
static uint64_t tables[NR_TABLES][ENTRIES] ALIGNED(4096) SECTION(".noinit.tables");
static uint64_t nr_tables SECTION(".noinit.count");

static int use_piece(uint64_t base);
static void set(uint64_t *entry, uint64_t value);
static void drop_lines(const void *data, uint64_t len);

void identity_start(uint64_t image_start, uint64_t image_end, uint64_t tree)
{
	uint64_t mmfr0;

	nr_tables = 0;
	for (uint64_t i = 0; i < ENTRIES; i++)
		root[i] = i << LARGE_SHIFT | DEVICE;
	identity_use(image_start, image_end - image_start);
	identity_use(tree, TREE_BYTES);
	drop_lines(root, sizeof(root));
	drop_lines(tables, sizeof(tables));
	drop_lines(&nr_tables, sizeof(nr_tables));

	__asm__ volatile("mrs %0, id_aa64mmfr0_el1" : "=r"(mmfr0));
	__asm__ volatile("msr mair_el1, %0\n\t"
	                 "msr tcr_el1, %1\n\t"
	                 "msr ttbr0_el1, %2\n\t"
	                 "isb\n\t"
	                 "tlbi vmalle1\n\t"
	                 "dsb nsh\n\t"
	                 "isb\n\t"
	                 "msr sctlr_el1, %3\n\t"
	                 "isb\n\t"
	                 "ic iallu\n\t"
	                 "dsb nsh\n\t"
	                 "isb"
	                 :
	                 : "r"(MAIR), "r"(TCR_39_BITS | (mmfr0 & 7) << 32), "r"(root),
	                   "r"((uint64_t)AARCH64_ENTRY_SCTLR)
	                 : "memory");
}

int identity_use(uint64_t base, uint64_t len)
{
	uint64_t end = base + len;

	if (len == 0)
		return 0;
	if (end < base || end > MAP_BYTES)
		return -1;
	base = base >> SMALL_SHIFT << SMALL_SHIFT;
	while (base < end) {
		uint64_t *entry = &root[base >> LARGE_SHIFT];
		bool whole = (base & ((1ull << LARGE_SHIFT) - 1)) == 0 &&
		             end - base >= 1ull << LARGE_SHIFT && (*entry & 3) == BLOCK;

		if (whole)
			set(entry, base | NORMAL);
		else if (use_piece(base) != 0)
			return -1;
		base += whole ? 1ull << LARGE_SHIFT : 1ull << SMALL_SHIFT;
	}
	return 0;
}

/* Makes 2 MiB at base normal memory. */
static int use_piece(uint64_t base)
{
	uint64_t *entry = &root[base >> LARGE_SHIFT];
	uint64_t *table;

	if (*entry == ((base >> LARGE_SHIFT << LARGE_SHIFT) | NORMAL))
		return 0;
	if ((*entry & 3) == BLOCK) {
		if (nr_tables == NR_TABLES)
			return -1;
		table = tables[nr_tables++];
		for (uint64_t i = 0; i < ENTRIES; i++)
			table[i] = (base >> LARGE_SHIFT << LARGE_SHIFT | i << SMALL_SHIFT) | DEVICE;
		set(entry, (uint64_t)table | TABLE);
	}
	table = (uint64_t *)(*entry & ADDRESS_MASK);
	set(&table[base >> SMALL_SHIFT & (ENTRIES - 1)], base | NORMAL);
	return 0;
}

/* An entry in use is taken away before it becomes another one [ARM D8.16.1]. Nothing that the
 * loader stands on changes: that has been normal memory from the start. */
static void set(uint64_t *entry, uint64_t value)
{
	if (*entry == value)
		return;
	*(volatile uint64_t *)entry = 0;
	__asm__ volatile("dsb ishst\n\ttlbi vmalle1\n\tdsb ish\n\tisb" : : : "memory");
	*(volatile uint64_t *)entry = value;
	__asm__ volatile("dsb ishst\n\tisb" : : : "memory");
}

static void drop_lines(const void *data, uint64_t len)
{
	uint64_t ctr, line;

	__asm__ volatile("mrs %0, ctr_el0" : "=r"(ctr));
	line = 4ull << (ctr >> 16 & 15);
	for (uint64_t at = (uint64_t)data & ~(line - 1); at < (uint64_t)data + len; at += line)
		__asm__ volatile("dc ivac, %0" : : "r"(at) : "memory");
	__asm__ volatile("dsb sy" : : : "memory");
}
