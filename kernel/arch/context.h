/*
 * Arch contract: flows of control that take turns on a processor.
 *
 * A flow that does not run is a stack: everything it will need again lies there, and its context
 * says where. Switching therefore saves only the registers that a function must keep for its caller
 * [each machine's calling convention]; the compiler has saved the others.
 */
#ifndef KERNEL_ARCH_CONTEXT_H
#define KERNEL_ARCH_CONTEXT_H

#include <stddef.h>
#include <stdint.h>

struct context {
	uintptr_t stack_pointer; /* while it does not run */
};

/* Prepares a flow that will call entry(argument) on the stack that ends at stack_end, aligned to
 * 16, when it is first switched to. entry never returns. The backtrace ends there. */
void context_init(struct context *context, void *stack_end, void (*entry)(void *), void *argument);

/* Leaves the running flow in `from` and goes on with `to`; returns when something switches to
 * `from` again, maybe on another processor. Interrupts off on both sides. */
void context_switch(struct context *from, const struct context *to);

/* How many bytes a user thread needs for the registers that the kernel leaves alone (floating
 * point and vectors), aligned to 64. Any context. */
size_t context_user_state_bytes(void);

#endif
