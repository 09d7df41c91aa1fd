/* The memory of threads: structure and stack in one area with unmapped guards around it. */
#ifndef KERNEL_TASK_STACK_PRIV_H
#define KERNEL_TASK_STACK_PRIV_H

#include <stddef.h>

#include <kernel/task/thread.h>
#include <lib/base/compiler.h>

enum { STACKS_KEPT = 32 };

/* An area: a stack, and the thread's structure behind it. */
#define STACK_AREA_BYTES   ((size_t)16384)
#define STACK_USABLE_BYTES ((STACK_AREA_BYTES - sizeof(struct thread)) & ~(size_t)63)

/* Errors: -ENOMEM. Context:
 * not from interrupt handlers. */
MUST_CHECK int stack_alloc(struct thread **out);

/* The thread has ended, and nobody uses it any more. Context: may sleep. */
void stack_free(struct thread *thread);

#endif
