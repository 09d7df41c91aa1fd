/*
 * The frame allocator: free blocks of 2^n frames, split and merged by halves (a buddy system), with
 * a small stock of single frames for each processor in front.
 *
 * 1. A free block of order n begins at a multiple of 2^n. Its first frame is FRAME_FREE with that
 *    order and stands in the zone's list for n; the others are FRAME_INSIDE.
 * 2. Two free buddies of the same order below FRAME_MAX_ORDER do not exist: they are one block.
 * 3. A block never leaves its chunk of 2^FRAME_MAX_ORDER frames, and a chunk has all its
 * descriptors or none (untouched.c), so a buddy's descriptor can always be read.
 * 4. A frame that is given back is FRAME_USED; anything else is a mistake that ends in a panic.
 *
 * Single frames come from this processor's stock, which is filled and emptied by half: the common
 * case takes no lock and touches no cache line that another processor writes, but for the
 * descriptor.
 *
 * Lock: each zone's, for its lists and the state of its free frames.
 */
#include <kernel/mem/frame.h>

#include "frame_priv.h"

#include <stdatomic.h>

#include <kernel/arch/boot.h>
#include <kernel/arch/cpu.h>
#include <kernel/core/log.h>
#include <kernel/core/panic.h>
#include <kernel/core/percpu.h>
#include <kernel/core/spinlock.h>
#include <kernel/mem/inject.h>
#include <lib/base/errno.h>
#include <lib/base/math.h>
#include <lib/base/string.h>

enum {
	NR_ORDERS = FRAME_MAX_ORDER + 1,
	CACHE_FRAMES = 62, /* with the count 8 lines of 64 bytes */
	CACHE_BATCH = CACHE_FRAMES / 2,
	REFS_SATURATED = 1u << 31,
};

struct zone {
	struct spinlock lock;
	uint32_t orders;                /* L bit n: lists[n] is not empty */
	struct frame *lists[NR_ORDERS]; /* L */
	uint64_t nr_free;               /* L frames in the lists */
} ALIGNED(64);

/* C: this processor's, with interrupts off. */
struct frame_cache {
	uint64_t count;
	struct frame
		*frames[CACHE_FRAMES]; /* the last one freed is the next one used: it is warm */
} ALIGNED(64);

static struct zone zones[NR_ZONES] = {
	{.lock = SPINLOCK_INIT("zones[0].lock", LOCK_RANK_ZONE)},
	{.lock = SPINLOCK_INIT("zones[1].lock", LOCK_RANK_ZONE)},
};
static PERCPU struct frame_cache cache_here;
static _Atomic uint64_t nr_loader_frames;

static uint64_t pfn_of(const struct frame *frame)
{
	return (uint64_t)(frame - frame_at(0));
}

/* ---- blocks ---------------------------------------------------------------------------------- */

static void list_add_locked(struct zone *zone, struct frame *frame, unsigned order)
{
	struct frame *first = zone->lists[order];

	frame->state = FRAME_FREE;
	frame->order = (uint8_t)order;
	frame->prev = NULL;
	frame->next = first;
	if (first)
		first->prev = frame;
	zone->lists[order] = frame;
	zone->orders |= 1u << order;
	zone->nr_free += (uint64_t)1 << order;
}

static void list_remove_locked(struct zone *zone, struct frame *frame)
{
	unsigned order = frame->order;

	if (frame->next)
		frame->next->prev = frame->prev;
	if (frame->prev)
		frame->prev->next = frame->next;
	else
		zone->lists[order] = frame->next;
	if (!zone->lists[order])
		zone->orders &= ~(1u << order);
	frame->state = FRAME_INSIDE;
	zone->nr_free -= (uint64_t)1 << order;
}

/* Frees the block at pfn, whose frames are FRAME_INSIDE, merging it with free buddies. */
static void free_block_locked(struct zone *zone, uint64_t pfn, unsigned order)
{
	for (; order < FRAME_MAX_ORDER; order++) {
		struct frame *buddy = frame_at(pfn ^ (uint64_t)1 << order);

		if (buddy->state != FRAME_FREE || buddy->order != order)
			break;
		list_remove_locked(zone, buddy);
		pfn &= ~((uint64_t)1 << order);
	}
	list_add_locked(zone, frame_at(pfn), order);
}

