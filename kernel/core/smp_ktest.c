/* Processors together; with one processor the calls are plain ones. The boot tests run these with
 * 1, 2 and 4. */
#include <kernel/core/smp.h>

#include <stdatomic.h>

#include <kernel/arch/boot.h>
#include <kernel/arch/irq.h>
#include <kernel/arch/time.h>
#include <kernel/core/clock.h>
#include <kernel/core/interrupt.h>
#include <kernel/core/spinlock.h>
#include <kernel/core/test.h>

enum {
	NR_ROUNDS = 200,
	NR_ADDITIONS = 500,
};

#define TIMEOUT_NS 60000000000ull

static struct spinlock sum_lock = SPINLOCK_INIT("test.sum", LOCK_RANK_TEST_INNER);
static uint64_t sum; /* sum_lock */
static PERCPU uint64_t nr_calls;
static PERCPU _Atomic uint32_t nr_fired;
static PERCPU _Atomic uint32_t nr_wishes;

static void count_call(void *argument)
{
	*percpu_ptr(nr_calls) += *(uint64_t *)argument;
}

TEST(smp_calls_reach_everybody_once)
{
	uint64_t one = 1;
	struct cpu_set set;

	smp_all(&set);
	for (uint32_t cpu = 0; cpu < smp_count(); cpu++)
		*percpu_ptr_of(nr_calls, cpu) = 0;
	for (int i = 0; i < NR_ROUNDS; i++)
		smp_call(&set, count_call, &one);
	smp_others(&set);
	smp_call(&set, count_call, &one);
	for (uint32_t cpu = 0; cpu < smp_count(); cpu++)
		EXPECT(*percpu_ptr_of(nr_calls, cpu) == NR_ROUNDS + (cpu != percpu_id()));
}

static void note_number(void *argument)
{
	uint32_t *numbers = argument;

	numbers[percpu_id()] = percpu_id() + 1;
}

TEST(smp_numbers_have_no_gaps)
{
	static uint32_t numbers[MAX_CPUS];
	struct cpu_set set;

	smp_all(&set);
	smp_call(&set, note_number, numbers);
	for (uint32_t cpu = 0; cpu < MAX_CPUS; cpu++)
		EXPECT(numbers[cpu] == (cpu < smp_count() ? cpu + 1 : 0));
}

static void add_much(void *argument)
{
	(void)argument;
	for (int i = 0; i < NR_ADDITIONS; i++) {
		irq_state_t before = spin_lock_irq(&sum_lock);

		sum++;
		spin_unlock_irq(&sum_lock, before);
	}
}

TEST(spinlock_keeps_processors_apart)
{
	struct cpu_set set;

	sum = 0;
	smp_all(&set);
	smp_call(&set, add_much, NULL);
	EXPECT(sum == (uint64_t)NR_ADDITIONS * smp_count());
}

/* Two processors that call each other at the same time must not wait for ever. */
static void call_back(void *argument)
{
	uint64_t one = 1;
	struct cpu_set set = {0};

	(void)argument;
	cpu_set_add(&set, percpu_id());
	smp_call(&set, count_call, &one); /* to oneself, out of a call */
}

TEST(smp_call_to_oneself_inside_a_call)
{
	struct cpu_set set;

	smp_all(&set);
	for (uint32_t cpu = 0; cpu < smp_count(); cpu++)
		*percpu_ptr_of(nr_calls, cpu) = 0;
	smp_call(&set, call_back, NULL);
	for (uint32_t cpu = 0; cpu < smp_count(); cpu++)
		EXPECT(*percpu_ptr_of(nr_calls, cpu) == 1);
}

TEST(smp_flush_collects_many_ranges)
{
	struct smp_flush batch = {0};

	for (uintptr_t i = 0; i < 3 * ARRAY_SIZE(batch.ranges); i++)
		smp_flush_add(&batch, i << 20, 4096);
	EXPECT(batch.nr_ranges == ARRAY_SIZE(batch.ranges));
	smp_flush_all(&batch);
	EXPECT(batch.nr_ranges == 0);
}

static bool wait_for(_Atomic uint32_t *count, uint32_t wanted)
{
	uint64_t start_ns = time_since_boot_ns();

	while (atomic_load_explicit(count, memory_order_relaxed) < wanted) {
		if (time_since_boot_ns() - start_ns > TIMEOUT_NS)
			return false;
		cpu_relax();
	}
	return true;
}

static void note_timer(void)
{
	atomic_fetch_add_explicit(percpu_ptr(nr_fired), 1, memory_order_relaxed);
}

static void arm_soon(void *argument)
{
	atomic_store_explicit(percpu_ptr(nr_fired), 0, memory_order_relaxed);
	timer_arm(time_counter() + clock_ticks_of_ns(*(uint64_t *)argument));
}

TEST(timer_fires_once_on_each_processor)
{
	void (*before)(void) = irq_set_timer_hook(note_timer);
	uint64_t soon_ns = 1000000;
	struct cpu_set set;

	smp_all(&set);
	if (timer_is_there()) {
		smp_call(&set, arm_soon, &soon_ns);
		for (uint32_t cpu = 0; cpu < smp_count(); cpu++)
			EXPECT(wait_for(percpu_ptr_of(nr_fired, cpu), 1));
		soon_ns = 0; /* in the past already: fires at once */
		smp_call(&set, arm_soon, &soon_ns);
		for (uint32_t cpu = 0; cpu < smp_count(); cpu++)
			EXPECT(wait_for(percpu_ptr_of(nr_fired, cpu), 1));
	}
	irq_set_timer_hook(before);
}

TEST(timer_disarmed_does_not_fire)
{
	void (*before)(void) = irq_set_timer_hook(note_timer);
	uint64_t later_ns = 5000000, start_ns;
	irq_state_t irqs = cpu_irq_save();

	arm_soon(&later_ns);
	timer_disarm();
	cpu_irq_restore(irqs);
	start_ns = time_since_boot_ns();
	while (time_since_boot_ns() - start_ns < 2 * later_ns)
		cpu_relax();
	EXPECT(atomic_load_explicit(percpu_ptr(nr_fired), memory_order_relaxed) == 0);
	irq_set_timer_hook(before);
}

static void note_wish(void)
{
	EXPECT(preempt_in_irq());
	atomic_fetch_add_explicit(percpu_ptr(nr_wishes), 1, memory_order_relaxed);
}

TEST(schedule_interrupts_reach_each_processor)
{
	void (*before)(void) = irq_set_schedule_hook(note_wish);

	for (uint32_t cpu = 0; timer_is_there() && cpu < smp_count(); cpu++) {
		irq_send(cpu, IRQ_IPI_SCHEDULE);
		EXPECT(wait_for(percpu_ptr_of(nr_wishes, cpu), 1));
		atomic_store_explicit(percpu_ptr_of(nr_wishes, cpu), 0, memory_order_relaxed);
	}
	EXPECT(!preempt_in_irq());
	irq_set_schedule_hook(before);
}
