/* The heap in the running kernel. Sequences of calls against a model run on the host
 * (kernel_heap_test.c, kernel_heap_fuzz.c). */
#include <kernel/mem/heap.h>

#include <kernel/core/test.h>
#include <kernel/mem/frame.h>
#include <kernel/mem/inject.h>
#include <lib/base/string.h>

enum { NR_OBJECTS = 300 };

static bool holds_only(const uint8_t *bytes, uint8_t value, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (bytes[i] != value)
			return false;
	}
	return true;
}

/* Sizes grow from 0 to beyond what slabs serve. */
static size_t size_of(unsigned i)
{
	return i * i / 4;
}

/* Allocates three things or none; false if something was missing. */
static bool make_three(void *three[3])
{
	static const size_t sizes[3] = {24, 700, 9000};

	for (int i = 0; i < 3; i++) {
		three[i] = heap_alloc(sizes[i]);
		if (three[i])
			continue;
		while (i-- > 0)
			heap_free(three[i]);
		return false;
	}
	return true;
}

TEST(heap_objects_of_all_sizes_do_not_overlap)
{
	static uint8_t *objects[NR_OBJECTS];
	uint64_t before = heap_count_in_use();

	for (unsigned i = 0; i < NR_OBJECTS; i++) {
		objects[i] = heap_alloc(size_of(i));
		EXPECT(objects[i] != NULL);
		EXPECT((uintptr_t)objects[i] % HEAP_ALIGN == 0);
		if (objects[i])
			memset(objects[i], (int)(i & 0xff), size_of(i));
	}
	EXPECT(heap_count_in_use() == before + NR_OBJECTS);
	for (unsigned i = 0; i < NR_OBJECTS; i++) {
		if (objects[i])
			EXPECT(holds_only(objects[i], (uint8_t)i, size_of(i)));
		heap_free(objects[i]);
	}
	EXPECT(heap_count_in_use() == before);
}

TEST(heap_zeroed_memory_is_zero_and_arrays_cannot_overflow)
{
	uint8_t *dirty = heap_alloc(200), *clean;

	EXPECT(dirty != NULL);
	memset(dirty, 0xff, 200);
	heap_free(dirty);
	clean = heap_alloc_array(20, 10);
	EXPECT(clean != NULL && holds_only(clean, 0, 200));
	heap_free(clean);
	EXPECT(heap_alloc_array(SIZE_MAX / 2, 3) == NULL);
	EXPECT(heap_alloc_array(1 << 20, 1 << 20) == NULL);
	EXPECT(heap_alloc(HEAP_MAX_BYTES + 1) == NULL);
	heap_free(NULL);
}

TEST(heap_cache_packs_aligns_and_counts)
{
	static struct heap_cache cache;
	static void *objects[NR_OBJECTS];
	struct heap_stats stats;

	heap_cache_init(&cache, "ktest", 72, 64);
	for (unsigned i = 0; i < NR_OBJECTS; i++) {
		objects[i] = heap_cache_alloc_zeroed(&cache);
		EXPECT(objects[i] != NULL && (uintptr_t)objects[i] % 64 == 0);
	}
	heap_cache_count(&cache, &stats);
	EXPECT(stats.nr_in_use == NR_OBJECTS);
	EXPECT(stats.nr_slots >= NR_OBJECTS && stats.object_bytes == 72);
	for (unsigned i = 0; i < NR_OBJECTS; i++)
		heap_cache_free(&cache, objects[i]);
	heap_cache_count(&cache, &stats);
	EXPECT(stats.nr_in_use == 0);
	heap_cache_fini(&cache);
}

/* More caches than there are magazines: the later ones work without. */
TEST(heap_caches_beyond_the_magazines_work)
{
	enum { NR_CACHES = 70 };
	static struct heap_cache caches[NR_CACHES];

	for (unsigned i = 0; i < NR_CACHES; i++) {
		void *object;

		heap_cache_init(&caches[i], "ktest", 40, 0);
		object = heap_cache_alloc(&caches[i]);
		EXPECT(object != NULL);
		heap_cache_free(&caches[i], object);
	}
	for (unsigned i = 0; i < NR_CACHES; i++)
		heap_cache_fini(&caches[i]);
}

TEST(heap_drain_gives_frames_back)
{
	struct frame_stats before, after;
	static void *objects[NR_OBJECTS];

	heap_drain();
	frame_count(&before);
	for (unsigned i = 0; i < NR_OBJECTS; i++)
		objects[i] = heap_alloc(2000);
	for (unsigned i = 0; i < NR_OBJECTS; i++)
		heap_free(objects[i]);
	heap_drain();
	frame_count(&after);
	/* Descriptors of chunks that were touched on the way cost some. */
	EXPECT(after.nr_free + 2 * (after.nr_own - before.nr_own) + 16 >= before.nr_free);
}

TEST(heap_fails_the_nth_allocation_for_every_nth)
{
	uint64_t before = heap_count_in_use();
	uint64_t nth = 1;
	void *three[3];

	for (; CONFIG_INJECT && nth < 100; nth++) {
		inject_fail_nth(nth);
		if (make_three(three))
			break;
		EXPECT(inject_has_failed());
		EXPECT(heap_count_in_use() == before);
	}
	if (!CONFIG_INJECT)
		EXPECT(make_three(three));
	else
		inject_fail_nth(0);
	EXPECT(!CONFIG_INJECT || nth > 3);
	for (int i = 0; i < 3; i++)
		heap_free(three[i]);
	EXPECT(heap_count_in_use() == before);
}

TEST(heap_debug_names_what_leaks)
{
	uint64_t mark = heap_mark();
	void *old = heap_alloc(100), *leak;

	mark = heap_mark();
	leak = heap_alloc(33);
	EXPECT(heap_log_leaks(mark) == (CONFIG_DEBUG_HEAP ? 1 : 0));
	heap_free(leak);
	EXPECT(heap_log_leaks(mark) == 0);
	heap_free(old);
}
