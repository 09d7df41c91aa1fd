/* Semaphore: a number of permits. Taking one waits while there is none, first come, first served.
 */
#ifndef KERNEL_TASK_SEMAPHORE_H
#define KERNEL_TASK_SEMAPHORE_H

#include <stdbool.h>
#include <stdint.h>

#include <kernel/task/wait.h>

struct semaphore {
	struct spinlock lock;
	uint32_t nr_permits;       /* L: 0 while anybody waits */
	struct wait_queue waiters; /* L: each gets its permit from the one who wakes it */
};

void semaphore_init(struct semaphore *semaphore, uint32_t nr_permits);

/* Takes a permit. Context: may sleep. */
void semaphore_take(struct semaphore *semaphore);

/* Takes a permit if there is one: true. Any context. */
MUST_CHECK bool semaphore_try_take(struct semaphore *semaphore);

/* Gives a permit. Any context; anybody may. */
void semaphore_give(struct semaphore *semaphore);

#endif
