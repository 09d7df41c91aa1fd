/*
 * The heap: slabs, magazines, and pages for what is large.
 *
 * A cache cuts blocks of frames into slots of one size; such a block is a slab. A slab needs no
 * header: its first frame's descriptor counts the used slots and begins the list of free ones,
 * which goes on from slot to slot by 16-bit numbers. In front of the slabs each processor has a
 * magazine, a short stack of free objects that is filled and emptied by batches, so the common case
 * takes no lock and gives what was used last.
 *
 *   heap_alloc -> magazine of this processor -> partial slabs of the cache -> frames
 *
 * 1. A slab is in its cache's list `partial` if it has a free slot, in `full` if not.
 * 2. Every frame of a slab is FRAME_SLAB with the cache as owner, so heap_free needs no size.
 * 3. A cache keeps at most one slab without used slots.
 * 4. What is larger than half a page gets frames of its own.
 *
 * Locks: each cache's, for its slabs; heap_list_lock for the list of caches. Magazines: their
 * processor's, with interrupts off.
 */
#include <kernel/mem/heap.h>

#include "heap_priv.h"

#include <stdatomic.h>

#include <kernel/arch/cpu.h>
#include <kernel/arch/mmu.h>
#include <kernel/core/log.h>
#include <kernel/core/panic.h>
#include <kernel/core/percpu.h>
#include <kernel/mem/frame.h>
#include <kernel/mem/inject.h>
#include <lib/base/math.h>
#include <lib/base/string.h>

enum {
	MAX_SMALL_BYTES = FRAME_BYTES / 2,
	MIN_SLOTS = 8, /* a slab is as large as needed for that, within MAX_ORDER */
	MAX_ORDER = 3,
	MAGAZINE_OBJECTS = 31,
	LARGEST_ALIGN = 64,
	SMALL_STEP = 16,
};

/* C: this processor's, with interrupts off. */
struct magazine {
	uint64_t count;
	void *objects[MAGAZINE_OBJECTS];
};

static const uint16_t class_bytes[] = {16,  32,  48,  64,  96,   128,  192,
                                       256, 384, 512, 768, 1024, 1536, 2048};
static const char *const class_names[] = {"16",  "32",  "48",  "64",  "96",   "128",  "192",
                                          "256", "384", "512", "768", "1024", "1536", "2048"};

enum { NR_CLASSES = ARRAY_SIZE(class_bytes) };

_Static_assert(ARRAY_SIZE(class_names) == NR_CLASSES, "each class has a name");

static struct heap_cache classes[NR_CLASSES];
static uint8_t class_of_step[MAX_SMALL_BYTES / SMALL_STEP + 1]; /* I by bytes / SMALL_STEP, up */
static struct heap_cache magazine_cache;
static PERCPU struct magazine *magazines[HEAP_MAX_CACHES];
_Atomic uint64_t heap_nr_large;

struct spinlock heap_list_lock = SPINLOCK_INIT("heap.list", LOCK_RANK_HEAP_LIST);
struct heap_cache *heap_list;
static uint64_t free_numbers = UINT64_MAX; /* heap_list_lock: bit n: no cache has magazines n */

/* ---- slabs ----------------------------------------------------------------------------------- */

static void list_add(struct frame **list, struct frame *slab)
{
	slab->prev = NULL;
	slab->next = *list;
	if (slab->next)
		slab->next->prev = slab;
	*list = slab;
}

static void list_remove(struct frame **list, struct frame *slab)
{
	if (slab->next)
		slab->next->prev = slab->prev;
	if (slab->prev)
		slab->prev->next = slab->next;
	else
		*list = slab->next;
}

static uint8_t *slab_memory(const struct frame *slab)
{
	return mmu_direct(frame_paddr(slab));
}

static void *slot_at(const struct heap_cache *cache, const struct frame *slab, unsigned slot)
{
	return slab_memory(slab) + (size_t)slot * cache->slot_bytes;
}

/* The free slots' list, in the first two bytes of each. */
static uint16_t next_free(const void *slot)
{
	return ((const struct heap_head *)slot)->next_free;
}

