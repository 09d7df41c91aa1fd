/*
 * Run queues and the switch.
 *
 * A processor's run_cpu has one lock, which is held across the switch: the thread that leaves takes
 * it, the thread that comes releases it (finish_switch). So whoever has the lock finds each thread
 * of the queue either running or wholly switched out.
 *
 * Invariants, where "home" is the run_cpu of thread->cpu:
 *   1. thread->cpu, state RUNNABLE, is_queued and the entity change under home's lock only;
 *   2. is_queued threads are in home's run queue; the running one is its current entity;
 *   3. a thread that is RUNNABLE and not queued is somebody's to place: whoever made it so, alone;
 *   4. preemption of a processor is wanted whenever its queue would choose another thread, or the
 *      end of the slice is not set.
 *
 * An idle processor runs its idle thread, which is in no queue.
 */
#include <kernel/task/sched.h>

#include <stdatomic.h>
#include <stddef.h>

#include <kernel/arch/cpu.h>
#include <kernel/arch/irq.h>
#include <kernel/arch/time.h>
#include <kernel/core/clock.h>
#include <kernel/core/interrupt.h>
#include <kernel/core/panic.h>
#include <kernel/core/percpu.h>
#include <kernel/core/preempt.h>
#include <kernel/core/smp.h>
#include <kernel/core/spinlock.h>
#include <kernel/task/rcu.h>
#include <kernel/task/runqueue.h>
#include <kernel/task/thread.h>
#include <kernel/task/timer.h>

struct run_cpu {
	struct spinlock lock;
	struct runqueue queue;        /* L */
	struct thread *previous;      /* L: who is being switched away from */
	uint64_t charged_ns;          /* L: the clock up to which time is charged to somebody */
	struct sched_stats stats;     /* L */
	_Atomic uint32_t nr_runnable; /* written under L: what is in the queue */
	_Atomic bool is_online;       /* set once */
	uint32_t number;              /* I */
	struct thread *idle;          /* I */
};

static PERCPU struct run_cpu run_cpu = {
	.lock = SPINLOCK_INIT("sched.run_queue", LOCK_RANK_RUN_QUEUE),
};
static PERCPU struct thread idle_thread; /* of the processors that did not boot */
static struct thread boot_thread;
static _Atomic uint32_t nr_cpus;

PERCPU struct thread *thread_running;

static void schedule(irq_state_t before);
static void idle_loop(void *unused);

static struct thread *thread_of(struct run_entity *entity)
{
	return entity ? CONTAINER_OF(entity, struct thread, entity) : NULL;
}

static struct run_cpu *cpu_of(uint32_t cpu)
{
	return percpu_ptr_of(run_cpu, cpu);
}

static enum thread_state state_of(const struct thread *thread)
{
	return atomic_load_explicit(&thread->state, memory_order_relaxed);
}

static void set_state(struct thread *thread, enum thread_state state)
{
	atomic_store_explicit(&thread->state, (uint8_t)state, memory_order_relaxed);
}

static uint32_t load_of(const struct run_cpu *cpu)
{
	return atomic_load_explicit(&cpu->nr_runnable, memory_order_relaxed);
}

static void publish_load_locked(struct run_cpu *cpu)
{
	atomic_store_explicit(&cpu->nr_runnable, cpu->queue.nr, memory_order_relaxed);
}

/* Charges the time since the last charge to who has had it. */
static void charge_locked(struct run_cpu *cpu)
{
	uint64_t now_ns = time_since_boot_ns(), ns;

	if (now_ns <= cpu->charged_ns)
		return;
	ns = now_ns - cpu->charged_ns;
	cpu->charged_ns = now_ns;
	if (cpu->queue.current) {
		thread_of(cpu->queue.current)->runtime_ns += ns;
		runqueue_charge(&cpu->queue, ns);
	} else {
		cpu->stats.idle_ns += ns;
	}
}

/* Makes the processor come to its scheduler as soon as preemption is allowed. */
static void want(struct run_cpu *cpu)
{
	if (cpu->number == percpu_id())
		preempt_want();
	else
		irq_send(cpu->number, IRQ_IPI_SCHEDULE);
}

static void add_locked(struct run_cpu *cpu, struct thread *thread)
{
	charge_locked(cpu);
	runqueue_add(&cpu->queue, &thread->entity);
	thread->is_queued = true;
	publish_load_locked(cpu);
	if (cpu->queue.nr == 2 || runqueue_wants_switch(&cpu->queue))
		want(cpu);
}

static void remove_locked(struct run_cpu *cpu, struct thread *thread)
{
	runqueue_remove(&cpu->queue, &thread->entity);
	thread->is_queued = false;
	publish_load_locked(cpu);
}

