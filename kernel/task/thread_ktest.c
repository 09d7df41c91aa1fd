/* Threads come, run, take turns and go; and the frame of the other tests of this room. */
#include "ktest_priv.h"

#include <stdatomic.h>

#include <kernel/arch/boot.h>
#include <kernel/arch/time.h>
#include <kernel/core/clock.h>
#include <kernel/core/cmdline.h>
#include <kernel/core/test.h>
#include <kernel/task/sched.h>
#include <kernel/task/thread.h>
#include <kernel/task/work.h>
#include <lib/base/string.h>

enum { SHORT_STRESS_NS = 100 * 1000 * 1000 };

uint64_t ktest_end_ns(void)
{
	uint64_t ns = SHORT_STRESS_NS, seconds;

	if (cmdline_number(boot_info()->cmdline, "selftest-seconds", &seconds) == 0)
		ns = seconds * 1000000000;
	return time_since_boot_ns() + ns;
}

void ktest_start(struct ktest_group *group, uint32_t nr, void (*run)(void *), void *argument)
{
	group->nr = 0;
	for (uint32_t i = 0; i < nr; i++) {
		struct thread_request request = {.name = "test", .run = run, .argument = argument};

		request.nice = i % 2 ? 5 : 0;
		if (thread_create(&request, &group->threads[group->nr]) == 0)
			group->nr++;
	}
	EXPECT(group->nr == nr);
}

void ktest_join(struct ktest_group *group)
{
	for (uint32_t i = 0; i < group->nr; i++)
		thread_join(group->threads[i]);
}

static void add_one(void *argument)
{
	atomic_fetch_add_explicit((atomic_uint *)argument, 1, memory_order_relaxed);
}

TEST(thread_runs_and_is_joined)
{
	atomic_uint count = 0;

	for (uint32_t round = 0; round < 20; round++) {
		struct ktest_group group;

		ktest_start(&group, 8, add_one, &count);
		ktest_join(&group);
		EXPECT(count == 8 * (round + 1));
	}
}

/* The kernel's threads have no such state; a user's will get memory of this size. */
TEST(thread_knows_the_size_of_user_state)
{
	const struct thread *self = thread_current();

	EXPECT(!self->user_state);
	EXPECT(self->user_state_bytes >= 256 && self->user_state_bytes <= 16384);
	EXPECT(self->user_state_bytes % 64 == 0);
}

static void check_current(void *argument)
{
	struct thread *self = thread_current();

	if (strcmp(self->name, "twenty-three characters") == 0 && self->entity.weight == 110)
		add_one(argument);
}

TEST(thread_has_name_and_weight)
{
	atomic_uint count = 0;
	struct thread *thread;
	int error = thread_create(
		&(struct thread_request){
			.name = "twenty-three characters and more",
			.run = check_current,
			.argument = &count,
			.nice = 10,
		},
		&thread);

	EXPECT(error == 0);
	if (error)
		return;
	thread_join(thread);
	EXPECT(count == 1);
}

/* Two threads on one processor that yield take turns, though neither sleeps. */
struct turns {
	_Atomic uint32_t last;
	_Atomic uint32_t nr_changes;
	_Atomic uint32_t next_number;
};

static void take_turns(void *argument)
{
	struct turns *turns = argument;
	uint32_t own = 1 + atomic_fetch_add(&turns->next_number, 1);
	uint64_t give_up_ns = time_since_boot_ns() + UINT64_C(60000000000);

	while (turns->nr_changes < 10 && time_since_boot_ns() < give_up_ns) {
		if (atomic_exchange(&turns->last, own) != own)
			atomic_fetch_add(&turns->nr_changes, 1);
		sched_yield();
	}
}

TEST(thread_yield_lets_others_run)
{
	struct turns turns = {0};
	struct ktest_group group;

	ktest_start(&group, 3, take_turns, &turns);
	ktest_join(&group);
	EXPECT(turns.nr_changes >= 10);
}

/* A loop that never yields must not keep others away. */
static void spin_until_set(void *argument)
{
	atomic_bool *stop = argument;

	while (!atomic_load_explicit(stop, memory_order_relaxed))
		cpu_relax();
}

TEST(thread_is_preempted)
{
	atomic_bool stop = false;
	struct ktest_group group;

	if (!timer_is_there())
		return; /* nothing interrupts */
	ktest_start(&group, sched_nr_cpus() + 1, spin_until_set, &stop);
	thread_sleep(1000000);
	stop = true;
	ktest_join(&group);
	EXPECT(true); /* or we would not be here */
}

/* What share of a processor does the second of two get that spin on it, `nice` steps apart? In
 * percent. */
