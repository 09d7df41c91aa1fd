/*
 * Timers: a function that is called once, at a time of the clock (time_since_boot_ns).
 *
 * Each processor keeps its timers in a heap and has its one-shot interrupt set for the earliest, or
 * for the end of the running thread's slice if that is earlier; with neither there is no interrupt
 * at all. A timer fires on the processor that has set it, in the interrupt.
 */
#ifndef KERNEL_TASK_TIMER_H
#define KERNEL_TASK_TIMER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include <lib/base/heap.h>

#define TIMER_NEVER UINT64_MAX

/* P: the lock of the heap of its processor */
struct timer {
	struct heap_node node;             /* P */
	uint64_t deadline_ns;              /* P */
	bool is_set;                       /* P */
	_Atomic uint32_t cpu;              /* P: whose heap it is in, or was */
	void (*fire)(struct timer *timer); /* I */
};

/* fire is called in an interrupt handler: it must not sleep. It may set the timer again. */
void timer_init(struct timer *timer, void (*fire)(struct timer *timer));

/* Sets or moves it to fire at deadline_ns, at once if that has passed. One caller at a time. Any
 * context. */
void timer_set(struct timer *timer, uint64_t deadline_ns);

/* Takes it back. When this returns, fire does not run and will not. Returns whether it was set.
 * Context: any but fire itself; waits while fire runs on another processor. */
bool timer_cancel(struct timer *timer);

/* When the running thread's slice ends, or TIMER_NEVER: then sched_slice_end is called. For this
 * processor, from sched.c; interrupts off. */
void timer_set_slice_end(uint64_t deadline_ns);

/* The one-shot interrupt: fires what is due on this processor. Interrupts off. */
void timer_interrupt(void);

#endif
