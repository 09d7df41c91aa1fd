/*
 * The kernel's first instructions on riscv64.
 *
 * The loader jumps here in supervisor mode with translation on, interrupts off, stvec 0 [LIMINE
 * entry state]. We take our own stack, end the chain of frame pointers with zeroes, and go to C.
 */
#include <kernel/arch/shared/boot_stack.h>

	.section .text.entry, "ax", @progbits
	.globl kernel_entry
	.type kernel_entry, @function
kernel_entry:
	la	sp, boot_stack
	li	t0, BOOT_STACK_GUARD_BYTES + BOOT_STACK_BYTES
	add	sp, sp, t0
	li	fp, 0
	li	tp, 0			/* per-processor data: the template */
	call	machine_start
	unimp
	.size kernel_entry, . - kernel_entry
