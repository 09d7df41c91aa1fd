/*
 * Wait queues: threads that wait for something to become true.
 *
 * What they wait for has a spinlock, and the queue is part of it: the lock is held to look, to
 * begin to wait and to wake, so no wake-up can fall between looking and sleeping.
 *
 *	irqs = spin_lock_irq(&thing->lock);
 *	while (!thing->is_ready)
 *		wait_sleep_locked(&thing->waiters, &thing->lock, irqs);
 *
 * First come, first woken.
 */
#ifndef KERNEL_TASK_WAIT_H
#define KERNEL_TASK_WAIT_H

#include <stdbool.h>
#include <stdint.h>

#include <kernel/core/spinlock.h>
#include <lib/base/compiler.h>
#include <lib/base/list.h>

struct thread;

struct wait_queue {
	struct list_node waiters; /* P: the lock of what is waited for */
};

#define WAIT_QUEUE_INIT(queue) {LIST_INIT((queue).waiters)}

/* One thread that waits, on its own stack. */
struct waiter {
	struct list_node node; /* P */
	struct thread *thread;
};

static inline void wait_queue_init(struct wait_queue *queue)
{
	list_init(&queue->waiters);
}

static inline bool wait_is_empty(const struct wait_queue *queue)
{
	return list_is_empty(&queue->waiters);
}

/* Who waits longest, or null. The lock is held. */
struct thread *wait_first_locked(const struct wait_queue *queue);

/* Releases the lock, which spin_lock_irq has returned `irqs` for, sleeps until woken, and takes the
 * lock again. Context: may sleep, but for this one lock. */
void wait_sleep_locked(struct wait_queue *queue, struct spinlock *lock, irq_state_t irqs)
	REQUIRES(*lock);

/* The same, until the clock reaches deadline_ns at most. Errors: -ETIMEDOUT not woken by then. */
MUST_CHECK int wait_sleep_until_locked(struct wait_queue *queue, struct spinlock *lock,
                                       irq_state_t irqs, uint64_t deadline_ns) REQUIRES(*lock);

/* Wakes the one that waits longest; returns it, or null. The lock is held. Any context. */
struct thread *wait_wake_one_locked(struct wait_queue *queue);

void wait_wake_all_locked(struct wait_queue *queue);

#endif