static void set_next_free(void *slot, uint16_t next)
{
	((struct heap_head *)slot)->next_free = next;
}

static bool add_slab_locked(struct heap_cache *cache)
{
	size_t nr_frames = (size_t)1 << cache->order;
	struct frame *slab;
	paddr_t pa;

	if (frame_alloc_range(nr_frames, 0, &pa) < 0)
		return false;
	slab = frame_of(pa);
	for (size_t i = 0; i < nr_frames; i++) {
		slab[i].kind = FRAME_SLAB;
		slab[i].owner = cache;
	}
	for (unsigned i = 0; i < cache->nr_slots; i++) {
		void *slot = slot_at(cache, slab, i);

		set_next_free(slot, (uint16_t)(i + 1));
		if (CONFIG_DEBUG_HEAP)
			heap_debug_new_slot(cache, slot);
	}
	slab->slab.nr_used = 0;
	slab->slab.first_free = 0;
	list_add(&cache->partial, slab);
	cache->nr_empty++;
	cache->nr_slabs++;
	return true;
}

static void drop_slab_locked(struct heap_cache *cache, struct frame *slab)
{
	list_remove(&cache->partial, slab);
	cache->nr_empty--;
	cache->nr_slabs--;
	frame_free_range(frame_paddr(slab), (size_t)1 << cache->order);
}

/* A slot out of a slab, or null if there is no memory for another slab. */
static void *take_slot_locked(struct heap_cache *cache)
{
	struct frame *slab;
	void *slot;

	if (!cache->partial && !add_slab_locked(cache))
		return NULL;
	slab = cache->partial;
	slot = slot_at(cache, slab, slab->slab.first_free);
	if (slab->slab.nr_used == 0)
		cache->nr_empty--;
	slab->slab.nr_used++;
	slab->slab.first_free = next_free(slot);
	ASSERT(slab->slab.first_free <= cache->nr_slots);
	if (slab->slab.first_free == cache->nr_slots) {
		list_remove(&cache->partial, slab);
		list_add(&cache->full, slab);
	}
	cache->nr_taken++;
	return slot;
}

static struct frame *slab_of(const struct heap_cache *cache, const void *slot)
{
	uint64_t bytes = (uint64_t)FRAME_BYTES << cache->order;

	return frame_of(paddr(align_down(mmu_direct_paddr(slot).raw, bytes)));
}

static void put_slot_locked(struct heap_cache *cache, void *slot)
{
	struct frame *slab = slab_of(cache, slot);
	uint64_t distance = (uint64_t)((uint8_t *)slot - slab_memory(slab));
	uint64_t index = distance * cache->reciprocal >> 32;

	ASSERT(index * cache->slot_bytes == distance);
	ASSERT(slab->slab.nr_used > 0);
	if (slab->slab.first_free == cache->nr_slots) {
		list_remove(&cache->full, slab);
		list_add(&cache->partial, slab);
	}
	set_next_free(slot, slab->slab.first_free);
	slab->slab.first_free = (uint16_t)index;
	slab->slab.nr_used--;
	cache->nr_taken--;
	if (slab->slab.nr_used > 0)
		return;
	cache->nr_empty++;
	if (cache->nr_empty > 1)
		drop_slab_locked(cache, slab);
}

/* ---- magazines ------------------------------------------------------------------------------- */

/* Processor number cpu's magazine of the cache, null if it has none. The boot processor's data is
 * the template itself, the others' lie at a distance. */
static struct magazine *magazine_on(const struct heap_cache *cache, uint32_t cpu)
{
	if (cache->number == HEAP_MAX_CACHES || (cpu > 0 && percpu_distances[cpu] == 0))
		return NULL;
	return *percpu_ptr_of(magazines[cache->number], cpu);
}

/* This processor's magazine of the cache, made when it is first asked for; null: it has none. */
static struct magazine *magazine_of(struct heap_cache *cache)
{
	struct magazine **place;

