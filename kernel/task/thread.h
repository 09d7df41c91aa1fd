/*
 * Threads of the kernel: a function with a stack of its own that the scheduler runs on any
 * processor, until it returns or exits. Whoever creates a thread joins it; joining gives back its
 * memory.
 *
 *            thread_create         picked
 *   (none) -------------> RUNNABLE ------> runs ---> EXITED ---> (none), by thread_join
 *                            ^               |
 *                            +--- BLOCKED <--+
 *                      sched_wake         sched_block
 */
#ifndef KERNEL_TASK_THREAD_H
#define KERNEL_TASK_THREAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <kernel/arch/context.h>
#include <kernel/core/percpu.h>
#include <kernel/task/completion.h>
#include <kernel/core/cpu_set.h>
#include <kernel/task/runqueue.h>
#include <lib/base/compiler.h>
#include <lib/base/list.h>

enum {
	THREAD_NAME_BYTES = 24,
	THREAD_MAX_RANKS = 8, /* of mutexes that one thread holds */
};

enum thread_state {
	THREAD_RUNNABLE, /* runs, or waits in a run queue, or is on its way into one */
	THREAD_BLOCKED,
	THREAD_EXITED,
};

/* Q: the lock of the run queue of its processor. T: the thread itself. I: set before it runs. */
struct thread {
	struct context context;   /* Q */
	struct run_entity entity; /* Q */
	_Atomic uint8_t state;    /* enum thread_state; RUNNABLE by Q, BLOCKED and EXITED by T */
	bool is_queued;           /* Q: counts in the run queue, waiting or running */
	_Atomic uint32_t cpu;     /* Q, both queues' when it changes */
	struct cpu_set allowed;   /* Q */
	uint64_t runtime_ns;      /* Q: processor time used */
	uint32_t own_weight;      /* Q: without what waiters for its mutexes lend */
	bool has_loan;            /* Q: its weight is not its own */
	uint32_t nr_mutexes;      /* T: held */
	uint16_t mutex_ranks[THREAD_MAX_RANKS]; /* T: of those, in builds that check */
	void (*run)(void *);                    /* I */
	void *argument;                         /* I */
	void *stack_end;                        /* I: null: the stack is not ours */
	void *user_state;         /* T: floating point and vectors, null in the kernel's threads */
	size_t user_state_bytes;  /* I: what user_state would have to hold */
	struct completion exited; /* own lock */
	struct list_node all;     /* thread_list's lock */
	uint32_t id;              /* I: 1 is the first */
	char name[THREAD_NAME_BYTES]; /* I */
};

/* What a new thread is to be. Zero is a good value for all but run. */
struct thread_request {
	const char *name; /* copied, cut to fit */
	void (*run)(void *argument);
	void *argument;
	int nice;                      /* -20 (most) to 19 */
	uint32_t slice_ns;             /* 0: the normal one */
	const struct cpu_set *allowed; /* null: any processor; copied */
};

/* Per-processor: who runs. */
extern struct thread *thread_running;

/* The running thread. Any context. */
static inline struct thread *thread_current(void)
{
	return percpu_read_anywhere(thread_running);
}

/* Creates a thread and lets it run. Borrows nothing of the request. The caller must join it.
 * Errors: -ENOMEM. Context: may sleep. */
MUST_CHECK int thread_create(const struct thread_request *request, struct thread **out);

/* Ends the running thread, as returning from its function does. */
NORETURN void thread_exit(void);

/* Waits until the thread has ended and frees it. Context: may sleep; not the thread itself. */
void thread_join(struct thread *thread);

/* Sleeps until the clock (time_since_boot_ns) has reached deadline_ns, or for ns. Context: may
 * sleep. */
void thread_sleep_until(uint64_t deadline_ns);
void thread_sleep(uint64_t ns);

/* Goes over all threads, in the order of their creation, under the lock of the list: visit must
 * neither sleep nor log. Context: any but interrupt handlers. */
void thread_visit_all(void (*visit)(const struct thread *thread, void *argument), void *argument);

/* Learns the size of user threads' state; before any other function here. Boot processor. */
void thread_init(void);

/* Fills in a thread that is not created but found, the running flow: on the boot processor, and on
 * each other one its idle thread. Interrupts off. */
void thread_adopt(struct thread *thread, const char *name, uint32_t cpu);

/* Takes memory for a thread with a stack, without running it. Errors: -ENOMEM. */
MUST_CHECK int thread_alloc(const struct thread_request *request, struct thread **out);

#endif
