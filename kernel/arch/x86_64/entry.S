/*
 * The kernel's first instructions on x86_64.
 *
 * The loader jumps here in 64-bit mode on its own stack, interrupts off, no IDT [LIMINE entry
 * state]. We take our own stack, end the chain of frame pointers with a 0, and go to C:
 * machine_start gives us our GDT and IDT and then calls the portable kernel. Nothing here can
 * fault.
 */
#include <kernel/arch/shared/boot_stack.h>

	.section .text.entry, "ax", @progbits
	.globl kernel_entry
	.type kernel_entry, @function
kernel_entry:
	cld
	lea	boot_stack + BOOT_STACK_GUARD_BYTES + BOOT_STACK_BYTES(%rip), %rsp
	xor	%ebp, %ebp
	push	%rbp			/* a return address of 0 ends every backtrace */
	push	%rbp
	mov	%rsp, %rbp
	call	machine_start
	ud2
	.size kernel_entry, . - kernel_entry

/*
 * Another processor's first instructions: the loader's page tables and stack, interrupts off. One
 * comes at a time, and smp_start_stack is its stack (shared/smp_start.c).
 */
	.globl processor_entry
	.type processor_entry, @function
processor_entry:
	cld
	mov	smp_start_stack(%rip), %rsp
	xor	%ebp, %ebp
	push	%rbp
	push	%rbp
	mov	%rsp, %rbp
	call	machine_start_processor
	ud2
	.size processor_entry, . - processor_entry
