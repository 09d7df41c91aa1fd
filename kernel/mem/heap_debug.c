/*
 * The heap's watch, in debug builds: red zones left and right of each object, poison in free ones,
 * who allocated it and who gave it back. What it finds wrong ends in a panic that tells all of it,
 * because the mistake was made long before and elsewhere.
 */
#include <kernel/mem/heap.h>

#include "heap_priv.h"

#include <stdatomic.h>

#include <kernel/arch/mmu.h>
#include <kernel/core/log.h>
#include <kernel/core/panic.h>
#include <kernel/core/symbols.h>
#include <kernel/mem/frame.h>
#include <lib/base/fmt.h>
#include <lib/base/string.h>

enum {
	POISON_FREE = 0x6b,
	POISON_NEW = 0xa5,
	POISON_ZONE = 0xbb,
	WHERE_BYTES = 80,
};

static _Atomic uint64_t age;

/* "thread_start+0x12" for a return address. */
static void describe(uintptr_t address, char *buf, size_t size)
{
	const char *name;
	uint32_t offset;

	if (address == 0)
		fmt_string(buf, size, "nobody");
	else if (symbols_find(address - 1, &name, &offset))
		fmt_string(buf, size, "%s+%#x", name, offset + 1);
	else
		fmt_string(buf, size, "%#llx", (unsigned long long)address);
}

NORETURN static void report(const struct heap_cache *cache, void *slot, const char *what,
                            uintptr_t by)
{
	const struct heap_head *head = slot;
	char finder[WHERE_BYTES], allocator[WHERE_BYTES], freer[WHERE_BYTES];

	describe(by, finder, sizeof(finder));
	describe(head->allocated_by, allocator, sizeof(allocator));
	describe(head->freed_by, freer, sizeof(freer));
	panic("heap: %s: object %p of cache %s, %u bytes\n"
	      "  found by %s, allocated by %s, given back by %s",
	      what, heap_object(cache, slot), cache->name, head->bytes, finder, allocator, freer);
}

static bool holds_only(const uint8_t *start, const uint8_t *end, uint8_t value)
{
	for (; start < end; start++) {
		if (*start != value)
			return false;
	}
	return true;
}

/* What follows the object's bytes, up to the next slot, is red. */
static uint8_t *right_zone(const struct heap_cache *cache, void *slot)
{
	return heap_object(cache, slot) + ((struct heap_head *)slot)->bytes;
}

static uint8_t *slot_end(const struct heap_cache *cache, void *slot)
{
	return (uint8_t *)slot + cache->slot_bytes;
}

void heap_debug_new_slot(const struct heap_cache *cache, void *slot)
{
	struct heap_head *head = slot;

	head->state = HEAP_STATE_FREE;
	head->bytes = 0;
	head->age = 0;
	head->allocated_by = 0;
	head->freed_by = 0;
	memset(heap_object(cache, slot), POISON_FREE, cache->slot_bytes - cache->offset);
}

void heap_debug_alloc(const struct heap_cache *cache, void *slot, uint32_t bytes, uintptr_t by)
{
	struct heap_head *head = slot;

	if (head->state != HEAP_STATE_FREE)
		report(cache, slot, "something was written before a free object", by);
	if (!holds_only(heap_object(cache, slot), slot_end(cache, slot), POISON_FREE))
		report(cache, slot, "use after free: a free object was written to", by);
	head->state = HEAP_STATE_USED;
	head->bytes = bytes;
	head->age = atomic_fetch_add_explicit(&age, 1, memory_order_relaxed);
	head->allocated_by = by;
	memset(heap_object(cache, slot), POISON_NEW, bytes);
	memset(right_zone(cache, slot), POISON_ZONE,
	       (size_t)(slot_end(cache, slot) - right_zone(cache, slot)));
}

void heap_debug_free(const struct heap_cache *cache, void *slot, uintptr_t by)
{
	struct heap_head *head = slot;

	if (head->state == HEAP_STATE_FREE)
		report(cache, slot, "double free", by);
	if (head->state != HEAP_STATE_USED)
		report(cache, slot, "something was written before the object, or it is none", by);
	if (!holds_only(right_zone(cache, slot), slot_end(cache, slot), POISON_ZONE))
		report(cache, slot, "something was written behind the object", by);
	head->state = HEAP_STATE_FREE;
	head->freed_by = by;
	memset(heap_object(cache, slot), POISON_FREE, cache->slot_bytes - cache->offset);
}

/* ---- leaks ----------------------------------------------------------------------------------- */

uint64_t heap_debug_mark(void)
{
	return atomic_load_explicit(&age, memory_order_relaxed);
}

/* The log's lock is inside the cache's, so lines may be written here. */
static uint64_t log_slab_leaks_locked(const struct heap_cache *cache, const struct frame *slab,
                                      uint64_t mark)
{
	uint8_t *slots = mmu_direct(frame_paddr(slab));
	uint64_t nr_leaks = 0;

	for (unsigned i = 0; i < cache->nr_slots; i++) {
		void *slot = slots + (size_t)i * cache->slot_bytes;
		const struct heap_head *head = slot;
		char allocator[WHERE_BYTES];

		if (head->state != HEAP_STATE_USED || head->age < mark)
			continue;
		describe(head->allocated_by, allocator, sizeof(allocator));
		log_warn("heap: leak cache=%s bytes=%u at=%p by=%s", cache->name, head->bytes,
		         (void *)heap_object(cache, slot), allocator);
		nr_leaks++;
	}
	return nr_leaks;
}

static uint64_t log_cache_leaks(struct heap_cache *cache, uint64_t mark)
{
	irq_state_t before = spin_lock_irq(&cache->lock);
	uint64_t nr_leaks = 0;

	for (const struct frame *slab = cache->partial; slab; slab = slab->next)
		nr_leaks += log_slab_leaks_locked(cache, slab, mark);
	for (const struct frame *slab = cache->full; slab; slab = slab->next)
		nr_leaks += log_slab_leaks_locked(cache, slab, mark);
	spin_unlock_irq(&cache->lock, before);
	return nr_leaks;
}

uint64_t heap_debug_log_leaks(uint64_t mark)
{
	irq_state_t before = spin_lock_irq(&heap_list_lock);
	uint64_t nr_leaks = 0;

	for (struct heap_cache *cache = heap_list; cache; cache = cache->next)
		nr_leaks += cache->keeps ? 0 : log_cache_leaks(cache, mark);
	spin_unlock_irq(&heap_list_lock, before);
	return nr_leaks;
}
