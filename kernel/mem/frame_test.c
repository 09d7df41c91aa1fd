/* The frame allocator on machines made of the host's memory, against its model. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <kernel/mem/frame.h>
#include <lib/base/compiler.h>
#include <lib/base/errno.h>

#include "frame_model_sample.h"
#include "machine_sample.h"

enum { NR_BYTES = 30000 };

/* The same bytes on every host [C17 7.22.2.2]. */
static void fill_bytes(uint8_t *bytes, size_t len, uint32_t seed)
{
	for (size_t i = 0; i < len; i++) {
		seed = seed * 1103515245 + 12345;
		bytes[i] = (uint8_t)(seed >> 16);
	}
}

static void any_sequence_agrees_with_the_model(void **state)
{
	static uint8_t bytes[NR_BYTES];

	(void)state;
	for (uint32_t seed = 0; seed < 30; seed++) {
		fill_bytes(bytes, sizeof(bytes), seed);
		frame_model_begin_some((uint8_t)seed);
		frame_model_run(bytes, sizeof(bytes));
		assert_true(frame_model_count() > 100);
		frame_model_end();
	}
}

/* Every frame that is not the allocator's own can be had, and after that there is -ENOMEM. */
static void all_memory_can_be_had(void **state)
{
	(void)state;
	for (uint8_t machine = 0; machine < 3; machine++) {
		struct frame_stats stats;
		uint64_t nr = 0;
		paddr_t pa;

		frame_model_begin_some(machine);
		while (frame_alloc(0, &pa) == 0)
			nr++;
		frame_count(&stats);
		assert_int_equal(nr + stats.nr_own + stats.nr_free, stats.nr_total);
		/* What is too scattered to be worth descriptors stays untouched. */
		assert_true(stats.nr_free < 64);
		assert_int_equal(frame_alloc(FRAME_ZERO, &pa), -ENOMEM);
		assert_int_equal(frame_alloc_range(2, 0, &pa), -ENOMEM);
	}
}

static void loader_memory_comes_back_once(void **state)
{
	struct frame_stats before, after;
	uint64_t nr_frames;

	(void)state;
	frame_model_begin_some(0);
	frame_count(&before);
	assert_int_equal(before.nr_loader, 256);
	nr_frames = frame_reclaim_loader();
	frame_count(&after);
	assert_int_equal(nr_frames, 256);
	assert_int_equal(after.nr_total, before.nr_total + 256);
	assert_int_equal(after.nr_loader, 0);
	assert_int_equal(frame_reclaim_loader(), 0);
}

static void the_device_tree_stays(void **state)
{
	const uint64_t tree = (1 << 20) + 5 * FRAME_BYTES;

	(void)state;
	frame_model_begin_some(0);
	machine_sample_put_tree(paddr(tree + 100), 2 * FRAME_BYTES);
	assert_int_equal(frame_reclaim_loader(), 256 - 3);
	assert_int_equal(frame_of(paddr(tree - FRAME_BYTES))->state, FRAME_FREE);
	for (int i = 0; i < 3; i++)
		assert_int_equal(frame_of(paddr(tree + i * FRAME_BYTES))->state, FRAME_RESERVED);
	assert_int_not_equal(frame_of(paddr(tree + 3 * FRAME_BYTES))->state, FRAME_RESERVED);
}

/* 1 TiB must not cost more at the start than 32 MiB: the descriptors of nothing are made. */
static void nothing_is_touched_before_it_is_needed(void **state)
{
	struct frame_stats stats;
	paddr_t pa;

	(void)state;
	frame_model_begin_some(1);
	frame_count(&stats);
	assert_int_equal(stats.nr_own, 1);
	assert_int_equal(stats.nr_free, stats.nr_untouched);
	assert_int_equal(frame_alloc(0, &pa), 0);
	assert_true(pa.raw >= (uint64_t)1 << 32);
	frame_count(&stats);
	assert_int_equal(stats.nr_own, 1 + 8 + 1); /* the bits; one chunk's descriptors; a table */
	frame_free(pa);
}

static void carving_ends_with_an_error(void **state)
{
	paddr_t pa, last = {UINT64_MAX};
	uint64_t nr = 0;

	(void)state;
	frame_model_begin_some(0);
	for (; frame_carve(16, 64 * 1024, &pa) == 0; nr++) {
		assert_int_equal(pa.raw % (64 * 1024), 0);
		assert_true(pa.raw < last.raw);
		last = pa;
	}
	assert_true(nr >= 480);
	assert_int_equal(frame_carve(1000, FRAME_BYTES, &pa), -ENOMEM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_sequence_agrees_with_the_model),
		cmocka_unit_test(all_memory_can_be_had),
		cmocka_unit_test(loader_memory_comes_back_once),
		cmocka_unit_test(the_device_tree_stays),
		cmocka_unit_test(nothing_is_touched_before_it_is_needed),
		cmocka_unit_test(carving_ends_with_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
