/*
 * One heap and one lock for each processor. The one-shot interrupt is set again only when something
 * earlier comes up; what is taken back leaves it as it is, and it then finds nothing to do, which
 * costs less than setting it each time.
 *
 * timer_cancel must know whether the function runs: the processor notes whose does, under its lock.
 */
#include <kernel/task/timer.h>

#include <stddef.h>

#include <kernel/arch/cpu.h>
#include <kernel/arch/time.h>
#include <kernel/core/clock.h>
#include <kernel/core/percpu.h>
#include <kernel/core/spinlock.h>
#include <kernel/task/sched.h>
#include <lib/base/compiler.h>
#include <lib/base/math.h>

struct timer_cpu {
	struct spinlock lock;
	struct heap heap;      /* L */
	struct timer *firing;  /* L: its function runs now */
	uint64_t slice_end_ns; /* this processor with interrupts off */
	uint64_t armed_ns;     /* the same: when the interrupt comes at the latest */
};

static bool is_earlier(const struct heap_node *a, const struct heap_node *b);

static PERCPU struct timer_cpu timer_cpu = {
	.lock = SPINLOCK_INIT("timer.heap", LOCK_RANK_TIMER),
	.heap = {.less = is_earlier},
	.slice_end_ns = TIMER_NEVER,
	.armed_ns = TIMER_NEVER,
};

static struct timer *timer_of(const struct heap_node *node)
{
	return CONTAINER_OF(node, struct timer, node);
}

static bool is_earlier(const struct heap_node *a, const struct heap_node *b)
{
	return timer_of(a)->deadline_ns < timer_of(b)->deadline_ns;
}

/* Sees that the interrupt comes by then. One that is overdue may have been lost to a test that uses
 * the machine's timer itself, so nobody relies on it. This processor, interrupts off. */
static void arm(struct timer_cpu *cpu, uint64_t deadline_ns)
{
	if (deadline_ns == TIMER_NEVER)
		return;
	if (deadline_ns >= cpu->armed_ns && cpu->armed_ns > time_since_boot_ns())
		return;
	cpu->armed_ns = deadline_ns;
	timer_arm(clock_ticks_of_ns(deadline_ns) + 1);
}

void timer_init(struct timer *timer, void (*fire)(struct timer *timer))
{
	*timer = (struct timer){.fire = fire};
}

/* Locks the heap that the timer is in, or was in last. */
static struct timer_cpu *lock_heap_of(const struct timer *timer, irq_state_t *irqs) UNCHECKED_LOCKS
{
	for (;;) {
		uint32_t number = atomic_load_explicit(&timer->cpu, memory_order_relaxed);
		struct timer_cpu *cpu = percpu_ptr_of(timer_cpu, number);

		*irqs = spin_lock_irq(&cpu->lock);
		if (atomic_load_explicit(&timer->cpu, memory_order_relaxed) == number)
			return cpu;
		spin_unlock_irq(&cpu->lock, *irqs);
	}
}

static bool take_out_locked(struct timer_cpu *cpu, struct timer *timer)
{
	bool was_set = timer->is_set;

	if (was_set)
		heap_remove(&cpu->heap, &timer->node);
	timer->is_set = false;
	return was_set;
}

void timer_set(struct timer *timer, uint64_t deadline_ns) UNCHECKED_LOCKS
{
	irq_state_t irqs;
	struct timer_cpu *cpu = lock_heap_of(timer, &irqs), *own = percpu_ptr(timer_cpu);

	take_out_locked(cpu, timer);
	if (cpu != own) {
		atomic_store_explicit(&timer->cpu, percpu_id(), memory_order_relaxed);
		spin_unlock(&cpu->lock);
		spin_lock(&own->lock);
	}
	timer->deadline_ns = deadline_ns;
	timer->is_set = true;
	heap_add(&own->heap, &timer->node);
	arm(own, deadline_ns);
	spin_unlock_irq(&own->lock, irqs);
}

bool timer_cancel(struct timer *timer) UNCHECKED_LOCKS
{
	bool was_set = false;

	for (;;) {
		irq_state_t irqs;
		struct timer_cpu *cpu = lock_heap_of(timer, &irqs);
		bool is_firing = cpu->firing == timer;

		was_set |= take_out_locked(cpu, timer);
		spin_unlock_irq(&cpu->lock, irqs);
		if (!is_firing)
			return was_set;
		cpu_relax();
	}
}

void timer_set_slice_end(uint64_t deadline_ns)
{
	struct timer_cpu *cpu = percpu_ptr(timer_cpu);

	cpu->slice_end_ns = deadline_ns;
	arm(cpu, deadline_ns);
}

/* Fires what is due; returns when the next is. */
static uint64_t fire_due(struct timer_cpu *cpu)
{
	irq_state_t irqs = spin_lock_irq(&cpu->lock);
	uint64_t next_ns = TIMER_NEVER;

	while (heap_first(&cpu->heap)) {
		struct timer *timer = timer_of(heap_first(&cpu->heap));

		if (timer->deadline_ns > time_since_boot_ns()) {
			next_ns = timer->deadline_ns;
			break;
		}
		take_out_locked(cpu, timer);
		cpu->firing = timer;
		spin_unlock_irq(&cpu->lock, irqs);
		timer->fire(timer);
		irqs = spin_lock_irq(&cpu->lock);
		cpu->firing = NULL;
	}
	spin_unlock_irq(&cpu->lock, irqs);
	return next_ns;
}

void timer_interrupt(void)
{
	struct timer_cpu *cpu = percpu_ptr(timer_cpu);
	uint64_t next_ns;

	cpu->armed_ns = TIMER_NEVER;
	next_ns = fire_due(cpu);
	if (cpu->slice_end_ns <= time_since_boot_ns()) {
		cpu->slice_end_ns = TIMER_NEVER;
		sched_slice_end();
	}
	arm(cpu, min_u64(next_ns, cpu->slice_end_ns));
}
