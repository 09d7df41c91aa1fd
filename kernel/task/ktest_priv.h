/*
 * What the tests of this room share: how long to go on, and groups of threads that all do the same.
 */
#ifndef KERNEL_TASK_KTEST_PRIV_H
#define KERNEL_TASK_KTEST_PRIV_H

#include <stdint.h>

#include <kernel/core/test.h>
#include <kernel/task/thread.h>

enum { KTEST_MAX_THREADS = 16 };

struct ktest_group {
	uint32_t nr;
	struct thread *threads[KTEST_MAX_THREADS];
};

/* When a stress test that begins now ends: after a short time, or selftest-seconds=N. */
uint64_t ktest_end_ns(void);

/* Starts nr threads that call run(argument); those with odd numbers at another nice value. */
void ktest_start(struct ktest_group *group, uint32_t nr, void (*run)(void *), void *argument);

/* Waits for all of them. */
void ktest_join(struct ktest_group *group);

/* The next number of a simple sequence that looks random. */
static inline uint32_t ktest_random(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

#endif
