/*
 * Between the parts of the heap: heap.c allocates, heap_debug.c watches over it.
 *
 * In debug builds every object lies in its slot between two red zones:
 *
 *   | struct heap_head ... |  object  |  right zone, at least 16 bytes |
 *   ^ slot                 ^ offset
 */
#ifndef KERNEL_MEM_HEAP_PRIV_H
#define KERNEL_MEM_HEAP_PRIV_H

#include <stdbool.h>
#include <stdint.h>

#include <kernel/mem/heap.h>

enum {
	HEAP_MAX_CACHES = 64,
	HEAP_RIGHT_ZONE_BYTES = 16,
};

enum heap_state {
	HEAP_STATE_FREE = 0x5f3c,
	HEAP_STATE_USED = 0xa7d1,
};

/* The left zone. next_free is where a free slot keeps its successor in all builds. */
struct heap_head {
	uint16_t next_free;
	uint16_t state;
	uint32_t bytes;
	uint64_t age; /* the mark (heap_mark) after which it was allocated */
	uintptr_t allocated_by;
	uintptr_t freed_by;
};

_Static_assert(sizeof(struct heap_head) == 32, "objects stay aligned");

/* All caches, newest first. Needs heap_list_lock. */
extern struct spinlock heap_list_lock;
extern struct heap_cache *heap_list;

/* Objects in use that have frames of their own. */
extern _Atomic uint64_t heap_nr_large;

/* The slot's object. */
static inline uint8_t *heap_object(const struct heap_cache *cache, void *slot)
{
	return (uint8_t *)slot + cache->offset;
}

/* Each of these does nothing worth an instruction in other builds than CONFIG_DEBUG_HEAP's: callers
 * ask. A slot is new, was allocated for `bytes` of somebody, is given back by somebody. The last
 * two panic with all they know if somebody has written where he must not. */
void heap_debug_new_slot(const struct heap_cache *cache, void *slot);
void heap_debug_alloc(const struct heap_cache *cache, void *slot, uint32_t bytes, uintptr_t by);
void heap_debug_free(const struct heap_cache *cache, void *slot, uintptr_t by);

#endif
