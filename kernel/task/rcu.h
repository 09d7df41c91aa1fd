/*
 * RCU: readers that take no lock and write nothing shared; writers that wait until no reader can
 * still see what they have taken out.
 *
 * A reader may not be preempted, so a processor that has been in its scheduler since then is past
 * every reader that it had: that is a *quiescent state*. A grace period is over when each processor
 * has had one. Idle processors are sent to their schedulers, too.
 *
 *	reader: rcu_read_lock(); item = atomic_load(&shared); ... use item ...; rcu_read_unlock();
 *	writer: atomic_store(&shared, newer); rcu_synchronize(); free(older);
 */
#ifndef KERNEL_TASK_RCU_H
#define KERNEL_TASK_RCU_H

#include <stdint.h>

#include <kernel/core/preempt.h>
#include <lib/base/compiler.h>
#include <lib/base/list.h>

/* Inside whatever rcu_call is to free. */
struct rcu_head {
	struct list_node node;
	void (*done)(struct rcu_head *head);
};

/* Around a reader's use; pairs nest. Any context. The reader must not sleep. */
static inline void rcu_read_lock(void)
{
	preempt_disable();
}

static inline void rcu_read_unlock(void)
{
	preempt_enable();
}

/* Waits until every reader that runs now has ended. Context: may sleep, not a reader. */
void rcu_synchronize(void);

/* Has done(head) called in a thread once every reader that runs now has ended. Any context. */
void rcu_call(struct rcu_head *head, void (*done)(struct rcu_head *head));

/* Waits until all rcu_call so far are done. Context: may sleep. */
void rcu_flush(void);

/* Starts the thread that calls back. Errors: -ENOMEM. */
MUST_CHECK int rcu_start(void);

/* Up-call of sched.c, in its scheduler: this processor is in a quiescent state. Interrupts off. */
void rcu_quiescent(void);

#endif
