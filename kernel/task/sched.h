/*
 * The scheduler: which thread runs on which processor.
 *
 * Each processor has a run queue of its own (runqueue.h) under a lock of its own, so processors do
 * not meet unless a thread moves. A thread moves when it is woken and another processor is idle,
 * when an idle processor steals it, or when it is told to (sched_set_allowed). With nothing to do a
 * processor waits for an interrupt, without a tick; the end of a slice is a timer only while
 * somebody else waits.
 */
#ifndef KERNEL_TASK_SCHED_H
#define KERNEL_TASK_SCHED_H

#include <stdbool.h>
#include <stdint.h>

#include <kernel/core/cpu_set.h>
#include <lib/base/compiler.h>

struct thread;

struct sched_stats {
	uint64_t nr_switches;
	uint64_t nr_steals;
	uint64_t nr_preemptions; /* switches that the thread did not ask for */
	uint64_t idle_ns;
	uint32_t nr_runnable; /* now, the running one included */
};

/* Makes the running flow the first thread, on the boot processor. After this threads can be
 * created, and processors that start take part. Panics without memory for an idle thread. */
void sched_start(void);

/* Makes the running flow this processor's idle thread: each other processor ends here. Interrupts
 * off. */
NORETURN void sched_run_idle(void);

/* Gives the processor away if others should run before the caller. Context: may sleep. */
void sched_yield(void);

/* The running thread is about to sleep: from here to sched_block it must hold the lock that the one
 * who wakes it takes, too. */
void sched_prepare_to_block(void);

/* Sleeps, unless it has been woken since sched_prepare_to_block. Context: may sleep, so that lock
 * has been released. */
void sched_block(void);

/* Makes a blocked thread runnable; nothing if it is not blocked. Any context. */
void sched_wake(struct thread *thread);

/* Ends the running thread. */
NORETURN void sched_exit(void);

/* Puts a new thread into a run queue. */
void sched_add(struct thread *thread);

/* How much of the processor a thread gets (runqueue.h). Any context. */
void sched_set_nice(struct thread *thread, int nice);

/* Where a thread may run, one processor that is online at least; it moves at once, if need be. The
 * running thread has moved when this returns. Context: may sleep. */
void sched_set_allowed(struct thread *thread, const struct cpu_set *allowed);

/* Lends the thread at least this weight, for a waiter's sake; until sched_return_weight, which the
 * thread itself calls. Any context. */
void sched_lend_weight(struct thread *thread, uint32_t weight);
void sched_return_weight(void);

/* The weight that counts now. */
uint32_t sched_weight(const struct thread *thread);

/* Processor time that the thread has used, ns. Any context. */
uint64_t sched_runtime_ns(struct thread *thread);

/* A processor should come to its scheduler soon: for RCU. Any context. */
void sched_kick(uint32_t cpu);

/* Up-call of timer.c: the end of the slice that sched.c has set is reached. Interrupts off. */
void sched_slice_end(void);

/* The number of some processor near the caller, which may be another one by now. Any context. */
uint32_t sched_here(void);

/* Processors that schedule: numbers below this may be online. */
uint32_t sched_nr_cpus(void);
bool sched_is_online(uint32_t cpu);

void sched_count(uint32_t cpu, struct sched_stats *out);

#endif
