/*
 * Memory that nobody has used yet, and the descriptors of memory that somebody has.
 *
 * A machine may have a terabyte of which the first minute needs a few megabytes, so nothing is set
 * up in advance. Descriptors stand in one array by frame number, in address space of their own
 * (mmu_layout), most of it unmapped. Memory is touched by chunks of 4 MiB: when a zone has nothing
 * free, the next chunk's 32 KiB of descriptors are mapped and set, and its frames become free.
 *
 *   spans      |--0--|   |----------1----------|      |--------------2---------------|
 *   chunks     |.....|...|xxxxx|xxxxx|     |          |xxxxx|     |     |     |..cccc|
 *                                    `next of the low zone  `next of the high   `carved
 *
 * 1. A chunk has all its descriptors (its bit in `touched` is set) or none.
 * 2. Frames of a span belong to the zones in touched chunks, and to nobody in others.
 * 3. Carving takes from the end of the last span that has enough, never from a touched chunk: this
 * is where the memory for descriptors comes from, so that touching needs no allocation.
 * 4. Chunks with fewer usable frames than their descriptors are worth stay as they are.
 *
 * Lock: memory.lock for everything here, inside a zone's lock.
 */
#include "frame_priv.h"

#include <stdatomic.h>

#include <kernel/arch/boot.h>
#include <kernel/core/log.h>
#include <kernel/core/panic.h>
#include <kernel/core/spinlock.h>
#include <lib/base/errno.h>
#include <lib/base/math.h>
#include <lib/base/string.h>

enum {
	WORD_BITS = 64,
};

static struct {
	struct spinlock lock;
	struct frame_span spans[BOOT_MAX_RANGES]; /* L ascending; may be empty */
	uint32_t nr_spans;                        /* L */
	_Atomic uint64_t *touched;                /* I one bit per chunk; the bits A */
	uint64_t nr_chunks;                       /* I */
	uint64_t next_chunk[NR_ZONES];            /* L all below are touched or not worth it */
	uint64_t end_chunk[NR_ZONES];             /* I */
	uint64_t nr_total, nr_untouched, nr_own;  /* L */
} memory = {.lock = SPINLOCK_INIT("memory.lock", LOCK_RANK_UNTOUCHED)};

static bool is_touched(uint64_t chunk)
{
	/* Pairs with the release in mark_touched: whoever sees the bit sees the descriptors. */
	uint64_t word =
		atomic_load_explicit(&memory.touched[chunk / WORD_BITS], memory_order_acquire);

	return word >> chunk % WORD_BITS & 1;
}

static void mark_touched(uint64_t chunk)
{
	atomic_fetch_or_explicit(&memory.touched[chunk / WORD_BITS],
	                         (uint64_t)1 << chunk % WORD_BITS, memory_order_release);
}

static struct frame_span intersect(struct frame_span a, struct frame_span b)
{
	uint64_t start = max_u64(a.start, b.start);

	return (struct frame_span){start, max_u64(min_u64(a.end, b.end), start)};
}

/* ---- which memory there is ------------------------------------------------------------------- */

struct frame_span untouched_span(const struct boot_range *range)
{
	const struct mmu_layout *layout = mmu_layout();
	uint64_t nr_descriptors =
		(layout->frames_end - layout->frames_start) / sizeof(struct frame);
	uint64_t start = max_u64((range->base.raw + FRAME_BYTES - 1) >> FRAME_SHIFT, 1);
	uint64_t end = (range->base.raw + range->len) >> FRAME_SHIFT;

	return intersect((struct frame_span){start, end}, (struct frame_span){0, nr_descriptors});
}

static void collect_spans(const struct boot_info *boot)
{
	uint64_t end = 0;

	for (uint32_t i = 0; i < boot->nr_ranges; i++) {
		const struct boot_range *range = &boot->ranges[i];
		struct frame_span span = untouched_span(range);

		if (range->kind != BOOT_MEMORY_USABLE && range->kind != BOOT_MEMORY_LOADER)
			continue;
		if (span.start >= span.end)
			continue;
		end = max_u64(end, span.end);
		if (range->kind == BOOT_MEMORY_LOADER)
			continue;
		memory.spans[memory.nr_spans++] = span;
		memory.nr_total += span.end - span.start;
	}
	memory.nr_untouched = memory.nr_total;
	memory.nr_chunks = (end + CHUNK_FRAMES - 1) >> CHUNK_SHIFT;
}

void untouched_init(void)
{
	const uint64_t low_chunks = (uint64_t)1 << (32 - FRAME_SHIFT - CHUNK_SHIFT);
	uint64_t bytes;
	paddr_t bits;

	collect_spans(boot_info());
	memory.end_chunk[ZONE_LOW] = min_u64(low_chunks, memory.nr_chunks);
	memory.next_chunk[ZONE_HIGH] = low_chunks;
	memory.end_chunk[ZONE_HIGH] = memory.nr_chunks;

	bytes = align_up(memory.nr_chunks, WORD_BITS) / 8;
	if (frame_carve((bytes + FRAME_BYTES - 1) / FRAME_BYTES, FRAME_BYTES, &bits) < 0)
		panic("mem: no memory to use, the loader's map has %u usable ranges",
		      memory.nr_spans);
	memory.touched = mmu_direct(bits);
	memset((void *)memory.touched, 0, bytes);
}

/* ---- taking memory for ever ------------------------------------------------------------------ */

/* Cuts the end off a span as long as it lies in a touched chunk: the zones have those frames. */
static void trim_locked(struct frame_span *span)
{
	while (span->start < span->end && is_touched((span->end - 1) >> CHUNK_SHIFT))
		span->end = max_u64(align_down(span->end - 1, CHUNK_FRAMES), span->start);
}

