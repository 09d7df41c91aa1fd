/*
 * Each benchmark is a function that does one thing `rounds` times; we take the time around it, once
 * to warm up and once for good. Where two threads are needed, the second is created before the
 * clock runs.
 */
#include <kernel/selftest/bench.h>

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <kernel/arch/context.h>
#include <kernel/arch/time.h>
#include <kernel/core/clock.h>
#include <kernel/core/log.h>
#include <kernel/core/spinlock.h>
#include <kernel/mem/frame.h>
#include <kernel/mem/heap.h>
#include <kernel/task/completion.h>
#include <kernel/task/mutex.h>
#include <kernel/task/rcu.h>
#include <kernel/task/sched.h>
#include <kernel/task/semaphore.h>
#include <kernel/task/thread.h>
#include <kernel/task/timer.h>
#include <kernel/task/work.h>
#include <lib/base/string.h>

enum { FLOW_STACK_BYTES = 4096 };

/* Returns the counter's ticks for all rounds. */
struct bench {
	const char *name;
	uint32_t rounds;
	uint64_t (*run)(uint32_t rounds);
};

/* ---- one thread ---------------------------------------------------------------------------- */

static uint64_t bench_nothing(uint32_t rounds)
{
	uint64_t start = time_counter();

	for (uint32_t i = 0; i < rounds; i++)
		atomic_signal_fence(memory_order_seq_cst);
	return time_counter() - start;
}

static uint64_t bench_spinlock(uint32_t rounds)
{
	static struct spinlock lock = SPINLOCK_INIT("bench.spin", LOCK_RANK_TEST_OUTER);
	uint64_t start = time_counter();

	for (uint32_t i = 0; i < rounds; i++) {
		spin_lock(&lock);
		spin_unlock(&lock);
	}
	return time_counter() - start;
}

static uint64_t bench_spinlock_irq(uint32_t rounds)
{
	static struct spinlock lock = SPINLOCK_INIT("bench.irq", LOCK_RANK_TEST_OUTER);
	uint64_t start = time_counter();

	for (uint32_t i = 0; i < rounds; i++) {
		irq_state_t irqs = spin_lock_irq(&lock);

		spin_unlock_irq(&lock, irqs);
	}
	return time_counter() - start;
}

static uint64_t bench_mutex(uint32_t rounds)
{
	struct mutex mutex;
	uint64_t start;

	mutex_init(&mutex, "bench.mutex", LOCK_RANK_TEST_MUTEX_OUTER);
	start = time_counter();
	for (uint32_t i = 0; i < rounds; i++) {
		mutex_lock(&mutex);
		mutex_unlock(&mutex);
	}
	return time_counter() - start;
}

static uint64_t bench_semaphore(uint32_t rounds)
{
	struct semaphore semaphore;
	uint64_t start;

	semaphore_init(&semaphore, 1);
	start = time_counter();
	for (uint32_t i = 0; i < rounds; i++) {
		semaphore_take(&semaphore);
		semaphore_give(&semaphore);
	}
	return time_counter() - start;
}

static uint64_t bench_rcu_read(uint32_t rounds)
{
	uint64_t start = time_counter();

	for (uint32_t i = 0; i < rounds; i++) {
		rcu_read_lock();
		rcu_read_unlock();
	}
	return time_counter() - start;
}

static uint64_t bench_rcu_synchronize(uint32_t rounds)
{
	uint64_t start = time_counter();

	for (uint32_t i = 0; i < rounds; i++)
		rcu_synchronize();
	return time_counter() - start;
}

static uint64_t bench_yield(uint32_t rounds)
{
	uint64_t start = time_counter();

	for (uint32_t i = 0; i < rounds; i++)
		sched_yield();
	return time_counter() - start;
}

static uint64_t bench_frame(uint32_t rounds)
{
	uint64_t start = time_counter();

	for (uint32_t i = 0; i < rounds; i++) {
		paddr_t pa;

		if (frame_alloc(0, &pa) == 0)
			frame_free(pa);
	}
	return time_counter() - start;
}