/* Locks the run queue of the thread's processor. */
static struct run_cpu *lock_home(const struct thread *thread, irq_state_t *before) UNCHECKED_LOCKS
{
	for (;;) {
		uint32_t number = atomic_load_explicit(&thread->cpu, memory_order_relaxed);
		struct run_cpu *cpu = cpu_of(number);

		*before = spin_lock_irq(&cpu->lock);
		if (atomic_load_explicit(&thread->cpu, memory_order_relaxed) == number)
			return cpu;
		spin_unlock_irq(&cpu->lock, *before);
	}
}

static bool may_run_on(const struct thread *thread, const struct run_cpu *cpu)
{
	return cpu_set_has(&thread->allowed, cpu->number) &&
	       atomic_load_explicit(&cpu->is_online, memory_order_acquire);
}

/* The processor where the thread should wait: an idle one, best where it was last, because its data
 * may still be in the caches there; else the least loaded, where it was or here. */
static struct run_cpu *best_cpu(const struct thread *thread)
{
	struct run_cpu *home = cpu_of(atomic_load_explicit(&thread->cpu, memory_order_relaxed));
	struct run_cpu *best = NULL;
	uint32_t nr = sched_nr_cpus();

	if (may_run_on(thread, home)) {
		if (load_of(home) == 0)
			return home;
		best = home;
	}
	for (uint32_t i = 0; i < nr; i++) {
		struct run_cpu *cpu = cpu_of(i);

		if (!may_run_on(thread, cpu))
			continue;
		if (load_of(cpu) == 0)
			return cpu;
		if (!best || (i == percpu_id() && load_of(cpu) < load_of(best)))
			best = cpu;
	}
	ASSERT(best);
	return best;
}

/* Puts a thread that is the caller's to place into a queue. Takes over home's lock. */
static void place_unlock(struct run_cpu *home, irq_state_t before,
                         struct thread *thread) UNCHECKED_LOCKS
{
	struct run_cpu *cpu = best_cpu(thread);

	while (cpu != home) {
		atomic_store_explicit(&thread->cpu, cpu->number, memory_order_relaxed);
		spin_unlock(&home->lock);
		home = cpu;
		spin_lock(&home->lock);
		if (!may_run_on(thread, home))
			cpu = best_cpu(thread);
	}
	add_locked(home, thread);
	spin_unlock_irq(&home->lock, before);
}

/* The first thing that happens behind a switch, on the stack of who comes. */
static void finish_switch(irq_state_t before) UNCHECKED_LOCKS
{
	struct run_cpu *cpu = percpu_ptr(run_cpu);
	struct thread *previous = cpu->previous;
	enum thread_state state = state_of(previous);

	if (state == THREAD_RUNNABLE && !previous->is_queued && previous != cpu->idle) {
		place_unlock(cpu, before, previous); /* it may not run here any more */
		return;
	}
	spin_unlock_irq(&cpu->lock, before);
	if (state == THREAD_EXITED)
		completion_signal(&previous->exited);
}

/* Sets the end of the running thread's slice, if anybody waits for it. */
static void set_slice_end_locked(struct run_cpu *cpu)
{
	if (cpu->queue.current && cpu->queue.nr > 1)
		timer_set_slice_end(cpu->charged_ns + runqueue_left_ns(&cpu->queue));
	else
		timer_set_slice_end(TIMER_NEVER);
}

/* Lets whoever should run do so. Interrupts are off; `before` says what they are to be when the
 * caller goes on. */
static void schedule(irq_state_t before) UNCHECKED_LOCKS
{
	struct run_cpu *cpu = percpu_ptr(run_cpu);
	struct thread *previous = percpu_read(thread_running), *next;

	rcu_quiescent();
	spin_lock(&cpu->lock);
	charge_locked(cpu);
	if (previous->is_queued &&
	    (state_of(previous) != THREAD_RUNNABLE || !may_run_on(previous, cpu)))
		remove_locked(cpu, previous);
	next = thread_of(runqueue_pick(&cpu->queue));
	if (!next)
		next = cpu->idle;
	preempt_unwant();
	set_slice_end_locked(cpu);
	if (next == previous) {
		spin_unlock_irq(&cpu->lock, before);
		return;
	}
	cpu->stats.nr_switches++;
	cpu->previous = previous;
	percpu_write(thread_running, next);
	context_switch(&previous->context, &next->context);
	finish_switch(before);
}

/* What preemption does (core/preempt.h). A wish that comes up behind the switch is met, too. */
static void preempted(void)
{
	do {
		percpu_ptr(run_cpu)->stats.nr_preemptions++;
		schedule(0);
	} while (percpu_read(preempt_word) == 0);
}

/* Where each thread begins. */
static void begin(void *argument)
{
	struct thread *thread = argument;

	preempt_disable();
	finish_switch(0);
	cpu_irq_on();
	preempt_enable();
	thread->run(thread->argument);
	thread_exit();
}