	if (cache->number == HEAP_MAX_CACHES)
		return NULL;
	place = percpu_ptr(magazines[cache->number]);
	if (!*place) {
		irq_state_t before = spin_lock_irq(&magazine_cache.lock);

		*place = take_slot_locked(&magazine_cache);
		spin_unlock_irq(&magazine_cache.lock, before);
		if (*place) {
			*place = (struct magazine *)heap_object(&magazine_cache, *place);
			(*place)->count = 0;
		}
	}
	return *place;
}

/* Puts a batch into the empty magazine and takes one more slot for the caller. */
static void *refill(struct heap_cache *cache, struct magazine *magazine)
{
	irq_state_t before = spin_lock_irq(&cache->lock);
	void *slot = take_slot_locked(cache);

	while (magazine && slot && magazine->count < cache->batch) {
		void *spare = take_slot_locked(cache);

		if (!spare)
			break;
		magazine->objects[magazine->count++] = spare;
	}
	spin_unlock_irq(&cache->lock, before);
	return slot;
}

/* Gives the oldest objects back to their slabs until `keep` are left. */
static void flush(struct heap_cache *cache, struct magazine *magazine, uint64_t keep)
{
	uint64_t nr_flushed = magazine->count - keep;
	irq_state_t before = spin_lock_irq(&cache->lock);

	for (uint64_t i = 0; i < nr_flushed; i++)
		put_slot_locked(cache, magazine->objects[i]);
	spin_unlock_irq(&cache->lock, before);
	memmove(magazine->objects, magazine->objects + nr_flushed,
	        keep * sizeof(magazine->objects[0]));
	magazine->count = keep;
}

static void *alloc(struct heap_cache *cache, uint32_t bytes, uintptr_t by)
{
	irq_state_t before;
	struct magazine *magazine;
	void *slot;

	if (inject_failure())
		return NULL;
	before = cpu_irq_save();
	magazine = magazine_of(cache);
	if (magazine && magazine->count > 0)
		slot = magazine->objects[--magazine->count];
	else
		slot = refill(cache, magazine);
	cpu_irq_restore(before);
	if (!slot)
		return NULL;
	if (CONFIG_DEBUG_HEAP)
		heap_debug_alloc(cache, slot, bytes, by);
	return heap_object(cache, slot);
}

static void release(struct heap_cache *cache, void *object, uintptr_t by)
{
	void *slot = (uint8_t *)object - cache->offset;
	struct magazine *magazine;
	irq_state_t before;

	if (CONFIG_DEBUG_HEAP)
		heap_debug_free(cache, slot, by);
	before = cpu_irq_save();
	magazine = magazine_of(cache);
	if (magazine) {
		if (magazine->count == 2 * cache->batch)
			flush(cache, magazine, cache->batch);
		magazine->objects[magazine->count++] = slot;
	} else {
		irq_state_t inner = spin_lock_irq(&cache->lock);

		put_slot_locked(cache, slot);
		spin_unlock_irq(&cache->lock, inner);
	}
	cpu_irq_restore(before);
}

/* ---- caches ---------------------------------------------------------------------------------- */

/* Slab size: the smallest with enough slots. */
static void choose_order(struct heap_cache *cache)
{
	uint32_t nr_slots = FRAME_BYTES / cache->slot_bytes;

	while (nr_slots < MIN_SLOTS && cache->order < MAX_ORDER) {
		cache->order++;
		nr_slots = ((uint32_t)FRAME_BYTES << cache->order) / cache->slot_bytes;
	}
	ASSERT(nr_slots > 0);
	cache->nr_slots = (uint16_t)nr_slots;
}