/* Takes a block of exactly this order; its frames are FRAME_INSIDE. */
static int take_block_locked(struct zone *zone, unsigned order, struct frame **out)
{
	struct frame *block;

	while (zone->orders >> order == 0) {
		if (untouched_touch_locked((enum zone_number)(zone - zones)) < 0)
			return -ENOMEM;
	}
	block = zone->lists[order + (unsigned)__builtin_ctz(zone->orders >> order)];
	list_remove_locked(zone, block);
	while (block->order > order) {
		block->order--;
		list_add_locked(zone, block + ((size_t)1 << block->order), block->order);
	}
	*out = block;
	return 0;
}

/* The largest order of a block that begins at pfn and ends at or before end. */
static unsigned order_at(uint64_t pfn, uint64_t end)
{
	unsigned order = 0;

	while (order < FRAME_MAX_ORDER && !(pfn >> order & 1) &&
	       pfn + ((uint64_t)2 << order) <= end)
		order++;
	return order;
}

/* Frees [start, end), whose frames are FRAME_INSIDE and all of this zone. */
static void free_span_locked(struct zone *zone, struct frame_span span)
{
	while (span.start < span.end) {
		unsigned order = order_at(span.start, span.end);

		free_block_locked(zone, span.start, order);
		span.start += (uint64_t)1 << order;
	}
}

void frame_add_locked(struct frame_span span)
{
	for (uint64_t pfn = span.start; pfn < span.end; pfn++)
		frame_at(pfn)->state = FRAME_INSIDE;
	free_span_locked(&zones[zone_of(span.start)], span);
}

/* ---- single frames --------------------------------------------------------------------------- */

/* High memory first: low memory is scarce and some devices need it. */
static int take_block(unsigned flags, unsigned order, struct frame **out)
{
	int error = -ENOMEM;

	for (int i = flags & FRAME_BELOW_4G ? ZONE_LOW : ZONE_HIGH; i >= 0 && error < 0; i--) {
		irq_state_t before = spin_lock_irq(&zones[i].lock);

		error = take_block_locked(&zones[i], order, out);
		spin_unlock_irq(&zones[i].lock, before);
	}
	return error;
}

/* Fills the empty cache up to half. */
static void refill(struct frame_cache *cache)
{
	for (int i = ZONE_HIGH; i >= 0 && cache->count < CACHE_BATCH; i--) {
		irq_state_t before = spin_lock_irq(&zones[i].lock);
		struct frame *frame;

		while (cache->count < CACHE_BATCH && take_block_locked(&zones[i], 0, &frame) == 0) {
			frame->state = FRAME_CACHED;
			cache->frames[cache->count++] = frame;
		}
		spin_unlock_irq(&zones[i].lock, before);
	}
}

/* Gives the oldest frames of the cache to their zones, until `keep` are left. */
static void flush(struct frame_cache *cache, uint64_t keep)
{
	uint64_t nr_flushed = cache->count - keep;

	for (uint64_t i = 0; i < nr_flushed; i++) {
		struct zone *zone = &zones[cache->frames[i]->zone];
		irq_state_t before = spin_lock_irq(&zone->lock);

		cache->frames[i]->state = FRAME_INSIDE;
		free_block_locked(zone, pfn_of(cache->frames[i]), 0);
		spin_unlock_irq(&zone->lock, before);
	}
	memmove(cache->frames, cache->frames + nr_flushed, keep * sizeof(cache->frames[0]));
	cache->count = keep;
}

static int take_cached(struct frame **out)
{
	irq_state_t before = cpu_irq_save();
	struct frame_cache *cache = percpu_ptr(cache_here);
	int error = -ENOMEM;

	if (cache->count == 0)
		refill(cache);
	if (cache->count > 0) {
		*out = cache->frames[--cache->count];
		error = 0;
	}
	cpu_irq_restore(before);
	return error;
}

static void use(struct frame *frame)
{
	frame->state = FRAME_USED;
	frame->owner = NULL;
	frame->kind = 0;
	atomic_store_explicit(&frame->refs, 1, memory_order_relaxed);
}

int frame_alloc(unsigned flags, paddr_t *out)
{
	struct frame *frame;
	int error;

	if (inject_failure())
		return -ENOMEM;
	error = flags & FRAME_BELOW_4G ? take_block(flags, 0, &frame) : take_cached(&frame);
	if (error < 0)
		return error;
	use(frame);
	*out = frame_paddr(frame);
	if (flags & FRAME_ZERO)
		memset(mmu_direct(*out), 0, FRAME_BYTES);
	return 0;
}

