/*
 * Entry points of exceptions and interrupts. The processor pushes ss, rsp, rflags, cs, rip and, for
 * some vectors, an error code; we add a 0 where it pushes none, then the vector, then the general
 * registers, which makes a struct trap_frame (trap.c), and call trap_dispatch with its address; if
 * that returns, all goes back [SDM3 6.14.2].
 */
#include "vectors_priv.h"

	.text

/* Vectors with an error code: 8, 10 to 14, 17, 21, 29, 30 [SDM3 table 6-1]. */
	.macro STUB vector
	.balign	16
	.if (\vector != 8) && !((\vector >= 10) && (\vector <= 14)) && (\vector != 17) && \
		(\vector != 21) && (\vector != 29) && (\vector != 30)
	pushq	$0
	.endif
	pushq	$\vector
	jmp	trap_common
	.endm

	.globl trap_stubs
	.type trap_stubs, @function
	.balign	16
trap_stubs:
	.set	vector, 0
	.rept	NR_VECTORS
	STUB	vector
	.set	vector, vector + 1
	.endr
	.size trap_stubs, . - trap_stubs

	.type trap_common, @function
trap_common:
	cld
	push	%rax
	push	%rbx
	push	%rcx
	push	%rdx
	push	%rsi
	push	%rdi
	push	%rbp
	push	%r8
	push	%r9
	push	%r10
	push	%r11
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	mov	%rsp, %rdi
	mov	%rsp, %rbx
	and	$-16, %rsp
	call	trap_dispatch
	mov	%rbx, %rsp
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%r11
	pop	%r10
	pop	%r9
	pop	%r8
	pop	%rbp
	pop	%rdi
	pop	%rsi
	pop	%rdx
	pop	%rcx
	pop	%rbx
	pop	%rax
	add	$16, %rsp		/* vector and error code */
	iretq
	.size trap_common, . - trap_common
