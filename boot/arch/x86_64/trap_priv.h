/* What trap.S and trap.c share. */
#ifndef BOOT_ARCH_X86_64_TRAP_PRIV_H
#define BOOT_ARCH_X86_64_TRAP_PRIV_H

#define TRAP_COUNT      32 /* vectors of the processor [SDM3 6.3.1] */
#define TRAP_STUB_BYTES 16

#ifndef __ASSEMBLER__

#include <stdint.h>

#include <lib/base/compiler.h>

/* What lies on the stack when trap_report is called. */
struct trap_frame {
	uint64_t vector; /* pushed by the stub */
	uint64_t error;  /* pushed by the processor, or 0 by the stub */
	uint64_t rip;
	uint64_t cs;
	uint64_t rflags;
	uint64_t rsp;
	uint64_t ss;
};

/* TRAP_COUNT stubs of TRAP_STUB_BYTES each (trap.S). */
extern const uint8_t trap_stubs[];

/* Called by the stubs. */
NORETURN void trap_report(const struct trap_frame *frame, uint64_t address);

#endif

#endif
