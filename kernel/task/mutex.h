/*
 * Mutex: mutual exclusion between threads; who must wait sleeps.
 *
 * It has an owner, who alone unlocks it. It is handed over to whoever waits longest, so nobody
 * starves; and while heavier threads wait, the owner runs with the weight of the heaviest, so that
 * they do not wait for somebody whom nobody lets run. The loan ends when the owner holds no mutex
 * any more.
 *
 * Free or not contended it costs one atomic change. Its rank is its place in the order of all locks
 * (docs/locks.md), which debug builds check.
 */
#ifndef KERNEL_TASK_MUTEX_H
#define KERNEL_TASK_MUTEX_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include <kernel/core/lock_rank.h>
#include <kernel/task/wait.h>

struct CAPABILITY("mutex") mutex {
	_Atomic uintptr_t owner; /* A: a struct thread, or 0; bit 0: somebody waits */
	struct spinlock lock;
	struct wait_queue waiters; /* L: struct waiter, served by mutex.c */
	const char *name;
	enum lock_rank rank;
};

/* The name must live as long as the mutex. */
void mutex_init(struct mutex *mutex, const char *name, enum lock_rank rank);

/* Context: may sleep; the caller does not hold it. */
void mutex_lock(struct mutex *mutex) ACQUIRES(*mutex);

/* Takes it if it is free: true. Context: a thread; does not sleep. */
MUST_CHECK bool mutex_try_lock(struct mutex *mutex) TRY_ACQUIRES(true, *mutex);

/* Context: the owner; does not sleep. */
void mutex_unlock(struct mutex *mutex) RELEASES(*mutex);

/* For ASSERT: does the caller hold it? */
bool mutex_is_mine(const struct mutex *mutex);

#endif