void sched_add(struct thread *thread) UNCHECKED_LOCKS
{
	irq_state_t before;
	struct run_cpu *cpu;

	context_init(&thread->context, thread->stack_end, begin, thread);
	cpu = lock_home(thread, &before);
	place_unlock(cpu, before, thread);
}

void sched_yield(void)
{
	lock_check_may_sleep("sched_yield");
	schedule(cpu_irq_save());
}

void sched_prepare_to_block(void)
{
	set_state(thread_current(), THREAD_BLOCKED);
}

void sched_block(void)
{
	lock_check_may_sleep("sched_block");
	schedule(cpu_irq_save());
}

void sched_wake(struct thread *thread) UNCHECKED_LOCKS
{
	irq_state_t before;
	struct run_cpu *cpu = lock_home(thread, &before);

	if (state_of(thread) != THREAD_BLOCKED) {
		spin_unlock_irq(&cpu->lock, before);
		return;
	}
	set_state(thread, THREAD_RUNNABLE);
	if (thread->is_queued) /* it has not gone yet */
		spin_unlock_irq(&cpu->lock, before);
	else
		place_unlock(cpu, before, thread);
}

void sched_exit(void)
{
	lock_check_may_sleep("sched_exit");
	set_state(thread_current(), THREAD_EXITED);
	schedule(cpu_irq_save());
	panic("sched: a thread that has exited was switched to");
}

static void set_weight_locked(struct run_cpu *cpu, struct thread *thread, uint32_t weight)
{
	charge_locked(cpu);
	if (thread->is_queued)
		runqueue_set_weight(&cpu->queue, &thread->entity, weight);
	else
		run_entity_set_weight(&thread->entity, weight);
	if (runqueue_wants_switch(&cpu->queue))
		want(cpu);
}

void sched_set_nice(struct thread *thread, int nice) UNCHECKED_LOCKS
{
	irq_state_t before;
	struct run_cpu *cpu = lock_home(thread, &before);

	thread->own_weight = run_weight_of_nice(nice);
	set_weight_locked(cpu, thread, thread->own_weight);
	spin_unlock_irq(&cpu->lock, before);
}

void sched_lend_weight(struct thread *thread, uint32_t weight) UNCHECKED_LOCKS
{
	irq_state_t before;
	struct run_cpu *cpu = lock_home(thread, &before);

	if (weight > thread->entity.weight) {
		thread->has_loan = true;
		set_weight_locked(cpu, thread, weight);
	}
	spin_unlock_irq(&cpu->lock, before);
}

void sched_return_weight(void) UNCHECKED_LOCKS
{
	struct thread *thread = thread_current();
	irq_state_t before;
	struct run_cpu *cpu = lock_home(thread, &before);

	thread->has_loan = false;
	set_weight_locked(cpu, thread, thread->own_weight);
	spin_unlock_irq(&cpu->lock, before);
}

uint32_t sched_weight(const struct thread *thread) UNCHECKED_LOCKS
{
	irq_state_t before;
	struct run_cpu *cpu = lock_home(thread, &before);
	uint32_t weight = thread->entity.weight;

	spin_unlock_irq(&cpu->lock, before);
	return weight;
}

void sched_set_allowed(struct thread *thread, const struct cpu_set *allowed) UNCHECKED_LOCKS
{
	irq_state_t before;
	struct run_cpu *cpu = lock_home(thread, &before);

	thread->allowed = *allowed;
	if (may_run_on(thread, cpu) || !thread->is_queued) {
		spin_unlock_irq(&cpu->lock, before);
	} else if (&thread->entity == cpu->queue.current) {
		want(cpu); /* its scheduler sends it on */
		spin_unlock_irq(&cpu->lock, before);
	} else {
		remove_locked(cpu, thread);
		place_unlock(cpu, before, thread);
	}
}

uint64_t sched_runtime_ns(struct thread *thread) UNCHECKED_LOCKS
{
	irq_state_t before;
	struct run_cpu *cpu = lock_home(thread, &before);
	uint64_t runtime_ns;

	charge_locked(cpu);
	runtime_ns = thread->runtime_ns;
	spin_unlock_irq(&cpu->lock, before);
	return runtime_ns;
}

void sched_kick(uint32_t cpu)
{
	irq_state_t before = cpu_irq_save();

	preempt_disable();
	want(cpu_of(cpu));
	cpu_irq_restore(before);
	preempt_enable();
}

void sched_slice_end(void)
{
	preempt_want();
}

uint32_t sched_here(void)
{
	return percpu_read_anywhere(percpu_own_number);
}

uint32_t sched_nr_cpus(void)
{
	return atomic_load_explicit(&nr_cpus, memory_order_acquire);
}

