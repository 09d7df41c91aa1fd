/*
 * The one page-table walker: trees of tables with 512 entries of 64 bits, which all four machines
 * have. A machine describes its entries in a struct radix_format; level 0 holds pages of 4 KiB, an
 * entry of level n maps or leads to 4 KiB * 512^n.
 *
 * Tables are read and written through the direct map. A new table is filled with empty entries
 * before it is linked, so a processor that walks at the same time sees either nothing or all of it.
 * Nothing here flushes a TLB or takes a lock: see kernel/arch/mmu.h.
 */
#ifndef KERNEL_ARCH_SHARED_RADIX_H
#define KERNEL_ARCH_SHARED_RADIX_H

#include <stdbool.h>
#include <stdint.h>

#include <kernel/arch/mmu.h>
#include <lib/base/addr.h>
#include <lib/base/compiler.h>

enum {
	RADIX_ENTRIES = 512,
	RADIX_LEVEL_BITS = 9,
	RADIX_PAGE_SHIFT = 12,
};

struct radix_format {
	uint64_t (*leaf)(paddr_t pa, unsigned level, unsigned attr);
	uint64_t (*table)(paddr_t pa);
	uint64_t (*empty)(unsigned level);
	bool (*is_empty)(uint64_t entry);
	bool (*is_leaf)(uint64_t entry, unsigned level); /* of an entry that is not empty */
	paddr_t (*address)(uint64_t entry, unsigned level);
	unsigned (*attr)(uint64_t entry, unsigned level); /* of a leaf */
};

struct radix {
	const struct radix_format *format;
	paddr_t root;
	unsigned levels;
	unsigned max_leaf_level; /* the largest page */
};

/* Makes an empty root table; the rest of radix is filled in. Errors: -ENOMEM from new_table. */
MUST_CHECK int radix_init(struct radix *radix, int (*new_table)(paddr_t *out));

/* mmu_map, mmu_unmap, mmu_protect and mmu_next of kernel/arch/mmu.h, on this tree. */
MUST_CHECK int radix_map(const struct radix *radix, const struct mmu_request *request);
void radix_unmap(const struct radix *radix, uintptr_t va, uint64_t bytes);
void radix_protect(const struct radix *radix, uintptr_t va, uint64_t bytes, unsigned attr);
bool radix_next(const struct radix *radix, uintptr_t va, struct mmu_mapping *out);

#endif
