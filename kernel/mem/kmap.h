/*
 * The kernel's own address space: what is mapped where, and with which permissions. kmap.c has the
 * layout, areas.c hands out the part that stacks, large allocations and devices share;
 * docs/memory-map.md draws it. Nothing here sleeps.
 */
#ifndef KERNEL_MEM_KMAP_H
#define KERNEL_MEM_KMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <kernel/arch/mmu.h>
#include <lib/base/addr.h>
#include <lib/base/compiler.h>

/* Builds the kernel's page tables and uses them on this processor: nothing is both writable and
 * executable from here on, and the guard below the boot stack works. Needs frame_init; after it
 * frames can be allocated. Boot processor, once. Panics if there is no memory for tables. */
void kmap_init(void);

/* Makes everything that is marked RO_AFTER_INIT read-only. When the kernel is set up, on the boot
 * processor; all are told. */
void kmap_seal(void);

/* Opens the part of the address space that the functions below hand out. Needs heap_init. Boot
 * processor, once. */
void kmap_open_areas(void);

/* bytes of memory at addresses that follow each other, rounded up to pages, with an unmapped guard
 * on both sides: for stacks and for what is too large for heap_alloc. The contents are anything.
 * Errors: -EINVAL no bytes; -ENOMEM no memory or no address space. */
MUST_CHECK int kmap_alloc(size_t bytes, void **out);

/* Gives back what kmap_alloc gave. Interrupts must be on once other processors run, because they
 * are told. */
void kmap_free(void *start);

/* Maps what lies at pa, with its neighbours up to whole pages, and gives its address. attr is
 * MMU_DEVICE for registers, MMU_WRITE_COMBINE for framebuffers, 0 for firmware's tables, each with
 * MMU_WRITE or without. Errors: -EINVAL no bytes, or the range wraps; -ENOMEM. */
MUST_CHECK int kmap_device(paddr_t pa, size_t bytes, unsigned attr, void **out);

/* Takes out what kmap_device mapped; start is the address it gave. Context: as kmap_free. */
void kmap_device_free(void *start);

/* How far into the guard below or behind an area of kmap_alloc does an address lie? True: it is in
 * one, such as a stack that has overflowed. Any context, also a panic; takes no lock. */
bool kmap_is_guard(uintptr_t address);

/* Has all processors forget a range of changed mappings. Context: no spinlock held. */
void kmap_flush(uintptr_t va, uint64_t bytes);

struct kmap_stats {
	uint64_t nr_areas;
	uint64_t mapped_bytes;
	uint64_t used_bytes; /* of address space, ever */
};

void kmap_count(struct kmap_stats *out);

#endif
