/*
 * Completion: something happens once, and any number of threads wait for it.
 *
 * Whoever is let through by completion_wait may free the completion: the signal is the last access.
 */
#ifndef KERNEL_TASK_COMPLETION_H
#define KERNEL_TASK_COMPLETION_H

#include <stdbool.h>

#include <kernel/task/wait.h>

struct completion {
	struct spinlock lock;
	bool is_done;              /* L */
	struct wait_queue waiters; /* L */
};

void completion_init(struct completion *completion);

/* It has happened. Any context. */
void completion_signal(struct completion *completion);

/* Returns at once if it has happened. Context: may sleep. */
void completion_wait(struct completion *completion);

/* Errors: -ETIMEDOUT the clock has reached deadline_ns first. Context: may sleep. */
MUST_CHECK int completion_wait_until(struct completion *completion, uint64_t deadline_ns);

#endif