static void init(struct heap_cache *cache, const char *name, size_t object_bytes, size_t align)
{
	size_t needed = max_u64(object_bytes, sizeof(uint16_t));

	if (align < HEAP_ALIGN)
		align = HEAP_ALIGN;
	ASSERT(is_power_of_two(align) && align <= LARGEST_ALIGN);
	*cache = (struct heap_cache){
		.name = name,
		.object_bytes = (uint32_t)object_bytes,
		.align = (uint32_t)align,
		.number = HEAP_MAX_CACHES,
	};
	spin_init(&cache->lock, "heap.cache", LOCK_RANK_HEAP_CACHE);
	if (CONFIG_DEBUG_HEAP) {
		cache->offset = (uint32_t)align_up(sizeof(struct heap_head), align);
		needed += cache->offset + HEAP_RIGHT_ZONE_BYTES;
	}
	cache->slot_bytes = (uint32_t)align_up(needed, align);
	cache->reciprocal =
		(uint32_t)((((uint64_t)1 << 32) + cache->slot_bytes - 1) / cache->slot_bytes);
	cache->batch = object_bytes <= 256 ? 15 : object_bytes <= 1024 ? 7 : 3;
	choose_order(cache);
}

void heap_cache_init(struct heap_cache *cache, const char *name, size_t object_bytes, size_t align)
{
	irq_state_t before;

	init(cache, name, object_bytes, align);
	before = spin_lock_irq(&heap_list_lock);
	if (free_numbers != 0) {
		cache->number = (uint8_t)__builtin_ctzll(free_numbers);
		free_numbers &= free_numbers - 1;
	}
	cache->next = heap_list;
	heap_list = cache;
	spin_unlock_irq(&heap_list_lock, before);
}

void heap_cache_keep(struct heap_cache *cache)
{
	cache->keeps = true;
}

/* Nobody uses the cache any more, so the other processors' magazines may be emptied from here. */
static void empty_magazines(struct heap_cache *cache)
{
	for (uint32_t cpu = 0; cpu < MAX_CPUS; cpu++) {
		struct magazine *magazine = magazine_on(cache, cpu);

		if (magazine)
			flush(cache, magazine, 0);
	}
}

void heap_cache_fini(struct heap_cache *cache)
{
	struct heap_cache **link = &heap_list;
	irq_state_t before;

	empty_magazines(cache);
	if (cache->nr_taken > 0)
		panic("heap: %s ends with %llu objects in use", cache->name,
		      (unsigned long long)cache->nr_taken);
	before = spin_lock_irq(&cache->lock);
	while (cache->partial)
		drop_slab_locked(cache, cache->partial);
	spin_unlock_irq(&cache->lock, before);

	before = spin_lock_irq(&heap_list_lock);
	while (*link != cache)
		link = &(*link)->next;
	*link = cache->next;
	if (cache->number < HEAP_MAX_CACHES)
		free_numbers |= (uint64_t)1 << cache->number;
	spin_unlock_irq(&heap_list_lock, before);
}

void *heap_cache_alloc(struct heap_cache *cache)
{
	return alloc(cache, cache->object_bytes, (uintptr_t)__builtin_return_address(0));
}

void *heap_cache_alloc_zeroed(struct heap_cache *cache)
{
	void *object = alloc(cache, cache->object_bytes, (uintptr_t)__builtin_return_address(0));

	if (object)
		memset(object, 0, cache->object_bytes);
	return object;
}

void heap_cache_free(struct heap_cache *cache, void *object)
{
	ASSERT(frame_of(mmu_direct_paddr(object))->owner == cache);
	release(cache, object, (uintptr_t)__builtin_return_address(0));
}

/* ---- objects of any size --------------------------------------------------------------------- */

void heap_init(void)
{
	unsigned class = 0;

	init(&magazine_cache, "magazine", sizeof(struct magazine), 0);
	for (unsigned i = 0; i < NR_CLASSES; i++)
		heap_cache_init(&classes[i], class_names[i], class_bytes[i], 0);
	for (unsigned step = 0; step < ARRAY_SIZE(class_of_step); step++) {
		if (step * SMALL_STEP > class_bytes[class])
			class ++;
		class_of_step[step] = (uint8_t)class;
	}
}

