/*
 * A waiter is linked while it has not been woken. So whoever comes out of sched_block can tell by
 * its own node whether it was meant.
 */
#include <kernel/task/wait.h>

#include <stddef.h>

#include <kernel/core/clock.h>
#include <kernel/task/sched.h>
#include <kernel/task/thread.h>
#include <kernel/task/timer.h>
#include <lib/base/errno.h>

/* Ends a wait that has a limit. */
struct alarm {
	struct timer timer;
	struct thread *thread;
};

static void ring(struct timer *timer)
{
	sched_wake(CONTAINER_OF(timer, struct alarm, timer)->thread);
}

static void begin_to_wait(struct wait_queue *queue, struct waiter *waiter)
{
	waiter->thread = thread_current();
	list_add_last(&queue->waiters, &waiter->node);
	sched_prepare_to_block();
}

struct thread *wait_first_locked(const struct wait_queue *queue)
{
	struct list_node *node = list_first(&queue->waiters);

	return node ? CONTAINER_OF(node, struct waiter, node)->thread : NULL;
}

void wait_sleep_locked(struct wait_queue *queue, struct spinlock *lock,
                       irq_state_t irqs) UNCHECKED_LOCKS
{
	struct waiter waiter;

	begin_to_wait(queue, &waiter);
	spin_unlock_irq(lock, irqs);
	sched_block();
	irqs = spin_lock_irq(lock); /* as it was */
}

int wait_sleep_until_locked(struct wait_queue *queue, struct spinlock *lock, irq_state_t irqs,
                            uint64_t deadline_ns) UNCHECKED_LOCKS
{
	struct waiter waiter;
	struct alarm alarm = {.thread = thread_current()};

	timer_init(&alarm.timer, ring);
	begin_to_wait(queue, &waiter);
	timer_set(&alarm.timer, deadline_ns);
	spin_unlock_irq(lock, irqs);
	sched_block();
	timer_cancel(&alarm.timer);
	irqs = spin_lock_irq(lock); /* as it was */
	if (!list_is_linked(&waiter.node))
		return 0;
	list_remove(&waiter.node);
	return -ETIMEDOUT;
}

struct thread *wait_wake_one_locked(struct wait_queue *queue)
{
	struct thread *thread = wait_first_locked(queue);

	if (!thread)
		return NULL;
	list_pop_first(&queue->waiters);
	sched_wake(thread);
	return thread;
}

void wait_wake_all_locked(struct wait_queue *queue)
{
	while (wait_wake_one_locked(queue))
		continue;
}