static uint64_t bench_heap(uint32_t rounds)
{
	uint64_t start = time_counter();

	for (uint32_t i = 0; i < rounds; i++) {
		void *object = heap_alloc(100);

		heap_free(object);
	}
	return time_counter() - start;
}

static void ignore(struct timer *timer)
{
	(void)timer;
}

static uint64_t bench_timer_set(uint32_t rounds)
{
	struct timer timer;
	uint64_t start;

	timer_init(&timer, ignore);
	start = time_counter();
	for (uint32_t i = 0; i < rounds; i++) {
		timer_set(&timer, time_since_boot_ns() + 1000000000);
		timer_cancel(&timer);
	}
	return time_counter() - start;
}

static uint64_t bench_clock(uint32_t rounds)
{
	uint64_t start = time_counter(), sum = 0;

	for (uint32_t i = 0; i < rounds; i++)
		sum += time_since_boot_ns();
	return sum > 0 ? time_counter() - start : 0; /* or nobody would compute the sum */
}

/* ---- two flows ------------------------------------------------------------------------------ */

static struct context own_flow, other_flow;

static void switch_back(void *unused)
{
	(void)unused;
	for (;;)
		context_switch(&other_flow, &own_flow);
}

/* The bare switch: a round is there and back, so two. */
static uint64_t bench_context_switch(uint32_t rounds)
{
	static uint64_t stack[FLOW_STACK_BYTES / sizeof(uint64_t)] ALIGNED(16);
	irq_state_t irqs = cpu_irq_save();
	uint64_t start;

	context_init(&other_flow, (char *)stack + sizeof(stack), switch_back, NULL);
	start = time_counter();
	for (uint32_t i = 0; i < rounds / 2; i++)
		context_switch(&own_flow, &other_flow);
	start = time_counter() - start;
	cpu_irq_restore(irqs);
	return start;
}

/* Two threads on one processor. */
struct pair {
	uint32_t rounds;
	struct semaphore ping, pong;
	struct mutex mutex;
};

static uint64_t run_pair(uint32_t rounds, void (*other)(void *), void (*own)(struct pair *))
{
	struct cpu_set here = cpu_set_of(sched_here()), all = cpu_set_all();
	struct thread_request request = {.name = "bench", .run = other, .allowed = &here};
	struct pair pair = {.rounds = rounds};
	struct thread *thread;
	uint64_t start, ticks;

	request.argument = &pair;
	request.nice = RUNQUEUE_MIN_NICE; /* so that it runs as soon as it can */
	sched_set_allowed(thread_current(), &here);
	semaphore_init(&pair.ping, 0);
	semaphore_init(&pair.pong, 0);
	mutex_init(&pair.mutex, "bench.pair", LOCK_RANK_TEST_MUTEX_OUTER);
	if (thread_create(&request, &thread))
		return 0;
	start = time_counter();
	own(&pair);
	ticks = time_counter() - start;
	thread_join(thread);
	sched_set_allowed(thread_current(), &all);
	return ticks;
}

static void answer(void *argument)
{
	struct pair *pair = argument;

	for (uint32_t i = 0; i < pair->rounds / 2; i++) {
		semaphore_take(&pair->ping);
		semaphore_give(&pair->pong);
	}
}

static void ask(struct pair *pair)
{
	for (uint32_t i = 0; i < pair->rounds / 2; i++) {
		semaphore_give(&pair->ping);
		semaphore_take(&pair->pong);
	}
}

/* A thread wakes another one and sleeps: wake-up, choice and switch. */
static uint64_t bench_wake_and_switch(uint32_t rounds)
{
	return run_pair(rounds, answer, ask);
}

static void want_mutex(void *argument)
{
	struct pair *pair = argument;

	for (uint32_t i = 0; i < pair->rounds; i++) {
		semaphore_take(&pair->ping);
		mutex_lock(&pair->mutex);
		mutex_unlock(&pair->mutex);
	}
}

static void hold_mutex(struct pair *pair)
{
	for (uint32_t i = 0; i < pair->rounds; i++) {
		mutex_lock(&pair->mutex);
		semaphore_give(&pair->ping); /* the heavy one runs at once, and must wait */
		mutex_unlock(&pair->mutex);
	}
}