bool sched_is_online(uint32_t cpu)
{
	return cpu < sched_nr_cpus() &&
	       atomic_load_explicit(&cpu_of(cpu)->is_online, memory_order_acquire);
}

void sched_count(uint32_t cpu, struct sched_stats *out)
{
	struct run_cpu *from = cpu_of(cpu);
	irq_state_t before = spin_lock_irq(&from->lock);

	charge_locked(from);
	*out = from->stats;
	out->nr_runnable = from->queue.nr;
	spin_unlock_irq(&from->lock, before);
}

/* The busiest other processor that has somebody waiting; or null. */
static struct run_cpu *busiest_cpu(const struct run_cpu *own)
{
	struct run_cpu *busiest = NULL;
	uint32_t nr = sched_nr_cpus();

	for (uint32_t i = 0; i < nr; i++) {
		struct run_cpu *cpu = cpu_of(i);

		if (cpu == own || !sched_is_online(i) || load_of(cpu) < 2)
			continue;
		if (!busiest || load_of(cpu) > load_of(busiest))
			busiest = cpu;
	}
	return busiest;
}

/* Takes a waiting thread from the busiest processor over to this one, if there is one. */
static void steal(struct run_cpu *own) UNCHECKED_LOCKS
{
	struct run_cpu *victim = busiest_cpu(own);
	struct run_entity *entity;
	irq_state_t before;

	if (!victim)
		return;
	before = spin_lock_irq(&victim->lock);
	entity = runqueue_first_waiting(&victim->queue);
	while (entity && !may_run_on(thread_of(entity), own))
		entity = runqueue_next_waiting(entity);
	if (!entity) {
		spin_unlock_irq(&victim->lock, before);
		return;
	}
	charge_locked(victim);
	remove_locked(victim, thread_of(entity));
	atomic_store_explicit(&thread_of(entity)->cpu, own->number, memory_order_relaxed);
	spin_unlock(&victim->lock);
	spin_lock(&own->lock);
	own->stats.nr_steals++;
	place_unlock(own, before, thread_of(entity));
}

/* A machine whose timer we cannot use yet looks at the clock instead. */
static void wait_for_interrupt(void)
{
	if (timer_is_there())
		cpu_wait();
	else
		timer_interrupt();
}

/* What a processor does with nothing to do. What makes work for it also interrupts it. */
static void idle_loop(void *unused)
{
	struct run_cpu *cpu = percpu_ptr(run_cpu);

	(void)unused;
	for (;;) {
		irq_state_t before;

		if (load_of(cpu) == 0)
			steal(cpu);
		before = cpu_irq_save();
		if (load_of(cpu) == 0)
			wait_for_interrupt();
		schedule(before);
	}
}

/* This processor's queue, with the idle thread that it will have. */
static struct run_cpu *start_cpu(struct thread *idle)
{
	struct run_cpu *cpu = percpu_ptr(run_cpu);
	uint32_t nr = sched_nr_cpus();

	cpu->number = percpu_id();
	cpu->idle = idle;
	cpu->charged_ns = time_since_boot_ns();
	runqueue_init(&cpu->queue);
	/* Pairs with the acquire in may_run_on: whoever sees it online finds it set up. */
	atomic_store_explicit(&cpu->is_online, true, memory_order_release);
	while (nr < cpu->number + 1 &&
	       !atomic_compare_exchange_weak_explicit(&nr_cpus, &nr, cpu->number + 1,
	                                              memory_order_release, memory_order_relaxed))
		continue;
	return cpu;
}

void sched_start(void)
{
	struct cpu_set own = cpu_set_of(percpu_id());
	struct thread_request request = {.name = "idle/0", .run = idle_loop, .allowed = &own};
	irq_state_t before = cpu_irq_save();
	struct run_cpu *cpu;
	struct thread *idle;

	thread_init();
	if (thread_alloc(&request, &idle))
		panic("sched: expected memory for a thread, found none");
	context_init(&idle->context, idle->stack_end, begin, idle);
	thread_adopt(&boot_thread, "main", percpu_id());
	cpu = start_cpu(idle);
	percpu_write(thread_running, &boot_thread);
	runqueue_add(&cpu->queue, &boot_thread.entity);
	runqueue_pick(&cpu->queue);
	boot_thread.is_queued = true;
	publish_load_locked(cpu);
	preempt_set_hook(preempted);
	irq_set_timer_hook(timer_interrupt);
	irq_set_schedule_hook(preempt_want);
	smp_set_main(sched_run_idle);
	cpu_irq_restore(before);
}

void sched_run_idle(void)
{
	struct thread *idle = percpu_ptr(idle_thread);

	thread_adopt(idle, "idle", percpu_id());
	percpu_write(thread_running, idle);
	start_cpu(idle);
	cpu_irq_on();
	idle_loop(NULL);
	panic("sched: the idle loop has ended");
}
