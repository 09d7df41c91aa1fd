/* A permit that is given while somebody waits goes to that one directly and is never in
 * nr_permits; so nobody can take it on the way. */
#include <kernel/task/semaphore.h>

void semaphore_init(struct semaphore *semaphore, uint32_t nr_permits)
{
	spin_init(&semaphore->lock, "semaphore", LOCK_RANK_SEMAPHORE);
	semaphore->nr_permits = nr_permits;
	wait_queue_init(&semaphore->waiters);
}

void semaphore_take(struct semaphore *semaphore)
{
	irq_state_t irqs;

	lock_check_may_sleep("semaphore_take");
	irqs = spin_lock_irq(&semaphore->lock);
	if (semaphore->nr_permits > 0)
		semaphore->nr_permits--;
	else
		wait_sleep_locked(&semaphore->waiters, &semaphore->lock, irqs);
	spin_unlock_irq(&semaphore->lock, irqs);
}

bool semaphore_try_take(struct semaphore *semaphore)
{
	irq_state_t irqs = spin_lock_irq(&semaphore->lock);
	bool taken = semaphore->nr_permits > 0;

	semaphore->nr_permits -= taken;
	spin_unlock_irq(&semaphore->lock, irqs);
	return taken;
}

void semaphore_give(struct semaphore *semaphore)
{
	irq_state_t irqs = spin_lock_irq(&semaphore->lock);

	if (!wait_wake_one_locked(&semaphore->waiters))
		semaphore->nr_permits++;
	spin_unlock_irq(&semaphore->lock, irqs);
}