static void *alloc_large(size_t bytes)
{
	size_t nr_frames = (bytes + FRAME_BYTES - 1) / FRAME_BYTES;
	struct frame *frame;
	paddr_t pa;

	if (bytes > HEAP_MAX_BYTES || inject_failure() || frame_alloc_range(nr_frames, 0, &pa) < 0)
		return NULL;
	frame = frame_of(pa);
	frame->kind = FRAME_LARGE;
	frame->nr_frames = (uint32_t)nr_frames;
	atomic_fetch_add_explicit(&heap_nr_large, 1, memory_order_relaxed);
	return mmu_direct(pa);
}

static void *alloc_any(size_t bytes, uintptr_t by)
{
	size_t step = (bytes + SMALL_STEP - 1) / SMALL_STEP;

	if (bytes > MAX_SMALL_BYTES)
		return alloc_large(bytes);
	return alloc(&classes[class_of_step[step]], (uint32_t)bytes, by);
}

void *heap_alloc(size_t bytes)
{
	return alloc_any(bytes, (uintptr_t)__builtin_return_address(0));
}

void *heap_alloc_zeroed(size_t bytes)
{
	void *object = alloc_any(bytes, (uintptr_t)__builtin_return_address(0));

	if (object)
		memset(object, 0, bytes);
	return object;
}

void *heap_alloc_array(size_t nr, size_t object_bytes)
{
	uint64_t bytes;
	void *objects;

	if (!u64_mul(nr, object_bytes, &bytes) || bytes > HEAP_MAX_BYTES)
		return NULL;
	objects = alloc_any(bytes, (uintptr_t)__builtin_return_address(0));
	if (objects)
		memset(objects, 0, bytes);
	return objects;
}

static void free_large(struct frame *frame, const void *object)
{
	if (frame->kind != FRAME_LARGE || frame->state != FRAME_USED ||
	    (uintptr_t)object % FRAME_BYTES != 0)
		panic("heap: %p is given back, but the heap has not given it (kind %u, state %u)",
		      object, frame->kind, frame->state);
	frame->kind = FRAME_PLAIN;
	atomic_fetch_sub_explicit(&heap_nr_large, 1, memory_order_relaxed);
	frame_free_range(frame_paddr(frame), frame->nr_frames);
}

void heap_free(void *object)
{
	struct frame *frame;

	if (!object)
		return;
	frame = frame_of(mmu_direct_paddr(object));
	if (frame->kind == FRAME_SLAB && frame->state == FRAME_USED)
		release(frame->owner, object, (uintptr_t)__builtin_return_address(0));
	else
		free_large(frame, object);
}

/* ---- counting -------------------------------------------------------------------------------- */

static uint64_t in_magazines(const struct heap_cache *cache)
{
	uint64_t nr = 0;

	for (uint32_t cpu = 0; cpu < MAX_CPUS; cpu++) {
		struct magazine *magazine = magazine_on(cache, cpu);

		if (magazine)
			nr += magazine->count;
	}
	return nr;
}

void heap_cache_count(struct heap_cache *cache, struct heap_stats *out)
{
	irq_state_t before = spin_lock_irq(&cache->lock);

	*out = (struct heap_stats){
		.name = cache->name,
		.nr_in_use = cache->nr_taken - in_magazines(cache),
		.nr_slots = cache->nr_slabs * cache->nr_slots,
		.nr_frames = cache->nr_slabs << cache->order,
		.object_bytes = cache->object_bytes,
	};
	spin_unlock_irq(&cache->lock, before);
}

static void drop_empty_slabs(struct heap_cache *cache)
{
	irq_state_t before = spin_lock_irq(&cache->lock);
	struct frame *next;

	for (struct frame *slab = cache->partial; slab; slab = next) {
		next = slab->next;
		if (slab->slab.nr_used == 0)
			drop_slab_locked(cache, slab);
	}
	spin_unlock_irq(&cache->lock, before);
}

void heap_drain(void)
{
	irq_state_t before = spin_lock_irq(&heap_list_lock);

	for (struct heap_cache *cache = heap_list; cache; cache = cache->next) {
		struct magazine *magazine = magazine_of(cache);

		if (magazine)
			flush(cache, magazine, 0);
		drop_empty_slabs(cache);
	}
	spin_unlock_irq(&heap_list_lock, before);
}
