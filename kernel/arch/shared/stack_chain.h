/*
 * The chain of frame records, the same on every machine but for where a record lies: the caller's
 * frame pointer and the return address are two neighbouring words.
 */
#ifndef KERNEL_ARCH_SHARED_STACK_CHAIN_H
#define KERNEL_ARCH_SHARED_STACK_CHAIN_H

#include <stdbool.h>
#include <stdint.h>

/* stack_step for a machine whose record starts record_offset bytes from the frame pointer.
 * Goes on only upwards and only inside one of the kernel's stacks. */
bool stack_chain_step(intptr_t record_offset, uintptr_t *frame_pointer, uintptr_t *return_address);

#endif
