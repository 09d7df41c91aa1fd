/* The frame allocator on the machine's real memory. What must hold for any sequence of calls is
 * checked on the host (frame_test.c, frame_fuzz.c). */
#include <kernel/mem/frame.h>

#include <kernel/arch/mmu.h>
#include <kernel/core/test.h>
#include <lib/base/errno.h>
#include <lib/base/string.h>

enum { NR_BATCH = 500 };

static uint64_t free_frames(void)
{
	struct frame_stats stats;

	frame_count(&stats);
	return stats.nr_free;
}

static bool holds_only(const uint8_t *bytes, uint8_t value, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (bytes[i] != value)
			return false;
	}
	return true;
}

TEST(frame_alloc_gives_zeroed_memory_that_is_ours_alone)
{
	static paddr_t frames[NR_BATCH];
	uint64_t before, nr = 0;

	frame_drain_cache();
	before = free_frames();
	while (nr < NR_BATCH && frame_alloc(FRAME_ZERO, &frames[nr]) == 0)
		nr++;
	EXPECT(nr == NR_BATCH);
	for (uint64_t i = 0; i < nr; i++) {
		uint8_t *bytes = mmu_direct(frames[i]);

		EXPECT(holds_only(bytes, 0, FRAME_BYTES));
		memset(bytes, (int)(i & 0x7f) + 1, FRAME_BYTES);
	}
	for (uint64_t i = 0; i < nr; i++) {
		EXPECT(holds_only(mmu_direct(frames[i]), (uint8_t)((i & 0x7f) + 1), FRAME_BYTES));
		frame_free(frames[i]);
	}
	frame_drain_cache();
	/* Memory may have been touched in between, and descriptors cost some. */
	EXPECT(free_frames() <= before && free_frames() + 16 >= before);
}

TEST(frame_alloc_range_is_aligned_and_gives_back_what_is_too_much)
{
	for (size_t nr = 1; nr <= (size_t)1 << FRAME_MAX_ORDER; nr = nr * 2 + 1) {
		uint64_t align = FRAME_BYTES;
		paddr_t pa;

		while (align < nr * FRAME_BYTES)
			align *= 2;
		if (frame_alloc_range(nr, 0, &pa) < 0)
			continue; /* a small machine may have no run that long */
		EXPECT(pa.raw % align == 0);
		EXPECT(frame_of(pa)->state == FRAME_USED);
		EXPECT(frame_of(paddr(pa.raw + (nr - 1) * FRAME_BYTES))->state == FRAME_USED);
		frame_free_range(pa, nr);
		EXPECT(frame_of(pa)->state != FRAME_USED);
	}
}

TEST(frame_alloc_range_refuses_what_cannot_be)
{
	paddr_t pa = paddr(42);

	EXPECT(frame_alloc_range(0, 0, &pa) == -EINVAL);
	EXPECT(frame_alloc_range(((size_t)1 << FRAME_MAX_ORDER) + 1, 0, &pa) == -EINVAL);
	EXPECT(pa.raw == 42);
}

TEST(frame_below_4g_is_below_4g)
{
	paddr_t one, run;

	EXPECT(frame_alloc(FRAME_BELOW_4G, &one) == 0);
	EXPECT(frame_alloc_range(5, FRAME_BELOW_4G, &run) == 0);
	EXPECT(one.raw < (uint64_t)1 << 32);
	EXPECT(run.raw + 5 * FRAME_BYTES <= (uint64_t)1 << 32);
	frame_free(one);
	frame_free_range(run, 5);
}

TEST(frame_references_free_with_the_last_one)
{
	struct frame *frame;
	paddr_t pa;

	EXPECT(frame_alloc(0, &pa) == 0);
	frame = frame_of(pa);
	EXPECT(frame_paddr(frame).raw == pa.raw);
	frame_get(frame);
	frame_put(frame);
	EXPECT(frame->state == FRAME_USED);
	frame_put(frame);
	EXPECT(frame->state == FRAME_CACHED);
}

TEST(frame_find_knows_what_is_no_memory)
{
	EXPECT(frame_find(paddr((uint64_t)1 << 55)) == NULL);
}