/* A round is a wake-up (as wake_and_switch), a lock that waits, and an unlock that hands over. */
static uint64_t bench_mutex_contended(uint32_t rounds)
{
	return run_pair(rounds, want_mutex, hold_mutex);
}

/* ---- threads, timers, work ------------------------------------------------------------------ */

static void do_nothing(void *unused)
{
	(void)unused;
}

static uint64_t bench_thread(uint32_t rounds)
{
	struct thread_request request = {.name = "bench", .run = do_nothing};
	uint64_t start = time_counter();

	for (uint32_t i = 0; i < rounds; i++) {
		struct thread *thread;

		if (thread_create(&request, &thread) == 0)
			thread_join(thread);
	}
	return time_counter() - start;
}

struct fired_timer {
	struct timer timer;
	atomic_bool has_fired;
};

static void note_fire(struct timer *timer)
{
	atomic_store(&CONTAINER_OF(timer, struct fired_timer, timer)->has_fired, true);
}

static uint64_t bench_timer_fire(uint32_t rounds)
{
	struct fired_timer fired;
	uint64_t start;

	timer_init(&fired.timer, note_fire);
	start = time_counter();
	for (uint32_t i = 0; i < rounds; i++) {
		atomic_store(&fired.has_fired, false);
		timer_set(&fired.timer, time_since_boot_ns());
		while (!atomic_load(&fired.has_fired))
			cpu_relax();
	}
	return time_counter() - start;
}

static uint64_t bench_sleep(uint32_t rounds)
{
	uint64_t start = time_counter();

	for (uint32_t i = 0; i < rounds; i++)
		thread_sleep(1);
	return time_counter() - start;
}

static void ignore_work(struct work *work)
{
	(void)work;
}

static uint64_t bench_work(uint32_t rounds)
{
	struct work work;
	uint64_t start;

	work_init(&work, ignore_work);
	start = time_counter();
	for (uint32_t i = 0; i < rounds; i++) {
		work_add(&work_system, &work);
		work_flush(&work_system, &work);
	}
	return time_counter() - start;
}

/* ---- all of them ------------------------------------------------------------------------------
 */

static const struct bench core_benches[] = {
	{"empty_loop", 1000, bench_nothing},
	{"clock", 1000, bench_clock},
	{"spinlock_free", 1000, bench_spinlock},
	{"spinlock_irq_free", 1000, bench_spinlock_irq},
	{"mutex_free", 1000, bench_mutex},
	{"mutex_contended", 1000, bench_mutex_contended},
	{"semaphore_free", 1000, bench_semaphore},
	{"rcu_read", 1000, bench_rcu_read},
	{"rcu_synchronize", 200, bench_rcu_synchronize},
	{"context_switch", 1000, bench_context_switch},
	{"wake_and_switch", 1000, bench_wake_and_switch},
	{"yield_alone", 1000, bench_yield},
	{"thread_create_join", 200, bench_thread},
	{"timer_set_cancel", 1000, bench_timer_set},
	{"timer_set_fire", 200, bench_timer_fire},
	{"sleep_and_wake", 200, bench_sleep},
	{"work_add_flush", 200, bench_work},
	{"frame_alloc_free", 1000, bench_frame},
	{"heap_alloc_free", 1000, bench_heap},
};

int bench_run(const char *group)
{
	if (strcmp(group, "core") != 0) {
		log_error("bench: expected core, found %s", group);
		return 1;
	}
	for (size_t i = 0; i < ARRAY_SIZE(core_benches); i++) {
		const struct bench *bench = &core_benches[i];
		uint64_t ns;

		bench->run(10);
		ns = clock_ns_of_ticks(bench->run(bench->rounds));
		if (ns == 0)
			return 1;
		log_raw("bench: name=%s rounds=%u instructions=%llu\n", bench->name, bench->rounds,
		        (unsigned long long)((ns + bench->rounds / 2) / bench->rounds));
	}
	return 0;
}
