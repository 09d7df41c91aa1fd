/*
 * Invariants, under the queue's lock: a work is in the list exactly while is_queued; nr_running
 * counts the threads that are inside its function. A work that is freed by its own function would
 * be touched afterwards: do not.
 */
#include <kernel/task/work.h>

#include <stddef.h>

#include <kernel/core/panic.h>
#include <kernel/task/sched.h>
#include <kernel/task/thread.h>
#include <lib/base/errno.h>
#include <lib/base/math.h>

struct work_queue work_system;

int work_start_system(void)
{
	uint32_t nr = (uint32_t)min_u64(sched_nr_cpus(), WORK_MAX_THREADS);

	return work_queue_start(&work_system, "work", nr);
}

static void run_one_locked(struct work_queue *queue, struct work *work,
                           irq_state_t irqs) UNCHECKED_LOCKS
{
	work->is_queued = false;
	work->nr_running++;
	spin_unlock_irq(&queue->lock, irqs);
	work->run(work);
	irqs = spin_lock_irq(&queue->lock);
	work->nr_running--;
	if (work->nr_running == 0 && !work->is_queued)
		wait_wake_all_locked(&queue->flushers);
}

/* What each thread of a queue does. */
static void serve(void *argument)
{
	struct work_queue *queue = argument;
	irq_state_t irqs = spin_lock_irq(&queue->lock);

	for (;;) {
		struct list_node *node = list_pop_first(&queue->works);

		if (node)
			run_one_locked(queue, CONTAINER_OF(node, struct work, node), irqs);
		else if (queue->is_stopping)
			break;
		else
			wait_sleep_locked(&queue->idle, &queue->lock, irqs);
	}
	spin_unlock_irq(&queue->lock, irqs);
}

int work_queue_start(struct work_queue *queue, const char *name, uint32_t nr_threads)
{
	struct thread_request request = {.name = name, .run = serve, .argument = queue};
	int error = 0;

	if (nr_threads == 0 || nr_threads > WORK_MAX_THREADS)
		return -EINVAL;
	*queue = (struct work_queue){0};
	spin_init(&queue->lock, "work.queue", LOCK_RANK_WORK);
	list_init(&queue->works);
	wait_queue_init(&queue->idle);
	wait_queue_init(&queue->flushers);
	while (!error && queue->nr_threads < nr_threads) {
		error = thread_create(&request, &queue->threads[queue->nr_threads]);
		queue->nr_threads += !error;
	}
	if (error)
		work_queue_stop(queue);
	return error;
}

void work_queue_stop(struct work_queue *queue)
{
	irq_state_t irqs = spin_lock_irq(&queue->lock);

	queue->is_stopping = true;
	wait_wake_all_locked(&queue->idle);
	spin_unlock_irq(&queue->lock, irqs);
	for (uint32_t i = 0; i < queue->nr_threads; i++)
		thread_join(queue->threads[i]);
}

void work_init(struct work *work, void (*run)(struct work *work))
{
	*work = (struct work){.run = run};
}

bool work_add(struct work_queue *queue, struct work *work)
{
	irq_state_t irqs = spin_lock_irq(&queue->lock);
	bool added = !work->is_queued;

	if (added) {
		work->is_queued = true;
		list_add_last(&queue->works, &work->node);
		wait_wake_one_locked(&queue->idle);
	}
	spin_unlock_irq(&queue->lock, irqs);
	return added;
}

void work_flush(struct work_queue *queue, struct work *work)
{
	irq_state_t irqs;

	lock_check_may_sleep("work_flush");
	irqs = spin_lock_irq(&queue->lock);
	while (work->is_queued || work->nr_running > 0)
		wait_sleep_locked(&queue->flushers, &queue->lock, irqs);
	spin_unlock_irq(&queue->lock, irqs);
}
