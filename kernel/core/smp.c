/*
 * Cross-calls and stopping.
 *
 * One cross-call runs at a time: the caller that has smp.lock fills in smp.call, marks each
 * target's `asked` word and interrupts it; each target runs the function, clears its word and
 * counts down. Everybody who waits here, for the lock or for the count, answers calls meanwhile, so
 * two callers with interrupts off cannot wait for each other. A target that does not answer for
 * stuck_ns is stuck with interrupts off: that is a panic which names it, and which has it print
 * where it is.
 */
#include <kernel/core/smp.h>

#include <stdatomic.h>

#include <kernel/arch/boot.h>
#include <kernel/arch/cpu.h>
#include <kernel/arch/irq.h>
#include <kernel/arch/mmu.h>
#include <kernel/arch/smp.h>
#include <kernel/arch/time.h>
#include <kernel/core/clock.h>
#include <kernel/core/cmdline.h>
#include <kernel/core/lock_debug.h>
#include <kernel/core/log.h>
#include <kernel/core/panic.h>
#include <kernel/core/spinlock.h>

/* Limits that only a broken processor reaches: an emulated one may not run for seconds at a time,
 * where its host is busy. */
#define ARRIVE_NS  10000000000ull
#define STOP_NS    10000000000ull
#define STUCK_S    60
#define STOP_POLLS 100000000 /* where the clock does not run */
#define NOBODY     UINT32_MAX

enum asked { ASKED_NOTHING, ASKED, ASKED_AND_RUNNING };

struct call {
	void (*function)(void *argument);
	void *argument;
	_Atomic uint32_t nr_left; /* targets that have not finished */
};

static struct spinlock call_lock = SPINLOCK_INIT("smp.call", LOCK_RANK_SMP_CALL);
static struct call call;                    /* call_lock; targets read it while asked */
static PERCPU _Atomic uint32_t asked;       /* enum asked: what this processor does for `call` */
static _Atomic uint32_t nr_running = 1;     /* numbers [0, nr_running) run */
static _Atomic uint32_t panicking = NOBODY; /* the processor that reports */
static _Atomic uint32_t stopping = NOBODY;  /* the processor that shall report itself and stop */
static void (*processor_main)(void);        /* written at boot */
static uint64_t stuck_ns = STUCK_S * 1000000000ull; /* written at boot */

uint32_t smp_count(void)
{
	/* Pairs with the release in smp_processor_main: what the processor set up is visible. */
	return atomic_load_explicit(&nr_running, memory_order_acquire);
}

void smp_all(struct cpu_set *out)
{
	*out = (struct cpu_set){0};
	for (uint32_t cpu = 0; cpu < smp_count(); cpu++)
		cpu_set_add(out, cpu);
}

void smp_others(struct cpu_set *out)
{
	smp_all(out);
	cpu_set_remove(out, percpu_id());
}

/* The command line may say stuck-seconds=N, for those who look for a deadlock. */
static void set_stuck_limit(void)
{
	uint64_t seconds;

	if (cmdline_number(boot_info()->cmdline, "stuck-seconds", &seconds) < 0 ||
	    seconds > UINT32_MAX)
		seconds = STUCK_S;
	stuck_ns = seconds * 1000000000;
}

void smp_set_main(void (*main)(void))
{
	processor_main = main;
	set_stuck_limit();
}

bool smp_wait_for(uint32_t cpu)
{
	uint64_t start = time_counter();

	while (smp_count() <= cpu) {
		if (clock_ns_of_ticks(time_counter() - start) > ARRIVE_NS)
			return false;
		cpu_relax();
	}
	return true;
}

void smp_processor_main(void)
{
	/* Processors start one at a time, in the order of their numbers. Pairs with smp_count. */
	atomic_store_explicit(&nr_running, percpu_id() + 1, memory_order_release);
	if (processor_main)
		processor_main();
	for (;;)
		cpu_wait();
}

/* ---- calls ----------------------------------------------------------------------------------- */

void smp_answer_call(void)
{
	irq_state_t before = cpu_irq_save();

	/* Acquire, pairs with the release in ask: the call is filled in. */
	if (atomic_load_explicit(percpu_ptr(asked), memory_order_acquire) == ASKED) {
		atomic_store_explicit(percpu_ptr(asked), ASKED_AND_RUNNING, memory_order_relaxed);
		call.function(call.argument);
		atomic_store_explicit(percpu_ptr(asked), ASKED_NOTHING, memory_order_relaxed);
		/* Pairs with the acquire in wait_for_targets: what the function did is visible. */
		atomic_fetch_sub_explicit(&call.nr_left, 1, memory_order_release);
	}
	cpu_irq_restore(before);
}

/* A processor that waits for the lock must answer the call of its holder. */
static void lock_call(void) ACQUIRES(call_lock) UNCHECKED_LOCKS
{
	while (!spin_try_lock(&call_lock)) {
		smp_answer_call();
		cpu_relax();
	}
}

