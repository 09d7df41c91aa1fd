/*
 * The model. The allocator's own files are part of this one, so that each machine starts with an
 * allocator that knows nothing, and so that its lists can be looked at.
 */
#include "frame_model_sample.h"

#include "frame.c"
#include "untouched.c"

#include <stdlib.h>

#include "machine_sample.h"

enum { MAX_HELD = 4096 };

#define MIB ((uint64_t)1 << 20)
#define GIB ((uint64_t)1 << 30)

struct held {
	uint64_t pfn;
	uint32_t nr_frames;
};

/* What a frame is, in the model's eyes. */
enum model_state {
	MODEL_NOTHING, /* no memory, or not ours */
	MODEL_MEMORY,
	MODEL_HELD,
	MODEL_LOADER, /* memory after frame_reclaim_loader */
};

static uint8_t model[MACHINE_SAMPLE_END_PFN];
static struct held held[MAX_HELD];
static uint32_t nr_held;
static uint64_t nr_held_frames, nr_successes;

static void expect(int fact, const char *what)
{
	if (!fact)
		panic("the model expected: %s", what);
}

static void set_model(paddr_t base, uint64_t len, enum model_state state)
{
	uint64_t start = (base.raw + FRAME_BYTES - 1) / FRAME_BYTES;

	for (uint64_t pfn = start; pfn < (base.raw + len) / FRAME_BYTES; pfn++)
		model[pfn] = pfn == 0 ? MODEL_NOTHING : state;
}

void frame_model_begin(const struct boot_range *ranges, uint32_t nr_ranges)
{
	machine_sample_make(ranges, nr_ranges);
	memset(zones, 0, sizeof(zones));
	memset(&cache_here, 0, sizeof(cache_here));
	memset(&memory, 0, sizeof(memory));
	memset(model, MODEL_NOTHING, sizeof(model));
	nr_held = 0;
	nr_held_frames = 0;
	nr_successes = 0;
	for (uint32_t i = 0; i < nr_ranges; i++) {
		if (ranges[i].kind == BOOT_MEMORY_USABLE)
			set_model(ranges[i].base, ranges[i].len, MODEL_MEMORY);
		if (ranges[i].kind == BOOT_MEMORY_LOADER)
			set_model(ranges[i].base, ranges[i].len, MODEL_LOADER);
	}
	frame_init();
}

void frame_model_begin_some(uint8_t which)
{
	static const struct boot_range small[] = {
		{{0}, 640 * 1024, BOOT_MEMORY_USABLE},
		{{MIB}, MIB, BOOT_MEMORY_LOADER},
		{{2 * MIB}, 30 * MIB, BOOT_MEMORY_USABLE},
	};
	static const struct boot_range two_zones[] = {
		{{MIB}, 7 * MIB, BOOT_MEMORY_USABLE},
		{{8 * MIB}, 4096, BOOT_MEMORY_RESERVED},
		{{8 * MIB + 4096}, 3 * MIB, BOOT_MEMORY_USABLE},
		{{4 * GIB}, 20 * MIB + 4096 * 3, BOOT_MEMORY_USABLE},
		{{4 * GIB + 21 * MIB}, 2 * MIB, BOOT_MEMORY_LOADER},
	};
	static const struct boot_range scattered[] = {
		{{4096 * 3}, 4096 * 5, BOOT_MEMORY_USABLE},
		{{5 * MIB}, 4096 * 40, BOOT_MEMORY_USABLE},
		{{5 * MIB + 4096 * 41}, 4096 * 100, BOOT_MEMORY_LOADER},
		{{40 * MIB + 100}, 9 * MIB, BOOT_MEMORY_USABLE},
		{{3 * GIB + 4096}, 6 * MIB, BOOT_MEMORY_USABLE},
		{{3 * GIB + 16 * MIB}, 4096 * 20, BOOT_MEMORY_LOADER},
	};

	if (which % 3 == 0)
		frame_model_begin(small, ARRAY_SIZE(small));
	else if (which % 3 == 1)
		frame_model_begin(two_zones, ARRAY_SIZE(two_zones));
	else
		frame_model_begin(scattered, ARRAY_SIZE(scattered));
}

uint64_t frame_model_count(void)
{
	return nr_successes;
}

/* ---- steps ----------------------------------------------------------------------------------- */

static void hold(paddr_t pa, uint32_t nr_frames, unsigned flags)
{
	uint64_t align = 1, pfn = pa.raw / FRAME_BYTES;

	while (align < nr_frames)
		align *= 2;
	expect(pa.raw % FRAME_BYTES == 0 && pfn % align == 0, "an aligned block");
	for (uint64_t i = pfn; i < pfn + nr_frames; i++) {
		expect(model[i] == MODEL_MEMORY, "memory that nobody holds");
		expect(!machine_sample_holds_descriptors(i), "no memory of the allocator's own");
		expect(!(flags & FRAME_BELOW_4G) || i < 4 * GIB / FRAME_BYTES, "low memory");
		model[i] = MODEL_HELD;
	}
	if (flags & FRAME_ZERO) {
		const uint8_t *bytes = mmu_direct(pa);

		expect(bytes[0] == 0 && bytes[nr_frames * FRAME_BYTES - 1] == 0, "zeroes");
	}
	memset(mmu_direct(pa), 0xee, 16);
	held[nr_held++] = (struct held){pfn, nr_frames};
	nr_held_frames += nr_frames;
	nr_successes++;
}

