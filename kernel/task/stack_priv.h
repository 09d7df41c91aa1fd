/* The memory of threads: structure and stack in one area with unmapped guards around it. */
#ifndef KERNEL_TASK_STACK_PRIV_H
#define KERNEL_TASK_STACK_PRIV_H

#include <lib/base/compiler.h>

struct thread;

enum { STACK_BYTES = 16384, STACKS_KEPT = 32 };

/* The structure stands at the end of the area, the stack ends below it. Errors: -ENOMEM. Context:
 * not from interrupt handlers. */
MUST_CHECK int stack_alloc(struct thread **out);

/* The thread has ended, and nobody uses it any more. Context: may sleep. */
void stack_free(struct thread *thread);

#endif