static void ask(const struct cpu_set *set)
{
	uint32_t me = percpu_id();

	for (uint32_t cpu = 0; cpu < smp_count(); cpu++) {
		if (cpu == me || !cpu_set_has(set, cpu))
			continue;
		atomic_store_explicit(percpu_ptr_of(asked, cpu), ASKED, memory_order_release);
		irq_send(cpu, IRQ_IPI_CALL);
	}
}

static uint32_t first_silent(const struct cpu_set *set)
{
	for (uint32_t cpu = 0; cpu < smp_count(); cpu++)
		if (cpu_set_has(set, cpu) &&
		    atomic_load_explicit(percpu_ptr_of(asked, cpu), memory_order_relaxed) !=
		            ASKED_NOTHING)
			return cpu;
	return NOBODY;
}

static void wait_for_targets(const struct cpu_set *set)
{
	uint64_t start_ns = time_since_boot_ns();

	while (atomic_load_explicit(&call.nr_left, memory_order_acquire) > 0) {
		cpu_relax();
		if (time_since_boot_ns() - start_ns < stuck_ns)
			continue;
		panic("smp: processor %d has not answered for %llu s: it is stuck with interrupts "
		      "off, or in a call",
		      (int)first_silent(set), (unsigned long long)(stuck_ns / 1000000000));
	}
}

static void call_here(const struct cpu_set *set, void (*function)(void *argument), void *argument)
{
	if (cpu_set_has(set, percpu_id()))
		function(argument);
}

static void call_others(const struct cpu_set *set, uint32_t nr_targets,
                        void (*function)(void *argument), void *argument)
{
	lock_check_released("what comes before smp_call", 0);
	lock_call();
	call.function = function;
	call.argument = argument;
	atomic_store_explicit(&call.nr_left, nr_targets, memory_order_relaxed);
	ask(set);
	call_here(set, function, argument);
	wait_for_targets(set);
	spin_unlock(&call_lock);
}

void smp_call(const struct cpu_set *set, void (*function)(void *argument), void *argument)
{
	irq_state_t before;
	uint32_t nr_targets = 0;

	before = cpu_irq_save(); /* stay on this processor, so that "others" does not change */
	for (uint32_t cpu = 0; cpu < smp_count(); cpu++)
		nr_targets += cpu != percpu_id() && cpu_set_has(set, cpu);
	if (nr_targets > 0)
		call_others(set, nr_targets, function, argument);
	else
		call_here(set, function, argument);
	cpu_irq_restore(before);
}

void smp_flush_add(struct smp_flush *batch, uintptr_t va, uint64_t bytes)
{
	uint32_t i = batch->nr_ranges++;

	if (i >= ARRAY_SIZE(batch->ranges)) {
		/* Too many to remember: the last one grows over all. */
		i = ARRAY_SIZE(batch->ranges) - 1;
		batch->nr_ranges = ARRAY_SIZE(batch->ranges);
		va = 0;
		bytes = UINT64_MAX;
	}
	batch->ranges[i].va = va;
	batch->ranges[i].bytes = bytes;
}

static void flush_here(void *argument)
{
	const struct smp_flush *batch = argument;

	for (uint32_t i = 0; i < batch->nr_ranges; i++)
		mmu_flush(batch->ranges[i].va, batch->ranges[i].bytes);
}

void smp_flush_all(struct smp_flush *batch)
{
	struct cpu_set all;

	if (batch->nr_ranges == 0)
		return;
	smp_all(&all);
	smp_call(&all, flush_here, batch);
	batch->nr_ranges = 0;
}

/* ---- panics ---------------------------------------------------------------------------------- */

bool smp_begin_panic(void)
{
	uint32_t nobody = NOBODY;

	return atomic_compare_exchange_strong_explicit(&panicking, &nobody, percpu_id(),
	                                               memory_order_relaxed,
	                                               memory_order_relaxed) ||
	       nobody == percpu_id();
}

/* Waits until the processor has reported itself, with a bound. */
static bool wait_for_stop(void)
{
	uint64_t start = time_counter();

	for (uint32_t polls = 0; polls < STOP_POLLS; polls++) {
		if (atomic_load_explicit(&stopping, memory_order_acquire) == NOBODY)
			return true;
		if (clock_ns_of_ticks(time_counter() - start) > STOP_NS)
			return false;
		cpu_relax();
	}
	return false;
}

void smp_stop_others(void)
{
	uint32_t me = percpu_id();

	for (uint32_t cpu = 0; cpu < smp_count(); cpu++) {
		if (cpu == me)
			continue;
		log_raw("processor %u:\n", cpu);
		atomic_store_explicit(&stopping, cpu, memory_order_release);
		irq_send_stop(cpu);
		if (!wait_for_stop())
			log_raw("  does not answer\n");
	}
	atomic_store_explicit(&stopping, NOBODY, memory_order_relaxed);
}

void smp_stop_here(void (*report)(const void *context), const void *context)
{
	if (atomic_load_explicit(&stopping, memory_order_acquire) != percpu_id())
		return;
	report(context);
	lock_print_held(percpu_id());
	atomic_store_explicit(&stopping, NOBODY, memory_order_release);
	cpu_halt();
}
