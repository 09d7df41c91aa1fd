/*
 * Arch contract: exceptions. The machine's entry code installs handlers before it calls
 * kernel_main; every exception that nothing handles arrives in trap_unhandled.
 */
#ifndef KERNEL_ARCH_TRAP_H
#define KERNEL_ARCH_TRAP_H

#include <stdbool.h>
#include <stdint.h>

#include <lib/base/compiler.h>
#include <lib/base/fmt.h>

struct trap_frame; /* the machine's saved registers */

/* What happened, in words that need no machine. */
struct trap_report {
	const char *name;   /* "page fault" */
	const char *detail; /* "write to a read-only page", or "" */
	uint64_t number;    /* the machine's vector or cause */
	uint64_t error;     /* the machine's error code or syndrome */
	uintptr_t address;  /* the address that could not be used, if has_address */
	bool has_address;
	uintptr_t pc;
	uintptr_t frame_pointer;
};

/* Prints the saved registers, a few to a line. Any context. */
void trap_print_registers(struct fmt_sink *sink, const struct trap_frame *frame);

/* Up-call, implemented by core/panic.c: reports the exception and stops the machine. */
NORETURN void trap_unhandled(const struct trap_report *report, const struct trap_frame *frame);

/* Up-call, implemented by core/panic.c: this processor has been interrupted, with interrupts off or
 * on, and another one may have asked it to report where it is and stop (irq_send_stop): then it
 * does not return. */
void trap_stopped(uintptr_t pc, uintptr_t frame_pointer);

/* Faults on purpose, for the tests and for learning: each executes what its name says. */
enum trap_provocation {
	TRAP_PROVOKE_DIVIDE,
	TRAP_PROVOKE_INVALID_OPCODE,
	TRAP_PROVOKE_NULL,
	TRAP_PROVOKE_NON_CANONICAL,
	TRAP_PROVOKE_WRITE_RODATA,
	TRAP_PROVOKE_EXECUTE_DATA,
	TRAP_PROVOKE_STACK_OVERFLOW,
	TRAP_NR_PROVOCATIONS,
};

/* Does it. Returns only where the machine cannot fault that way (a division by zero is no fault on
 * three of the four machines): false then. */
bool trap_provoke(enum trap_provocation which);

#endif