void frame_free(paddr_t pa)
{
	struct frame *frame = frame_of(pa);
	irq_state_t before = cpu_irq_save();
	struct frame_cache *cache = percpu_ptr(cache_here);

	ASSERT(frame->state == FRAME_USED);
	if (cache->count == CACHE_FRAMES)
		flush(cache, CACHE_BATCH);
	frame->state = FRAME_CACHED;
	cache->frames[cache->count++] = frame;
	cpu_irq_restore(before);
}

int frame_alloc_table(paddr_t *out)
{
	return frame_alloc(0, out);
}

void frame_drain_cache(void)
{
	irq_state_t before = cpu_irq_save();

	flush(percpu_ptr(cache_here), 0);
	cpu_irq_restore(before);
}

/* ---- ranges ---------------------------------------------------------------------------------- */

int frame_alloc_range(size_t nr_frames, unsigned flags, paddr_t *out)
{
	unsigned order = 0;
	struct frame *block;
	int error;

	if (nr_frames == 0 || nr_frames > (size_t)1 << FRAME_MAX_ORDER)
		return -EINVAL;
	if (inject_failure())
		return -ENOMEM;
	while ((size_t)1 << order < nr_frames)
		order++;
	error = take_block(flags, order, &block);
	if (error < 0)
		return error;
	for (size_t i = 0; i < (size_t)1 << order; i++)
		use(&block[i]);
	*out = frame_paddr(block);
	if (nr_frames < (size_t)1 << order)
		frame_free_range(paddr(out->raw + nr_frames * FRAME_BYTES),
		                 ((size_t)1 << order) - nr_frames);
	if (flags & FRAME_ZERO)
		memset(mmu_direct(*out), 0, nr_frames * FRAME_BYTES);
	return 0;
}

void frame_free_range(paddr_t pa, size_t nr_frames)
{
	struct frame_span left = {pa.raw >> FRAME_SHIFT, (pa.raw >> FRAME_SHIFT) + nr_frames};

	while (left.start < left.end) {
		uint64_t chunk_end = align_down(left.start, CHUNK_FRAMES) + CHUNK_FRAMES;
		struct frame_span part = {left.start, min_u64(left.end, chunk_end)};
		struct zone *zone = &zones[frame_of(paddr(part.start << FRAME_SHIFT))->zone];
		irq_state_t before = spin_lock_irq(&zone->lock);

		for (uint64_t pfn = part.start; pfn < part.end; pfn++) {
			ASSERT(frame_at(pfn)->state == FRAME_USED);
			frame_at(pfn)->state = FRAME_INSIDE;
		}
		free_span_locked(zone, part);
		spin_unlock_irq(&zone->lock, before);
		left.start = part.end;
	}
}

/* ---- descriptors ----------------------------------------------------------------------------- */

struct frame *frame_find(paddr_t pa)
{
	uint64_t pfn = pa.raw >> FRAME_SHIFT;

	return untouched_has_descriptor(pfn) ? frame_at(pfn) : NULL;
}

struct frame *frame_of(paddr_t pa)
{
	uint64_t pfn = pa.raw >> FRAME_SHIFT;

	ASSERT(untouched_has_descriptor(pfn));
	return frame_at(pfn);
}

paddr_t frame_paddr(const struct frame *frame)
{
	return paddr(pfn_of(frame) << FRAME_SHIFT);
}

void frame_get(struct frame *frame)
{
	uint32_t before = atomic_fetch_add_explicit(&frame->refs, 1, memory_order_relaxed);

	ASSERT(before != 0);
	if (before >= REFS_SATURATED)
		atomic_store_explicit(&frame->refs, REFS_SATURATED, memory_order_relaxed);
}

void frame_put(struct frame *frame)
{
	uint32_t before;

	if (atomic_load_explicit(&frame->refs, memory_order_relaxed) >= REFS_SATURATED)
		return;
	/* Release: what this owner wrote comes before the last put, which pairs with it by acquire.
	 */
	before = atomic_fetch_sub_explicit(&frame->refs, 1, memory_order_acq_rel);
	ASSERT(before != 0);
	if (before == 1)
		frame_free(frame_paddr(frame));
}

