/*
 * The policy's promises: the right one is picked, nobody strays from the fair share by more than
 * the longest request, nobody starves, sleeping wins nothing, and a short slice gives latency only.
 */
#include <kernel/task/runqueue.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include <kernel/task/runqueue_sample.h>
#include <lib/base/math.h>

enum { MS = 1000 * 1000 };

static uint32_t random_between(uint32_t low, uint32_t high)
{
	return low + (uint32_t)rand() % (high - low + 1);
}

static void start(struct model *model)
{
	memset(model, 0, sizeof(*model));
	runqueue_init(&model->queue);
	model->queue.base = UINT64_MAX - 50 * MS; /* virtual time wraps soon */
}

static void add_new(struct model *model, int i, uint32_t weight, uint32_t slice_ns)
{
	run_entity_init(&model->entities[i], weight, slice_ns);
	model_add(model, i);
}

/* Lets the queue run in steps of at most step_ns until total_ns are used; sums up who got what. */
static void run(struct model *model, uint64_t total_ns, uint64_t step_ns, uint64_t *got_ns)
{
	while (total_ns > 0) {
		int i = model_pick(model);
		uint64_t ns = min_u64(min_u64(step_ns, total_ns), runqueue_left_ns(&model->queue));

		model_expect(i >= 0);
		runqueue_charge(&model->queue, ns);
		model_check(model);
		got_ns[i] += ns;
		total_ns -= ns;
	}
}

/* EEVDF's theorem: with a set that does not change, no lag is beyond the longest request. */
static void nobody_strays_from_the_fair_share(void **state)
{
	(void)state;
	for (int round = 0; round < 200; round++) {
		int nr = (int)random_between(1, MODEL_MAX);
		uint32_t longest = 0;
		struct model model;

		start(&model);
		for (int i = 0; i < nr; i++) {
			int nice = (int)random_between(0, 39) - 20;
			uint32_t slice = random_between(RUNQUEUE_MIN_SLICE_NS, 8 * MS);

			longest = slice > longest ? slice : longest;
			add_new(&model, i, run_weight_of_nice(nice), slice);
		}
		for (int step = 0; step < 2000; step++) {
			uint64_t got[MODEL_MAX] = {0};

			run(&model, random_between(1, 2 * MS), 10 * MS, got);
			for (int i = 0; i < nr; i++) {
				assert_true(model_lag_ns(&model, i) <= longest + 1000.0);
				assert_true(model_lag_ns(&model, i) >= -(longest + 1000.0));
			}
		}
	}
}

static void shares_follow_weights(void **state)
{
	uint64_t got[MODEL_MAX] = {0};
	struct model model;

	(void)state;
	start(&model);
	add_new(&model, 0, 1024, 3 * MS);
	add_new(&model, 1, 2048, 3 * MS);
	add_new(&model, 2, 5120, 3 * MS);
	run(&model, 8000ull * MS, 50 * MS, got);
	assert_in_range(got[0], 997 * MS, 1003 * MS);
	assert_in_range(got[1], 1997 * MS, 2003ull * MS);
	assert_in_range(got[2], 4997ull * MS, 5003ull * MS);
}

/* The lightest among heavy ones waits long, but not for ever. */
static void nobody_starves(void **state)
{
	uint64_t got[MODEL_MAX] = {0};
	struct model model;

	(void)state;
	start(&model);
	add_new(&model, 0, RUNQUEUE_MIN_WEIGHT, RUNQUEUE_NORMAL_SLICE_NS);
	for (int i = 1; i < MODEL_MAX; i++)
		add_new(&model, i, RUNQUEUE_MAX_WEIGHT, RUNQUEUE_NORMAL_SLICE_NS);
	run(&model, 2000000ull * MS, 3 * MS, got);
	/* Its share is 1 in 65,134: 30.7 ms of these 2,000 s. */
	assert_in_range(got[0], 27 * MS, 34 * MS);
}

/* Somebody who sleeps before each request is over must not get more than the share. */
static void sleeping_wins_nothing(void **state)
{
	uint64_t got[MODEL_MAX] = {0};
	struct model model;

	(void)state;
	start(&model);
	add_new(&model, 0, 1024, 3 * MS);
	add_new(&model, 1, 1024, 3 * MS);
	add_new(&model, 2, 1024, 3 * MS);
	for (int i = 0; i < 30000; i++) {
		run(&model, MS / 5, MS, got);
		if (!model.is_in[0]) {
			model_add(&model, 0);
		} else if (model.queue.current == &model.entities[0]) {
			model_remove(&model, 0);
		}
		model_check(&model);
	}
	assert_true(got[0] <= (got[0] + got[1] + got[2]) / 3 + 6 * MS);
	assert_true(got[0] > 0);
}

static void lag_kept_over_sleep_is_bounded(void **state)
{
	uint64_t got[MODEL_MAX] = {0};
	struct model model;

	(void)state;
	start(&model);
	add_new(&model, 0, 1024, 3 * MS);
	add_new(&model, 1, 1024, 3 * MS);
	model_pick(&model);
	runqueue_charge(&model.queue, 5000ull * MS); /* an interrupt storm, say */
	model_remove(&model, 0);
	model_remove(&model, 1);
	assert_int_equal(model.entities[0].lag, -6 * MS);
	assert_true(model.entities[1].lag >= 0 && model.entities[1].lag <= 6 * MS);
	model_add(&model, 0);
	model_add(&model, 1);
	model_check(&model);
	run(&model, 100 * MS, MS, got);
	assert_in_range(got[0], 35 * MS, 50 * MS);
}

static void short_slices_run_sooner_not_more(void **state)
{
	uint64_t got[MODEL_MAX] = {0};
	uint64_t longest_wait = 0, wait = 0;
	struct model model;

	(void)state;
	start(&model);
	add_new(&model, 0, 1024, RUNQUEUE_MIN_SLICE_NS);
	for (int i = 1; i < 6; i++)
		add_new(&model, i, 1024, 10 * MS);
	for (int i = 0; i < 60000; i++) {
		uint64_t before = got[0];

		run(&model, MS / 10, MS / 10, got);
		wait = got[0] == before ? wait + MS / 10 : 0;
		longest_wait = max_u64(longest_wait, wait);
	}
	assert_in_range(got[0], 995 * MS, 1005 * MS);
	assert_true(longest_wait <= 2 * MS);
}

static void a_weight_can_change_at_any_time(void **state)
{
	uint64_t got[MODEL_MAX] = {0};
	struct model model;

	(void)state;
	start(&model);
	add_new(&model, 0, 1024, 3 * MS);
	add_new(&model, 1, 1024, 3 * MS);
	run(&model, 100 * MS, MS, got);
	runqueue_set_weight(&model.queue, &model.entities[0], 3072);
	model_check(&model);
	memset(got, 0, sizeof(got));
	run(&model, 400 * MS, MS, got);
	assert_in_range(got[0], 292 * MS, 308 * MS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_strays_from_the_fair_share),
		cmocka_unit_test(shares_follow_weights),
		cmocka_unit_test(nobody_starves),
		cmocka_unit_test(sleeping_wins_nothing),
		cmocka_unit_test(lag_kept_over_sleep_is_bounded),
		cmocka_unit_test(short_slices_run_sooner_not_more),
		cmocka_unit_test(a_weight_can_change_at_any_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
