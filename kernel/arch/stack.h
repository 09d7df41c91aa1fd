/* Arch contract: walking the stack by frame pointers. Any context, never faults. */
#ifndef KERNEL_ARCH_STACK_H
#define KERNEL_ARCH_STACK_H

#include <stdbool.h>
#include <stdint.h>

/* The frame pointer of the function that calls this. */
static inline uintptr_t stack_frame_pointer(void)
{
	return (uintptr_t)__builtin_frame_address(0);
}

/* One step outwards: *frame_pointer becomes the caller's and *return_address where it goes on.
 * False at the end, or where the chain leads to no memory or not further up the stack. */
bool stack_step(uintptr_t *frame_pointer, uintptr_t *return_address);

#endif
