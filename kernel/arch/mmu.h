/*
 * Arch contract: memory translation. A machine gives the kernel one tree of page tables and the
 * calls to change it; kernel/mem/kmap.c decides what is mapped where.
 *
 * Until mmu_enter the kernel runs on the loader's tables: the image with its permissions, and the
 * direct map of memory. The kernel's own tables keep both at the same addresses. Nothing here takes
 * a lock: whoever maps, unmaps or protects a range owns it, and two that touch different ranges may
 * share a table, so callers change the kernel's tables under kmap.c's lock.
 */
#ifndef KERNEL_ARCH_MMU_H
#define KERNEL_ARCH_MMU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <lib/base/addr.h>
#include <lib/base/compiler.h>

enum { MMU_PAGE_BYTES = 4096 };

/* For variables without an initial value that nobody may write any more after kmap_seal. */
#define RO_AFTER_INIT SECTION(".bss.ro_after_init")

/* What a mapping allows beside reading, and how the memory behind it is cached (one or none of the
 * last two; none: write-back). */
enum mmu_attr {
	MMU_WRITE = 1 << 0,
	MMU_EXECUTE = 1 << 1,
	MMU_WRITE_COMBINE = 1 << 2, /* framebuffers: writes may gather, reads are slow */
	MMU_DEVICE = 1 << 3,        /* registers: each access happens, in order */
};

/* A part of the address space that the kernel may use as it likes, besides image and direct map:
 * one half for frame descriptors, one for kmap_alloc. Both begin and end at a multiple of 1 GiB. */
struct mmu_layout {
	uintptr_t frames_start, frames_end;
	uintptr_t maps_start, maps_end;
};

struct mmu_request {
	uintptr_t va; /* va, pa and bytes are multiples of MMU_PAGE_BYTES */
	paddr_t pa;
	uint64_t bytes;
	unsigned attr; /* enum mmu_attr, or-ed */
	/* Gives one page for a page table; its contents do not matter. -ENOMEM: there is none. */
	int (*new_table)(paddr_t *out);
};

/* One entry of the page tables, as mmu_next reports it. */
struct mmu_mapping {
	uintptr_t va;
	paddr_t pa;
	uint64_t bytes;
	unsigned attr;
};

/* ---- before the kernel's own tables ---------------------------------------------------------- */

/* Maps len bytes of device registers at pa, uncached, and gives their address. For the few devices
 * that must work before mmu_enter, which keeps them; there is no unmap. Errors: -ENOMEM the early
 * window (2 MiB) or its tables are used up. Context: boot processor only, before mmu_enter. */
MUST_CHECK int mmu_map_early(paddr_t pa, size_t len, void **out);

/* Where memory at pa is in the direct map. The range must be of a kind that is mapped there. */
void *mmu_direct(paddr_t pa);

/* The other way: the memory behind an address of the direct map. */
paddr_t mmu_direct_paddr(const void *address);

/* ---- the kernel's own tables ----------------------------------------------------------------- */

/* Makes the kernel's root table. Errors: -ENOMEM from new_table. Once, boot processor. */
MUST_CHECK int mmu_create(int (*new_table)(paddr_t *out));

/* Makes this processor use the kernel's tables, with every protection that it has switched on:
 * no execution of data, no writing to read-only pages by the kernel, no execution of or access to
 * user memory by accident. Early device mappings are taken over. Each processor, once. */
void mmu_enter(void);

/* What the machine's number of levels allows. Valid after mmu_create. */
const struct mmu_layout *mmu_layout(void);

/* The smallest piece of address space that can have a mapping and permissions of its own: a power
 * of two, MMU_PAGE_BYTES or more. What shares a piece must be neighbours in memory, too. */
size_t mmu_grain_bytes(void);

/* Maps a range with the largest pages that fit; entries that were there are replaced without a
 * flush. Errors: -ENOMEM from new_table, then the part before is mapped. */
MUST_CHECK int mmu_map(const struct mmu_request *request);

/* Takes a range out; a large page must lie in it as a whole. Tables stay. No flush. */
void mmu_unmap(uintptr_t va, uint64_t bytes);

/* Changes what a range allows, all of which is mapped; large pages as in mmu_unmap. No flush. */
void mmu_protect(uintptr_t va, uint64_t bytes, unsigned attr);

/* Forgets what this processor remembers of a range, mapped or not. */
void mmu_flush(uintptr_t va, uint64_t bytes);

/* The first entry of the kernel's tables that maps something at or above va, if any; in what
 * mmu_create's tables hold, not in what this processor uses. */
bool mmu_next(uintptr_t va, struct mmu_mapping *out);

/* Does the mapping at va, if any, hold it? *out is filled then. */
static inline bool mmu_find(uintptr_t va, struct mmu_mapping *out)
{
	struct mmu_mapping next;

	if (!mmu_next(va, &next) || next.va > va)
		return false;
	*out = next;
	return true;
}

#endif
