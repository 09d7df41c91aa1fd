/*
 * Work queues: functions that interrupt handlers and others want called soon in a thread, where
 * sleeping is allowed.
 *
 * A queue has a fixed number of threads of its own; with one, work is done in order, one at a time.
 */
#ifndef KERNEL_TASK_WORK_H
#define KERNEL_TASK_WORK_H

#include <stdbool.h>
#include <stdint.h>

#include <kernel/task/wait.h>
#include <lib/base/compiler.h>
#include <lib/base/list.h>

struct thread;

enum { WORK_MAX_THREADS = 8 };

struct work_queue {
	struct spinlock lock;
	struct list_node works;                   /* L: struct work, oldest first */
	struct wait_queue idle;                   /* L: threads with nothing to do */
	struct wait_queue flushers;               /* L: those who wait for some work to be done */
	bool is_stopping;                         /* L */
	uint32_t nr_threads;                      /* I */
	struct thread *threads[WORK_MAX_THREADS]; /* I */
};

/* Q: the queue's lock */
struct work {
	struct list_node node;          /* Q */
	bool is_queued;                 /* Q */
	uint32_t nr_running;            /* Q: it may be queued again while it runs */
	void (*run)(struct work *work); /* I */
};

/* For the queue that everybody may use for short work. */
extern struct work_queue work_system;

/* Starts the system's queue, with a thread for each processor up to WORK_MAX_THREADS. Errors:
 * -ENOMEM. */
MUST_CHECK int work_start_system(void);

/* Errors: -ENOMEM; -EINVAL no thread or too many. Context: may sleep. */
MUST_CHECK int work_queue_start(struct work_queue *queue, const char *name, uint32_t nr_threads);

/* Finishes all work and ends the threads. Nobody may add any more. Context: may sleep. */
void work_queue_stop(struct work_queue *queue);

void work_init(struct work *work, void (*run)(struct work *work));

/* Has run called once more by a thread of the queue; false if it waits for that already. Any
 * context. */
bool work_add(struct work_queue *queue, struct work *work);

/* Waits until the work neither waits nor runs. Context: may sleep; not from the work itself. */
void work_flush(struct work_queue *queue, struct work *work);

#endif
