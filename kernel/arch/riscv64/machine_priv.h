/* riscv64: what entry, traps and firmware calls of this machine share. */
#ifndef KERNEL_ARCH_RISCV64_MACHINE_PRIV_H
#define KERNEL_ARCH_RISCV64_MACHINE_PRIV_H

#define TRAP_FRAME_BYTES 288 /* trap.c asserts it */
#define TRAP_STACK_BYTES 8192

#ifndef __ASSEMBLER__
#include <stdbool.h>
#include <stdint.h>

#include <lib/base/compiler.h>

#define CSR_READ(name)                                                                             \
	({                                                                                         \
		uint64_t value_;                                                                   \
		__asm__ volatile("csrr %0, " #name : "=r"(value_));                                \
		value_;                                                                            \
	})

/* trap_entry.S: where every exception arrives. */
extern const char trap_entry[];

/* context_switch.S: where a new flow begins. */
extern const char context_begin[];

/* Called by kernel_entry on the boot stack. */
NORETURN void machine_start(void);

/* Is there a page at this address, whatever it allows? */
bool mmu_is_mapped(uintptr_t va);

/* What the SBI firmware answers [SBI 3]. */
struct sbi_result {
	long error; /* 0: no error */
	long value;
};

struct sbi_result sbi_call(long extension, long function, long arg0, long arg1);
#endif

#endif
