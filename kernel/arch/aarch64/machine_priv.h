/* aarch64: what entry and traps of this machine share. */
#ifndef KERNEL_ARCH_AARCH64_MACHINE_PRIV_H
#define KERNEL_ARCH_AARCH64_MACHINE_PRIV_H

#define TRAP_FRAME_BYTES 304 /* trap.c asserts it */
#define TRAP_STACK_BYTES 8192

#ifndef __ASSEMBLER__
#include <stdbool.h>
#include <stdint.h>

#include <lib/base/compiler.h>

#define SYSREG_READ(name)                                                                          \
	({                                                                                         \
		uint64_t value_;                                                                   \
		__asm__ volatile("mrs %0, " #name : "=r"(value_));                                 \
		value_;                                                                            \
	})

/* Does the kernel run where a hypervisor does, with the host extensions? */
static inline bool machine_is_at_el2(void)
{
	return SYSREG_READ(currentel) == 2 << 2;
}

/* trap_entry.S: the vector table. */
extern const char trap_vectors[];

extern uint8_t trap_stack[TRAP_STACK_BYTES];

/* context_switch.S: where a new flow begins. */
extern const char context_begin[];

/* entry.S: where other processors arrive; smp.c: where they go on in C. */
extern const char processor_entry[];
NORETURN void machine_start_processor(void);

/* Called by kernel_entry on the boot stack. */
NORETURN void machine_start(void);
#endif

#endif