/* ---- the whole ------------------------------------------------------------------------------- */

void frame_init(void)
{
	const struct boot_info *boot = boot_info();
	uint64_t nr_loader = 0;

	for (uint32_t i = 0; i < boot->nr_ranges; i++) {
		if (boot->ranges[i].kind == BOOT_MEMORY_LOADER)
			nr_loader += boot->ranges[i].len >> FRAME_SHIFT;
	}
	atomic_store_explicit(&nr_loader_frames, nr_loader, memory_order_relaxed);
	untouched_init();
}

/* Adds the part of the loader's memory that lies in one chunk; returns the number of frames. */
static uint64_t reclaim_part(struct frame_span part)
{
	struct zone *zone = &zones[zone_of(part.start)];
	irq_state_t before = spin_lock_irq(&zone->lock);
	int error = untouched_touch_chunk_locked(part.start);
	if (error == 0)
		frame_add_locked(part);
	spin_unlock_irq(&zone->lock, before);
	return error == 0 ? part.end - part.start : 0;
}

static uint64_t reclaim_span(struct frame_span span)
{
	uint64_t nr_frames = 0;

	while (span.start < span.end) {
		uint64_t chunk_end = align_down(span.start, CHUNK_FRAMES) + CHUNK_FRAMES;
		uint64_t end = min_u64(span.end, chunk_end);

		nr_frames += reclaim_part((struct frame_span){span.start, end});
		span.start = end;
	}
	return nr_frames;
}

/* Where the device tree lies: the boot information points to it, so it stays. Its size is the
 * second word of its header, big endian [DT 5.2]. */
static struct frame_span tree_span(void)
{
	const uint8_t *tree = boot_info()->dtb;
	uint64_t start, bytes;

	if (!tree)
		return (struct frame_span){0, 0};
	start = mmu_direct_paddr(tree).raw;
	bytes = (uint64_t)tree[4] << 24 | (uint64_t)tree[5] << 16 | (uint64_t)tree[6] << 8 |
	        tree[7];
	return (struct frame_span){start >> FRAME_SHIFT,
	                           (start + bytes + FRAME_BYTES - 1) >> FRAME_SHIFT};
}

uint64_t frame_reclaim_loader(void)
{
	const struct boot_info *boot = boot_info();
	struct frame_span tree = tree_span();
	uint64_t nr_frames = 0;

	if (atomic_exchange_explicit(&nr_loader_frames, 0, memory_order_relaxed) == 0)
		return 0;
	for (uint32_t i = 0; i < boot->nr_ranges; i++) {
		struct frame_span span = untouched_span(&boot->ranges[i]);

		if (boot->ranges[i].kind != BOOT_MEMORY_LOADER)
			continue;
		nr_frames += reclaim_span(
			(struct frame_span){span.start, min_u64(span.end, tree.start)});
		nr_frames +=
			reclaim_span((struct frame_span){max_u64(span.start, tree.end), span.end});
	}
	untouched_add_total(nr_frames);
	return nr_frames;
}

void frame_count(struct frame_stats *out)
{
	*out = (struct frame_stats){
		.nr_loader = atomic_load_explicit(&nr_loader_frames, memory_order_relaxed),
	};
	untouched_count(out);
	/* The boot processor's data is the template itself, the others' lie at a distance. */
	for (uint32_t cpu = 0; cpu < MAX_CPUS; cpu++) {
		if (cpu == 0 || percpu_distances[cpu] != 0)
			out->nr_cached += percpu_ptr_of(cache_here, cpu)->count;
	}
	out->nr_free = out->nr_cached + out->nr_untouched;
	for (int i = 0; i < NR_ZONES; i++)
		out->nr_free += zones[i].nr_free;
}

void frame_log_stats(void)
{
	struct frame_stats stats;

	frame_count(&stats);
	log_info(
		"mem: total=%llu KiB free=%llu KiB own=%llu KiB loader=%llu KiB untouched=%llu KiB",
		(unsigned long long)stats.nr_total * 4, (unsigned long long)stats.nr_free * 4,
		(unsigned long long)stats.nr_own * 4, (unsigned long long)stats.nr_loader * 4,
		(unsigned long long)stats.nr_untouched * 4);
}
