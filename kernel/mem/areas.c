/*
 * The maps half of mmu_layout: areas with guards between them.
 *
 *   | guard | area 1 .......| guard | area 2 ...| guard | area 3 ...
 *
 * Everything is a multiple of the grain (mmu_grain_bytes), guards are one grain or 16 KiB,
 * whichever is more, and never mapped. Address space is plentiful, so it is handed out upwards and
 * never merged: an area that is given back is kept for the next one of the same size. A small hash
 * table finds an area by its first address.
 *
 * Freeing unmaps, tells all processors, and only then gives frames and addresses to others.
 *
 * Lock: areas.lock for the tables, the lists and the kernel's page tables in this half.
 */
#include <kernel/mem/kmap.h>

#include <kernel/core/panic.h>
#include <kernel/core/spinlock.h>
#include <kernel/mem/frame.h>
#include <kernel/mem/heap.h>
#include <kernel/mem/inject.h>
#include <lib/base/errno.h>
#include <lib/base/math.h>

enum {
	MIN_GUARD_BYTES = 16384,
	NR_BUCKETS = 256,
};

enum area_kind {
	AREA_MEMORY,
	AREA_DEVICE,
};

struct area {
	struct area *next; /* L in its bucket while used, in the list of free ones else */
	uintptr_t start;   /* I */
	uint64_t bytes;    /* I without guards */
	enum area_kind kind;
};

static struct {
	struct spinlock lock;
	uintptr_t next;                   /* L where nothing was handed out so far */
	struct area *buckets[NR_BUCKETS]; /* L */
	struct area *free;                /* L */
	struct kmap_stats stats;          /* L */
	struct heap_cache cache;          /* of struct area; its own lock */
} areas = {.lock = SPINLOCK_INIT("kmap.areas", LOCK_RANK_KMAP)};

static uint64_t guard_bytes(void)
{
	return max_u64(mmu_grain_bytes(), MIN_GUARD_BYTES);
}

static struct area **bucket_of(uintptr_t start)
{
	return &areas.buckets[start / MIN_GUARD_BYTES % NR_BUCKETS];
}

void kmap_open_areas(void)
{
	areas.next = mmu_layout()->maps_start;
	heap_cache_init(&areas.cache, "kmap.area", sizeof(struct area), 0);
	heap_cache_keep(&areas.cache); /* the record of an area outlives it, with its addresses */
}

/* ---- address space --------------------------------------------------------------------------- */

static struct area *take_free_locked(uint64_t bytes)
{
	for (struct area **link = &areas.free; *link; link = &(*link)->next) {
		struct area *area = *link;

		if (area->bytes == bytes) {
			*link = area->next;
			return area;
		}
	}
	return NULL;
}

/* Address space that nobody has had; the guard lies below it. */
static bool take_new_locked(struct area *area, uint64_t bytes)
{
	uint64_t left = mmu_layout()->maps_end - areas.next;

	if (left < bytes || left - bytes < 2 * guard_bytes())
		return false;
	area->start = areas.next + guard_bytes();
	area->bytes = bytes;
	areas.next = area->start + bytes;
	areas.stats.used_bytes += guard_bytes() + bytes;
	return true;
}

static void put_free(struct area *area)
{
	irq_state_t before = spin_lock_irq(&areas.lock);

	area->next = areas.free;
	areas.free = area;
	spin_unlock_irq(&areas.lock, before);
}

/* An area of this size, in no list. Errors: -ENOMEM. */
static int take_area(uint64_t bytes, enum area_kind kind, struct area **out)
{
	irq_state_t before = spin_lock_irq(&areas.lock);
	struct area *area = take_free_locked(bytes);
	bool has_space = true;

	spin_unlock_irq(&areas.lock, before);
	if (!area) {
		area = heap_cache_alloc(&areas.cache);
		if (!area)
			return -ENOMEM;
		before = spin_lock_irq(&areas.lock);
		has_space = take_new_locked(area, bytes);
		spin_unlock_irq(&areas.lock, before);
	}
	if (!has_space) {
		heap_cache_free(&areas.cache, area);
		return -ENOMEM;
	}
	area->kind = kind;
	*out = area;
	return 0;
}

static void publish(struct area *area)
{
	irq_state_t before = spin_lock_irq(&areas.lock);
	struct area **bucket = bucket_of(area->start);

	area->next = *bucket;
	*bucket = area;
	areas.stats.nr_areas++;
	areas.stats.mapped_bytes += area->bytes;
	spin_unlock_irq(&areas.lock, before);
}

/* Takes the area that begins at start out of its bucket. */
static struct area *withdraw(uintptr_t start, enum area_kind kind)
{
	irq_state_t before = spin_lock_irq(&areas.lock);
	struct area **link = bucket_of(start);
	struct area *area;

	while (*link && (*link)->start != start)
		link = &(*link)->next;
	area = *link;
	if (!area || area->kind != kind)
		panic("kmap: %p is given back, but it is not the start of an area", (void *)start);
	*link = area->next;
	areas.stats.nr_areas--;
	areas.stats.mapped_bytes -= area->bytes;
	spin_unlock_irq(&areas.lock, before);
	return area;
}

/* ---- mapping --------------------------------------------------------------------------------- */

