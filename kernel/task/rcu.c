/*
 * Each processor counts its quiescent states. A grace period looks at all counts, sends all
 * processors to their schedulers, and is over when each count has changed.
 *
 * Why that is enough: a reader that began before its processor's count changed had ended when it
 * changed, for readers cannot be preempted. One that begins after sees what the writer did before
 * it looked at the count: both sides have a full fence between their two steps.
 */
#include <kernel/task/rcu.h>

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include <kernel/core/panic.h>
#include <kernel/core/percpu.h>
#include <kernel/core/spinlock.h>
#include <kernel/task/completion.h>
#include <kernel/task/mutex.h>
#include <kernel/task/sched.h>
#include <kernel/task/semaphore.h>
#include <kernel/task/thread.h>

enum { RCU_PAUSE_NS = 100 * 1000 }; /* between two looks at a processor that is late */

/* What one processor wants called. */
struct rcu_calls {
	struct spinlock lock;
	bool is_ready;          /* L */
	struct list_node heads; /* L: struct rcu_head */
};

static PERCPU _Atomic uint64_t nr_passes; /* A, counted by its own processor */
static PERCPU struct rcu_calls rcu_calls = {.lock = SPINLOCK_INIT("rcu.calls", LOCK_RANK_RCU)};

static struct {
	struct mutex mutex;         /* one grace period at a time */
	uint64_t passes[MAX_CPUS];  /* L: mutex */
	struct semaphore work;      /* a permit: there are calls */
	_Atomic bool is_work_known; /* A: the permit has been given */
	struct thread *thread;      /* I */
} rcu;

void rcu_quiescent(void)
{
	_Atomic uint64_t *passes = percpu_ptr(nr_passes);
	uint64_t nr = atomic_load_explicit(passes, memory_order_relaxed);

	/* Pairs with the acquire in has_passed: the readers' uses are over. */
	atomic_store_explicit(passes, nr + 1, memory_order_release);
	/* Pairs with the fence in rcu_synchronize: later readers see the writer's change. */
	atomic_thread_fence(memory_order_seq_cst);
}

static uint64_t passes_of(uint32_t cpu)
{
	return atomic_load_explicit(percpu_ptr_of(nr_passes, cpu), memory_order_acquire);
}

static bool has_passed(uint32_t cpu)
{
	return !sched_is_online(cpu) || passes_of(cpu) != rcu.passes[cpu];
}

void rcu_synchronize(void)
{
	uint32_t nr_cpus = sched_nr_cpus();

	mutex_lock(&rcu.mutex);
	/* Pairs with the fence in rcu_quiescent. */
	atomic_thread_fence(memory_order_seq_cst);
	for (uint32_t cpu = 0; cpu < nr_cpus; cpu++)
		rcu.passes[cpu] = passes_of(cpu);
	for (uint32_t cpu = 0; cpu < nr_cpus; cpu++) {
		if (sched_is_online(cpu))
			sched_kick(cpu);
	}
	for (uint32_t cpu = 0; cpu < nr_cpus; cpu++) {
		while (!has_passed(cpu))
			thread_sleep(RCU_PAUSE_NS);
	}
	mutex_unlock(&rcu.mutex);
}

void rcu_call(struct rcu_head *head, void (*done)(struct rcu_head *head))
{
	struct rcu_calls *calls;
	irq_state_t irqs;

	head->done = done;
	preempt_disable();
	calls = percpu_ptr(rcu_calls);
	irqs = spin_lock_irq(&calls->lock);
	if (!calls->is_ready) {
		list_init(&calls->heads);
		calls->is_ready = true;
	}
	list_add_last(&calls->heads, &head->node);
	spin_unlock_irq(&calls->lock, irqs);
	preempt_enable();
	/* Pairs with the exchange in collect: the thread looks once more, or gets a permit. */
	if (!atomic_exchange_explicit(&rcu.is_work_known, true, memory_order_seq_cst))
		semaphore_give(&rcu.work);
}

/* Takes everything that all processors want called. */
static void collect(struct list_node *heads)
{
	uint32_t nr_cpus = sched_nr_cpus();

	atomic_exchange_explicit(&rcu.is_work_known, false, memory_order_seq_cst);
	for (uint32_t cpu = 0; cpu < nr_cpus; cpu++) {
		struct rcu_calls *calls = percpu_ptr_of(rcu_calls, cpu);
		irq_state_t irqs = spin_lock_irq(&calls->lock);

		if (calls->is_ready)
			list_take_all(heads, &calls->heads);
		spin_unlock_irq(&calls->lock, irqs);
	}
}

static void serve(void *unused)
{
	(void)unused;
	for (;;) {
		struct list_node heads = LIST_INIT(heads), *node;

		semaphore_take(&rcu.work);
		collect(&heads);
		if (list_is_empty(&heads))
			continue;
		rcu_synchronize();
		for (node = list_pop_first(&heads); node; node = list_pop_first(&heads)) {
			struct rcu_head *head = CONTAINER_OF(node, struct rcu_head, node);

			head->done(head);
		}
	}
}

int rcu_start(void)
{
	struct thread_request request = {.name = "rcu", .run = serve};

	mutex_init(&rcu.mutex, "rcu.mutex", LOCK_RANK_RCU_PERIOD);
	semaphore_init(&rcu.work, 0);
	return thread_create(&request, &rcu.thread);
}

struct flush {
	struct rcu_head head;
	struct completion done;
};

static void flush_done(struct rcu_head *head)
{
	completion_signal(&CONTAINER_OF(head, struct flush, head)->done);
}

/* Twice: in one batch other processors' calls may come behind ours, but a second batch begins when
 * the first has ended. */
void rcu_flush(void)
{
	for (int i = 0; i < 2; i++) {
		struct flush flush;

		completion_init(&flush.done);
		rcu_call(&flush.head, flush_done);
		completion_wait(&flush.done);
	}
}
