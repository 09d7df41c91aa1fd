/*
 * The kernel's heap: objects of a few bytes up to some megabytes. heap.c tells how.
 *
 * heap_alloc serves what comes in any size; a kind of object that exists in numbers gets a cache of
 * its own, which packs it tightly and is counted by name. Nothing here sleeps; any context. A null
 * pointer means that there is no memory, and callers must live with that.
 *
 * Memory is aligned to 16 bytes, in a cache to what it asks for. Its contents are anything unless a
 * function says that they are zero.
 */
#ifndef KERNEL_MEM_HEAP_H
#define KERNEL_MEM_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <kernel/core/config.h>
#include <kernel/core/spinlock.h>
#include <lib/base/compiler.h>

enum {
	HEAP_ALIGN = 16,
	HEAP_MAX_BYTES = 4 << 20, /* more: kmap_alloc */
};

struct frame;

/* A kind of object. The fields are heap.c's. */
struct heap_cache {
	/* I */
	const char *name;
	uint32_t object_bytes;
	uint32_t align;
	uint32_t offset;     /* of the object in its slot; 0 but in debug builds */
	uint32_t slot_bytes; /* from one object to the next */
	uint32_t reciprocal; /* 2^32 / slot_bytes, rounded up */
	uint16_t nr_slots;   /* in a slab */
	uint8_t order;       /* a slab has 2^order frames */
	uint8_t number;      /* of this cache's magazines; HEAP_MAX_CACHES: it has none */
	uint32_t batch;      /* objects that a magazine gets or gives at once */
	bool keeps;          /* set by heap_cache_keep */

	struct spinlock lock;
	struct frame *partial; /* L slabs with free slots */
	struct frame *full;    /* L slabs without */
	uint32_t nr_empty;     /* L slabs in `partial` that nothing is taken from */
	uint64_t nr_slabs;     /* L */
	uint64_t nr_taken;     /* L slots out of slabs, in use or in magazines */

	struct heap_cache *next; /* the list of all, under its lock */
};

struct heap_stats {
	const char *name;
	uint64_t nr_in_use;
	uint64_t nr_slots; /* in all slabs */
	uint64_t nr_frames;
	uint32_t object_bytes;
};

/* Makes the caches behind heap_alloc. Needs kmap_init. Boot processor, once. */
void heap_init(void);

/* bytes of memory, null if there is none or bytes is more than HEAP_MAX_BYTES. 0 bytes give an
 * address of their own. */
MUST_CHECK void *heap_alloc(size_t bytes);
MUST_CHECK void *heap_alloc_zeroed(size_t bytes);

/* Zeroed memory for nr objects; null also if their size does not fit a size_t. */
MUST_CHECK void *heap_alloc_array(size_t nr, size_t object_bytes);

/* Gives back what one of the three gave. Null is fine. */
void heap_free(void *object);

/* Makes a cache for objects of this size, aligned to `align` (a power of two up to 64; 0: to
 * HEAP_ALIGN). The cache stays the caller's, name too. Takes no memory yet. */
void heap_cache_init(struct heap_cache *cache, const char *name, size_t object_bytes, size_t align);

/* Says that the owner keeps objects of the cache for later, so that one that is still allocated is
 * no leak: heap_count_in_use and heap_log_leaks pass over the cache. */
void heap_cache_keep(struct heap_cache *cache);

/* The end of a cache that nobody uses: panics if an object of it is still in use. */
void heap_cache_fini(struct heap_cache *cache);

MUST_CHECK void *heap_cache_alloc(struct heap_cache *cache);
MUST_CHECK void *heap_cache_alloc_zeroed(struct heap_cache *cache);
void heap_cache_free(struct heap_cache *cache, void *object);

/* Counts one cache. Exact while nobody allocates. */
void heap_cache_count(struct heap_cache *cache, struct heap_stats *out);

/* Objects in use in all caches, large ones included, but for caches that keep theirs. */
uint64_t heap_count_in_use(void);

/* Logs a line for each cache that has slabs. */
void heap_log_caches(void);

/* In debug builds (CONFIG_DEBUG_HEAP; mem/heap_debug.c): a mark, and a line in the log for each
 * object that is younger than it and still in use: cache, size, who allocated it. Returns their
 * number. Other builds do not know. */
uint64_t heap_debug_mark(void);
uint64_t heap_debug_log_leaks(uint64_t mark);

static inline uint64_t heap_mark(void)
{
	return CONFIG_DEBUG_HEAP ? heap_debug_mark() : 0;
}

static inline uint64_t heap_log_leaks(uint64_t mark)
{
	return CONFIG_DEBUG_HEAP ? heap_debug_log_leaks(mark) : 0;
}

/* Gives what this processor's magazines hold, and slabs without objects, back. */
void heap_drain(void);

#endif
