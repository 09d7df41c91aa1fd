/*
 * Page tables of the machines whose tables are all alike: pages of 512 entries of 8 bytes, each
 * level decoding 9 bits of the virtual address over a 4 KiB page. What an entry looks like is the
 * machine's business and stands in a struct radix_format.
 */
#ifndef BOOT_ARCH_SHARED_RADIX_H
#define BOOT_ARCH_SHARED_RADIX_H

#include <stdint.h>

#include <boot/core/machine.h>

#define RADIX_ENTRIES 512u

struct radix_format {
	unsigned top_bits;       /* of the virtual address that the root decodes, at most 9 */
	unsigned max_leaf_level; /* biggest page: 0 4 KiB, 1 2 MiB, 2 1 GiB */

	/* The entry that maps a page of this level. */
	uint64_t (*leaf)(uint64_t pa, unsigned level, enum map_flags flags);

	/* The entry that points to a table, and back: 0 if the entry points to none. */
	uint64_t (*table)(uint64_t pa);
	uint64_t (*table_address)(uint64_t entry);

	/* What an empty entry of a table of this level holds: 0 almost everywhere. */
	uint64_t (*empty)(unsigned level);
};

struct radix {
	const struct radix_format *format;
	unsigned levels; /* 3 to 5 */
	uint64_t *root;  /* physical = the loader's own address */
};

/* Makes an empty root; level 0 is that of the 4 KiB pages. */
void radix_init(struct radix *radix, const struct radix_format *format, unsigned levels);

/* Maps [va, va + len) to [pa, ...), all page aligned and not mapped yet, with the largest pages
 * that fit. */
void radix_map(struct radix *radix, uint64_t va, uint64_t pa, uint64_t len, enum map_flags flags);

#endif
