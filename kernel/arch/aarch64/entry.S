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
#include <kernel/arch/shared/smp_stack.h>

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

/*
 * Another processor's first instructions: the loader's page tables and stack. One comes at a time;
 * its two stacks are neighbours (shared/smp_start.c).
 */
	.globl processor_entry
	.type processor_entry, @function
processor_entry:
	msr	daifset, #15
	adrp	x0, smp_start_stack
	ldr	x0, [x0, :lo12:smp_start_stack]
	msr	spsel, #1
	sub	x1, x0, #SMP_STACK_BYTES
	mov	sp, x1
	msr	spsel, #0
	mov	sp, x0
	mov	x29, xzr
	mov	x30, xzr
	bl	machine_start_processor
	brk	#1
	.size processor_entry, . - processor_entry