/* Takes nr_frames from the end of the span. False: it has not that many in untouched chunks. */
static bool carve_span_locked(struct frame_span *span, uint64_t nr_frames, uint64_t align,
                              paddr_t *out)
{
	uint64_t start;

	if (memory.touched)
		trim_locked(span);
	if (span->end - span->start < nr_frames)
		return false;
	start = align_down(span->end - nr_frames, align);
	if (start < span->start || (memory.touched && is_touched(start >> CHUNK_SHIFT)))
		return false;
	memory.nr_own += span->end - start;
	memory.nr_untouched -= span->end - start;
	span->end = start;
	*out = paddr(start << FRAME_SHIFT);
	return true;
}

static int carve_locked(uint64_t nr_frames, uint64_t align_bytes, paddr_t *out)
{
	for (uint32_t i = memory.nr_spans; i-- > 0;) {
		if (carve_span_locked(&memory.spans[i], nr_frames, align_bytes >> FRAME_SHIFT, out))
			return 0;
	}
	return -ENOMEM;
}

static int carve_table_locked(paddr_t *out)
{
	return carve_locked(1, FRAME_BYTES, out);
}

int frame_carve(size_t nr_frames, size_t align_bytes, paddr_t *out)
{
	irq_state_t before = spin_lock_irq(&memory.lock);
	int error = carve_locked(nr_frames, align_bytes, out);

	spin_unlock_irq(&memory.lock, before);
	return error;
}

int frame_carve_table(paddr_t *out)
{
	return frame_carve(1, FRAME_BYTES, out);
}

/* ---- touching -------------------------------------------------------------------------------- */

static struct frame_span chunk_span(uint64_t chunk)
{
	return (struct frame_span){chunk << CHUNK_SHIFT, (chunk + 1) << CHUNK_SHIFT};
}

static uint64_t usable_in_locked(struct frame_span part)
{
	uint64_t nr_frames = 0;

	for (uint32_t i = 0; i < memory.nr_spans; i++) {
		struct frame_span both = intersect(memory.spans[i], part);

		nr_frames += both.end - both.start;
	}
	return nr_frames;
}

/* Maps and sets the descriptors of a chunk: all reserved. */
static int make_descriptors_locked(uint64_t chunk)
{
	struct frame *frames = frame_at(chunk << CHUNK_SHIFT);
	struct mmu_request request = {
		.va = (uintptr_t)frames,
		.bytes = CHUNK_DESCRIPTOR_BYTES,
		.attr = MMU_WRITE,
		.new_table = carve_table_locked,
	};
	uint8_t zone = zone_of(chunk << CHUNK_SHIFT);
	int error = carve_locked(CHUNK_DESCRIPTOR_FRAMES, mmu_grain_bytes(), &request.pa);

	if (error == 0)
		error = mmu_map(&request);
	if (error < 0)
		return error;
	mmu_flush(request.va, request.bytes);
	for (unsigned i = 0; i < CHUNK_FRAMES; i++) {
		frames[i].state = FRAME_RESERVED;
		frames[i].zone = zone;
	}
	return 0;
}

static int touch_locked(uint64_t chunk)
{
	struct frame_span whole = chunk_span(chunk);
	int error = make_descriptors_locked(chunk);

	if (error < 0)
		return error;
	mark_touched(chunk);
	for (uint32_t i = 0; i < memory.nr_spans; i++) {
		struct frame_span usable = intersect(memory.spans[i], whole);

		memory.nr_untouched -= usable.end - usable.start;
		if (usable.start < usable.end)
			frame_add_locked(usable);
	}
	return 0;
}

/* The next chunk of the zone that is worth it; end_chunk if there is none. */
static uint64_t find_chunk_locked(enum zone_number zone)
{
	uint64_t chunk = memory.next_chunk[zone];

	for (; chunk < memory.end_chunk[zone]; chunk++) {
		if (!is_touched(chunk) && usable_in_locked(chunk_span(chunk)) >= CHUNK_MIN_FRAMES)
			break;
	}
	return chunk;
}

int untouched_touch_locked(enum zone_number zone)
{
	irq_state_t before = spin_lock_irq(&memory.lock);
	uint64_t chunk = find_chunk_locked(zone);
	int error = -ENOMEM;

	memory.next_chunk[zone] = chunk;
	if (chunk < memory.end_chunk[zone]) {
		memory.next_chunk[zone]++;
		error = touch_locked(chunk);
	}
	spin_unlock_irq(&memory.lock, before);
	return error;
}

int untouched_touch_chunk_locked(uint64_t pfn)
{
	irq_state_t before = spin_lock_irq(&memory.lock);
	uint64_t chunk = pfn >> CHUNK_SHIFT;
	int error = is_touched(chunk) ? 0 : touch_locked(chunk);

	spin_unlock_irq(&memory.lock, before);
	return error;
}

bool untouched_has_descriptor(uint64_t pfn)
{
	return pfn >> CHUNK_SHIFT < memory.nr_chunks && is_touched(pfn >> CHUNK_SHIFT);
}

void untouched_count(struct frame_stats *out)
{
	irq_state_t before = spin_lock_irq(&memory.lock);

	out->nr_total = memory.nr_total;
	out->nr_untouched = memory.nr_untouched;
	out->nr_own = memory.nr_own;
	spin_unlock_irq(&memory.lock, before);
}

void untouched_add_total(uint64_t nr_frames)
{
	irq_state_t before = spin_lock_irq(&memory.lock);

	memory.nr_total += nr_frames;
	spin_unlock_irq(&memory.lock, before);
}
