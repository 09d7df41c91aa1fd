/* What a machine adds to trap_provoke: the faults that C cannot spell. */
#ifndef KERNEL_ARCH_SHARED_PROVOKE_H
#define KERNEL_ARCH_SHARED_PROVOKE_H

#include <stdbool.h>
#include <stdint.h>

/* Divides by zero; returns false if that is no fault here. */
bool provoke_divide(void);

/* Executes an instruction that does not exist. */
void provoke_invalid_opcode(void);

/* An address that no page table of this machine can map. */
extern const uintptr_t provoke_impossible_address;

#endif
