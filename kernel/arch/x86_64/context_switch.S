/*
 * x86_64: from one flow to another [SYSV-AMD64 3.2.1]. The saved stack, from its pointer up: r15,
 * r14, r13, r12, rbx, rbp, the address to go on at. context.c builds the first one.
 */
	.text
	.globl context_switch
	.type context_switch, @function
	.balign 16
context_switch:
	push	%rbp
	push	%rbx
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	mov	%rsp, (%rdi)
	mov	(%rsi), %rsp
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbx
	pop	%rbp
	ret
	.size context_switch, . - context_switch

/* Where a new flow begins: the entry function in rbx, its argument in r12. */
	.globl context_begin
	.type context_begin, @function
context_begin:
	mov	%r12, %rdi
	call	*%rbx
	ud2
	.size context_begin, . - context_begin