static uint64_t measure_share(int nice)
{
	struct cpu_set own = cpu_set_of(0);
	atomic_bool stop = false;
	struct thread *threads[2];
	uint64_t ns[2] = {0};
	int nr = 0;

	for (; nr < 2; nr++) {
		struct thread_request request = {.name = "share",
		                                 .run = spin_until_set,
		                                 .argument = &stop,
		                                 .nice = nr * nice,
		                                 .allowed = &own};

		if (thread_create(&request, &threads[nr]))
			break;
	}
	thread_sleep(100 * 1000 * 1000);
	for (int i = 0; i < nr; i++)
		ns[i] = sched_runtime_ns(threads[i]);
	stop = true;
	for (int i = 0; i < nr; i++)
		thread_join(threads[i]);
	EXPECT(nr == 2 && ns[0] + ns[1] > 0);
	return ns[1] * 100 / (ns[0] + ns[1] + 1);
}

/* The host may stop us in the middle for as long as it likes, so one good measurement counts. */
static bool gets_share(int nice, uint64_t percent)
{
	for (int i = 0; i < 10; i++) {
		uint64_t measured = measure_share(nice);

		if (measured + 6 >= percent && measured <= percent + 6)
			return true;
	}
	return false;
}

TEST(thread_gets_its_share)
{
	if (!timer_is_there())
		return; /* nothing interrupts */
	EXPECT(gets_share(0, 50));
	EXPECT(gets_share(5, 25)); /* 335 of 335 + 1024 */
}

/* Runs on the processors it may run on, and moves when told. */
TEST(thread_moves_where_it_is_allowed)
{
	struct cpu_set all = cpu_set_all();

	for (uint32_t round = 0; round < 3; round++) {
		for (uint32_t cpu = 0; cpu < sched_nr_cpus(); cpu++) {
			struct cpu_set only = cpu_set_of(cpu);

			if (!sched_is_online(cpu))
				continue;
			sched_set_allowed(thread_current(), &only);
			EXPECT(sched_here() == cpu);
		}
	}
	sched_set_allowed(thread_current(), &all);
}

/* A crowd that sleeps, yields, spins and creates more of itself. */
struct crowd {
	uint64_t end_ns;
	atomic_uint nr_born;
	atomic_uint nr_dead;
};

static void live(void *argument);

static void bear_child(struct crowd *crowd)
{
	struct thread_request request = {.name = "child", .run = live, .argument = crowd};
	struct thread *child;

	if (thread_create(&request, &child))
		return;
	thread_join(child);
}

static void live(void *argument)
{
	struct crowd *crowd = argument;
	uint32_t seed = atomic_fetch_add(&crowd->nr_born, 1) + 1;
	bool is_child = strcmp(thread_current()->name, "child") == 0;

	do {
		switch (ktest_random(&seed) % 4) {
		case 0:
			sched_yield();
			break;
		case 1:
			thread_sleep(ktest_random(&seed) % 200000);
			break;
		case 2:
			for (uint32_t i = ktest_random(&seed) % 5000; i > 0; i--)
				cpu_relax();
			break;
		default:
			if (!is_child)
				bear_child(crowd);
			break;
		}
	} while (!is_child && time_since_boot_ns() < crowd->end_ns);
	atomic_fetch_add(&crowd->nr_dead, 1);
}

TEST(thread_stress_comings_and_goings)
{
	struct crowd crowd = {.end_ns = ktest_end_ns()};
	struct ktest_group group;

	ktest_start(&group, 12, live, &crowd);
	ktest_join(&group);
	EXPECT(crowd.nr_born >= 12);
	EXPECT(crowd.nr_born == crowd.nr_dead);
}

static void run_work(struct work *work);

struct counted_work {
	struct work work;
	atomic_uint count;
};

static void run_work(struct work *work)
{
	atomic_fetch_add(&CONTAINER_OF(work, struct counted_work, work)->count, 1);
}

TEST(work_runs_once_for_each_time_it_is_added)
{
	struct counted_work counted = {.count = 0};

	work_init(&counted.work, run_work);
	for (uint32_t i = 1; i <= 50; i++) {
		EXPECT(work_add(&work_system, &counted.work));
		work_flush(&work_system, &counted.work);
		EXPECT(counted.count == i);
	}
}

TEST(work_queue_finishes_before_it_stops)
{
	struct counted_work works[20];
	struct work_queue queue;

	EXPECT(work_queue_start(&queue, "test-work", 3) == 0);
	for (uint32_t i = 0; i < 20; i++) {
		works[i].count = 0;
		work_init(&works[i].work, run_work);
		EXPECT(work_add(&queue, &works[i].work));
	}
	work_queue_stop(&queue);
	for (uint32_t i = 0; i < 20; i++)
		EXPECT(works[i].count == 1);
}
