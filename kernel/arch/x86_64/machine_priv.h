/* x86_64: what entry, traps and tables of this machine share. */
#ifndef KERNEL_ARCH_X86_64_MACHINE_PRIV_H
#define KERNEL_ARCH_X86_64_MACHINE_PRIV_H

#include <stdint.h>

#include <lib/base/compiler.h>

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
	NR_EXCEPTIONS = 32,
	STUB_BYTES = 16,
};

/* trap_entry.S: one entry point per vector. */
extern const uint8_t trap_stubs[NR_EXCEPTIONS][STUB_BYTES];

/* context_switch.S: where a new flow begins. */
extern const char context_begin[];

/* Called by kernel_entry on the boot stack. */
NORETURN void machine_start(void);

/* Loads GDT and TSS of the boot processor. */
void segments_init(void);

/* Loads the IDT. Needs segments_init. */
void traps_init(void);

#endif
