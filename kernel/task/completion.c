/* The lock is released last of all, and whoever waits must take it first: see the header. */
#include <kernel/task/completion.h>

void completion_init(struct completion *completion)
{
	spin_init(&completion->lock, "completion", LOCK_RANK_COMPLETION);
	completion->is_done = false;
	wait_queue_init(&completion->waiters);
}

void completion_signal(struct completion *completion)
{
	irq_state_t irqs = spin_lock_irq(&completion->lock);

	completion->is_done = true;
	wait_wake_all_locked(&completion->waiters);
	spin_unlock_irq(&completion->lock, irqs);
}

void completion_wait(struct completion *completion)
{
	irq_state_t irqs;

	lock_check_may_sleep("completion_wait");
	irqs = spin_lock_irq(&completion->lock);
	while (!completion->is_done)
		wait_sleep_locked(&completion->waiters, &completion->lock, irqs);
	spin_unlock_irq(&completion->lock, irqs);
}

int completion_wait_until(struct completion *completion, uint64_t deadline_ns)
{
	irq_state_t irqs;
	int error = 0;

	lock_check_may_sleep("completion_wait_until");
	irqs = spin_lock_irq(&completion->lock);
	while (!completion->is_done && !error)
		error = wait_sleep_until_locked(&completion->waiters, &completion->lock, irqs,
		                                deadline_ns);
	if (completion->is_done)
		error = 0;
	spin_unlock_irq(&completion->lock, irqs);
	return error;
}
