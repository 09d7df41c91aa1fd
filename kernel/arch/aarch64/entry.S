/*
 * The kernel's first instructions on aarch64.
 *
 * The loader jumps here at EL1, or EL2 with its host extensions, translation on, everything masked
 * [LIMINE entry state]. The kernel runs on SP_EL0, and exceptions switch by themselves to the other
 * stack pointer, which we set first: so a kernel stack that overflowed can still be reported.
 * (System registers are spelled _EL1; at EL2 with VHE that means EL2's.)
 */
#include "machine_priv.h"

#include <kernel/arch/shared/boot_stack.h>

	.section .text.entry, "ax", @progbits
	.globl kernel_entry
	.type kernel_entry, @function
kernel_entry:
	msr	daifset, #15
	msr	spsel, #1
	adrp	x0, trap_stack
	add	x0, x0, :lo12:trap_stack
	add	sp, x0, #TRAP_STACK_BYTES
	msr	spsel, #0
	adrp	x0, boot_stack
	add	x0, x0, :lo12:boot_stack
	mov	x1, #(BOOT_STACK_GUARD_BYTES + BOOT_STACK_BYTES)
	add	sp, x0, x1
	mov	x29, xzr
	mov	x30, xzr
	bl	machine_start
	brk	#1
	.size kernel_entry, . - kernel_entry
