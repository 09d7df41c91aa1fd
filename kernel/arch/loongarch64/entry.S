/*
 * The kernel's first instructions on loongarch64.
 *
 * The loader jumps here with translation on, interrupts off [LIMINE entry state]. We take our own
 * stack, end the chain of frame pointers with zeroes, and go to C.
 */
#include <kernel/arch/shared/boot_stack.h>

	.section .text.entry, "ax", @progbits
	.globl kernel_entry
	.type kernel_entry, @function
kernel_entry:
	la.pcrel	$sp, boot_stack
	li.w		$t0, BOOT_STACK_GUARD_BYTES + BOOT_STACK_BYTES
	add.d		$sp, $sp, $t0
	move		$fp, $zero
	move		$tp, $zero
	move		$r21, $zero		/* per-processor data: the template */
	bl		machine_start
	break		0
	.size kernel_entry, . - kernel_entry
