/* Timers: never early, in order, each once, never after they were taken back. */
#include <kernel/task/timer.h>

#include <stdatomic.h>
#include <stddef.h>

#include "ktest_priv.h"

#include <kernel/core/clock.h>
#include <kernel/core/test.h>
#include <kernel/task/sched.h>
#include <kernel/task/thread.h>
#include <lib/base/compiler.h>

enum { NR_TIMERS = 12 };

struct probe {
	struct timer timer;
	uint64_t wanted_ns;
	_Atomic uint64_t fired_ns;
	atomic_uint nr_fired;
	atomic_uint nr_early;
	atomic_bool is_gone; /* taken back: must not fire */
	atomic_uint nr_late; /* fired when gone */
};

static void note(struct timer *timer)
{
	struct probe *probe = CONTAINER_OF(timer, struct probe, timer);
	uint64_t now_ns = time_since_boot_ns();

	if (now_ns < probe->wanted_ns)
		atomic_fetch_add(&probe->nr_early, 1);
	if (probe->is_gone)
		atomic_fetch_add(&probe->nr_late, 1);
	probe->fired_ns = now_ns;
	atomic_fetch_add(&probe->nr_fired, 1);
}

static void set_in(struct probe *probe, uint64_t ns)
{
	probe->wanted_ns = time_since_boot_ns() + ns;
	timer_set(&probe->timer, probe->wanted_ns);
}

/* For ten seconds at most. */
static void wait_for_fire(struct probe *probe)
{
	for (int i = 0; i < 10000 && probe->nr_fired == 0; i++)
		thread_sleep(1000000);
}

static void set_and_cancel(void *argument)
{
	uint64_t end_ns = *(uint64_t *)argument;
	uint32_t seed = thread_current()->id;
	struct probe probe = {.nr_fired = 0};
	uint32_t nr_fired = 0, nr_set = 0, nr_cancelled = 0;

	timer_init(&probe.timer, note);
	do {
		uint32_t before = nr_fired;

		probe.is_gone = false;
		set_in(&probe, ktest_random(&seed) % 300000);
		nr_set++;
		if (ktest_random(&seed) % 2)
			thread_sleep(ktest_random(&seed) % 300000);
		nr_cancelled += timer_cancel(&probe.timer);
		probe.is_gone = true;
		nr_fired = probe.nr_fired;
		EXPECT(nr_fired <= before + 1);
	} while (time_since_boot_ns() < end_ns);
	EXPECT(nr_set == nr_fired + nr_cancelled);
	EXPECT(probe.nr_early == 0);
	EXPECT(probe.nr_late == 0);
}

TEST(timer_fires_once_and_not_early)
{
	struct probe probes[NR_TIMERS];

	for (uint32_t i = 0; i < NR_TIMERS; i++) {
		probes[i] = (struct probe){.nr_fired = 0};
		timer_init(&probes[i].timer, note);
		set_in(&probes[i], (i * 5 % NR_TIMERS) * 300000);
	}
	for (uint32_t i = 0; i < NR_TIMERS; i++)
		wait_for_fire(&probes[i]);
	thread_sleep(5 * 1000 * 1000);
	for (uint32_t i = 0; i < NR_TIMERS; i++) {
		timer_cancel(&probes[i].timer);
		EXPECT(probes[i].nr_fired == 1);
		EXPECT(probes[i].nr_early == 0);
	}
}

TEST(timer_taken_back_never_fires)
{
	struct probe probe = {.nr_fired = 0};
	bool was_set;

	timer_init(&probe.timer, note);
	set_in(&probe, 1000000);
	was_set = timer_cancel(&probe.timer); /* unless the host has stopped us for so long */
	EXPECT(!timer_cancel(&probe.timer));
	thread_sleep(3000000);
	EXPECT(probe.nr_fired == !was_set);
}

TEST(timer_can_be_moved)
{
	struct probe probe = {.nr_fired = 0};

	timer_init(&probe.timer, note);
	set_in(&probe, UINT64_C(3600000000000));
	set_in(&probe, 4000000);
	wait_for_fire(&probe);
	thread_sleep(5 * 1000 * 1000);
	EXPECT(probe.nr_fired == 1);
	EXPECT(probe.nr_early == 0);
	timer_cancel(&probe.timer);
}

TEST(thread_sleeps_as_long_as_told)
{
	for (uint64_t ns = 1; ns < 20 * 1000 * 1000; ns *= 7) {
		uint64_t start_ns = time_since_boot_ns();

		thread_sleep(ns);
		EXPECT(time_since_boot_ns() - start_ns >= ns);
	}
}

TEST(timer_stress_set_and_cancel)
{
	uint64_t end_ns = ktest_end_ns();
	struct ktest_group group;

	ktest_start(&group, 6, set_and_cancel, &end_ns);
	ktest_join(&group);
	EXPECT(group.nr == 6);
}