static void step_alloc(uint32_t nr_frames, unsigned flags)
{
	paddr_t pa;
	int error;

	if (nr_held == MAX_HELD)
		return;
	if (nr_frames == 1)
		error = frame_alloc(flags, &pa);
	else
		error = frame_alloc_range(nr_frames, flags, &pa);
	if (error == 0)
		hold(pa, nr_frames, flags);
	else
		expect(error == -ENOMEM, "no error but -ENOMEM");
}

/* Frees the first nr_frames of what is held at index. */
static void step_free(uint32_t index, uint32_t nr_frames)
{
	struct held *block = &held[index];
	paddr_t pa = paddr(block->pfn * FRAME_BYTES);

	if (nr_frames > block->nr_frames)
		nr_frames = block->nr_frames;
	for (uint64_t i = block->pfn; i < block->pfn + nr_frames; i++)
		model[i] = MODEL_MEMORY;
	if (nr_frames == 1)
		frame_free(pa);
	else
		frame_free_range(pa, nr_frames);
	nr_held_frames -= nr_frames;
	block->pfn += nr_frames;
	block->nr_frames -= nr_frames;
	if (block->nr_frames == 0)
		*block = held[--nr_held];
}

static void step_reclaim(void)
{
	uint64_t nr_frames = frame_reclaim_loader(), nr_loader = 0;

	for (uint64_t pfn = 0; nr_frames > 0 && pfn < MACHINE_SAMPLE_END_PFN; pfn++) {
		if (model[pfn] != MODEL_LOADER)
			continue;
		nr_loader++;
		model[pfn] = MODEL_MEMORY;
	}
	expect(nr_frames <= nr_loader, "no more than the loader had");
}

/* Takes memory for ever. */
static void step_carve(uint32_t nr_frames)
{
	paddr_t pa;

	if (frame_carve(nr_frames, FRAME_BYTES, &pa) < 0)
		return;
	for (uint64_t i = 0; i < nr_frames; i++) {
		uint64_t pfn = pa.raw / FRAME_BYTES + i;

		expect(model[pfn] == MODEL_MEMORY, "memory that nobody holds");
		expect(!untouched_has_descriptor(pfn), "memory that nobody has touched");
		model[pfn] = MODEL_NOTHING;
	}
}

/* ---- what must hold -------------------------------------------------------------------------- */

/* Rules 1 and 2 of frame.c for the chunk that begins at pfn; returns its free frames in blocks. */
static uint64_t check_chunk(uint64_t start)
{
	uint64_t nr_free = 0;

	for (uint64_t pfn = start; pfn < start + CHUNK_FRAMES; pfn++) {
		const struct frame *frame = frame_at(pfn);
		uint64_t buddy;

		if (frame->state == FRAME_USED)
			expect(model[pfn] == MODEL_HELD, "used frames are held");
		if (model[pfn] == MODEL_HELD)
			expect(frame->state == FRAME_USED, "held frames are used");
		if (frame->state != FRAME_FREE)
			continue;
		expect(pfn % ((uint64_t)1 << frame->order) == 0, "blocks are aligned");
		for (uint64_t i = pfn + 1; i < pfn + ((uint64_t)1 << frame->order); i++)
			expect(frame_at(i)->state == FRAME_INSIDE, "blocks do not overlap");
		buddy = pfn ^ (uint64_t)1 << frame->order;
		if (frame->order < FRAME_MAX_ORDER)
			expect(frame_at(buddy)->state != FRAME_FREE ||
			               frame_at(buddy)->order != frame->order,
			       "free buddies are one block");
		nr_free += (uint64_t)1 << frame->order;
	}
	return nr_free;
}

static void check(void)
{
	uint64_t nr_free = 0;
	struct frame_stats stats;

	for (uint64_t pfn = 0; pfn < MACHINE_SAMPLE_END_PFN; pfn += CHUNK_FRAMES) {
		expect(untouched_has_descriptor(pfn) == machine_sample_has_descriptor(pfn),
		       "descriptors are mapped where they are known");
		if (untouched_has_descriptor(pfn))
			nr_free += check_chunk(pfn);
	}
	frame_count(&stats);
	expect(nr_free == zones[ZONE_LOW].nr_free + zones[ZONE_HIGH].nr_free, "free frames");
	expect(stats.nr_free == nr_free + stats.nr_cached + stats.nr_untouched, "all free ones");
	expect(stats.nr_total == stats.nr_free + stats.nr_own + nr_held_frames, "the total");
	expect(fake_irqs_off == 0, "interrupts are on");
	expect(preempt_depth() == 0, "no lock is held");
}

void frame_model_run(const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i + 3 <= len; i += 3) {
		uint32_t number = bytes[i + 1] | (uint32_t)bytes[i + 2] << 8;
		unsigned flags =
			(bytes[i] & 8 ? FRAME_BELOW_4G : 0) | (bytes[i] & 16 ? FRAME_ZERO : 0);

		switch (bytes[i] & 7) {
		case 0:
		case 1:
			step_alloc(1, flags);
			break;
		case 2:
			step_alloc(1 + number % 40, flags);
			break;
		case 3:
			step_alloc(1 + number % CHUNK_FRAMES, flags);
			break;
		case 4:
		case 5:
			if (nr_held > 0)
				step_free(number % nr_held, UINT32_MAX);
			break;
		case 6:
			if (nr_held > 0)
				step_free(number % nr_held, 1 + number % 7);
			break;
		default:
			if (number % 16 == 0)
				step_reclaim();
			else if (number % 16 < 4)
				frame_drain_cache();
			else if (number % 16 < 8)
				step_carve(1 + number / 256);
			else
				check();
		}
	}
	check();
}

void frame_model_end(void)
{
	while (nr_held > 0)
		step_free(0, UINT32_MAX);
	frame_drain_cache();
	check();
}
