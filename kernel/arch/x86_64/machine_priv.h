/* x86_64: what entry, traps and tables of this machine share. */
#ifndef KERNEL_ARCH_X86_64_MACHINE_PRIV_H
#define KERNEL_ARCH_X86_64_MACHINE_PRIV_H

#include <stdint.h>

#include <lib/base/compiler.h>

#include "vectors_priv.h"

/* Segment selectors; their order is free, but for what a later SYSCALL wants [SDM3 5.8.8]. */
enum {
	SELECTOR_CODE = 0x08,
	SELECTOR_DATA = 0x10,
	SELECTOR_TSS = 0x18,
};

/* Stacks that the processor takes by itself for exceptions that must not use the current one. */
enum {
	IST_DOUBLE_FAULT = 1,
	IST_NMI = 2,
	IST_MACHINE_CHECK = 3,
	NR_IST = 3,
	IST_STACK_BYTES = 8192,
};

enum {
	NR_EXCEPTIONS = 32, /* the vectors behind them are interrupts */
	STUB_BYTES = 16,
};

/* trap_entry.S: one entry point per vector. */
extern const uint8_t trap_stubs[NR_VECTORS][STUB_BYTES];

/* context_switch.S: where a new flow begins. */
extern const char context_begin[];

/* Called by kernel_entry on the boot stack. */
NORETURN void machine_start(void);

/* Makes and loads this processor's GDT and TSS; ist_stacks are NR_IST times IST_STACK_BYTES. Sets
 * the distance of per-processor data, too, because loading segments changes it. */
void segments_init(uint8_t (*ist_stacks)[IST_STACK_BYTES], uintptr_t distance);

/* Loads the IDT, which the boot processor has made. Needs segments_init. */
void traps_init(void);
void traps_load(void);

/* smp.c: where another processor arrives in C, on its own stack. */
NORETURN void machine_start_processor(void);

/* entry.S: where it arrives first. */
extern const char processor_entry[];

#endif