static int map(uintptr_t va, paddr_t pa, uint64_t bytes, unsigned attr)
{
	irq_state_t before = spin_lock_irq(&areas.lock);
	int error = mmu_map(&(struct mmu_request){
		.va = va,
		.pa = pa,
		.bytes = bytes,
		.attr = attr,
		.new_table = frame_alloc_table,
	});

	spin_unlock_irq(&areas.lock, before);
	return error;
}

/* Memory for one grain, which must lie together. */
static int alloc_grain(paddr_t *out)
{
	size_t nr_frames = mmu_grain_bytes() / FRAME_BYTES;

	return nr_frames == 1 ? frame_alloc(0, out) : frame_alloc_range(nr_frames, 0, out);
}

static void free_grain(paddr_t pa)
{
	size_t nr_frames = mmu_grain_bytes() / FRAME_BYTES;

	if (nr_frames == 1)
		frame_free(pa);
	else
		frame_free_range(pa, nr_frames);
}

/* Takes a range out of the tables. Returns the first frame of each of its pieces, chained by the
 * owner's `next`, if they are memory of ours. */
static struct frame *unmap_locked(const struct area *area, uint64_t bytes)
{
	size_t grain = mmu_grain_bytes();
	struct frame *frames = NULL;

	for (uint64_t done = 0; area->kind == AREA_MEMORY && done < bytes; done += grain) {
		struct mmu_mapping mapping;
		bool is_mapped = mmu_find(area->start + done, &mapping);

		ASSERT(is_mapped);
		frame_of(mapping.pa)->next = frames;
		frames = frame_of(mapping.pa);
	}
	mmu_unmap(area->start, bytes);
	return frames;
}

/* Takes the first `bytes` of an area out for good: nobody can reach the memory any more when it is
 * given back. */
static void unmap(const struct area *area, uint64_t bytes)
{
	irq_state_t before = spin_lock_irq(&areas.lock);
	struct frame *frames = unmap_locked(area, bytes);

	spin_unlock_irq(&areas.lock, before);
	kmap_flush(area->start, bytes);
	while (frames) {
		struct frame *next = frames->next;

		free_grain(frame_paddr(frames));
		frames = next;
	}
}

/* Puts memory behind the whole area, or behind none of it. Errors: -ENOMEM. */
static int fill(const struct area *area)
{
	size_t grain = mmu_grain_bytes();
	uint64_t done;
	paddr_t pa;
	int error;

	for (done = 0; done < area->bytes; done += grain) {
		error = alloc_grain(&pa);
		if (error < 0)
			goto unmap;
		error = map(area->start + done, pa, grain, MMU_WRITE);
		if (error < 0)
			goto free_grain;
	}
	return 0;

free_grain:
	mmu_unmap(area->start + done, grain);
	free_grain(pa);
unmap:
	unmap(area, done);
	return error;
}

int kmap_alloc(size_t bytes, void **out)
{
	uint64_t rounded = align_up(bytes, mmu_grain_bytes());
	struct area *area;
	int error;

	if (bytes == 0 || rounded < bytes)
		return -EINVAL;
	if (inject_failure())
		return -ENOMEM;
	error = take_area(rounded, AREA_MEMORY, &area);
	if (error < 0)
		return error;
	error = fill(area);
	if (error < 0) {
		put_free(area);
		return error;
	}
	publish(area);
	*out = (void *)area->start;
	return 0;
}

void kmap_free(void *start)
{
	struct area *area = withdraw((uintptr_t)start, AREA_MEMORY);

	unmap(area, area->bytes);
	put_free(area);
}

int kmap_device(paddr_t pa, size_t bytes, unsigned attr, void **out)
{
	size_t grain = mmu_grain_bytes();
	uint64_t first = align_down(pa.raw, grain), end;
	struct area *area;
	int error;

	if (bytes == 0 || !u64_add(pa.raw, bytes + grain - 1, &end))
		return -EINVAL;
	if (inject_failure())
		return -ENOMEM;
	end = align_down(end, grain);
	error = take_area(end - first, AREA_DEVICE, &area);
	if (error < 0)
		return error;
	error = map(area->start, paddr(first), end - first, attr);
	if (error < 0) {
		unmap(area, area->bytes);
		put_free(area);
		return error;
	}
	publish(area);
	*out = (void *)(area->start + (pa.raw - first));
	return 0;
}

void kmap_device_free(void *start)
{
	struct area *area = withdraw(align_down((uintptr_t)start, mmu_grain_bytes()), AREA_DEVICE);

	unmap(area, area->bytes);
	put_free(area);
}

/* ---- looking --------------------------------------------------------------------------------- */

bool kmap_is_guard(uintptr_t address)
{
	struct mmu_mapping mapping;

	/* Before kmap_open_areas nothing was handed out. */
	if (address < mmu_layout()->maps_start || address >= areas.next)
		return false;
	if (mmu_find(address, &mapping))
		return false;
	/* Below an area is its guard; what is not mapped otherwise is an area that was given back.
	 */
	return mmu_next(address, &mapping) && mapping.va - address <= guard_bytes();
}

void kmap_count(struct kmap_stats *out)
{
	irq_state_t before = spin_lock_irq(&areas.lock);

	*out = areas.stats;
	spin_unlock_irq(&areas.lock, before);
}
