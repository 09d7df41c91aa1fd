/*
 * aarch64: from one flow to another [AAPCS64 6.1.1]. The saved stack, from its pointer up: x29,
 * x30, then x19 to x28. context.c builds the first one.
 */
	.text
	.globl context_switch
	.type context_switch, %function
	.balign 16
context_switch:
	stp	x29, x30, [sp, #-96]!
	stp	x19, x20, [sp, #16]
	stp	x21, x22, [sp, #32]
	stp	x23, x24, [sp, #48]
	stp	x25, x26, [sp, #64]
	stp	x27, x28, [sp, #80]
	mov	x9, sp
	ldr	x10, [x1]
	str	x9, [x0]
	mov	sp, x10
	ldp	x19, x20, [sp, #16]
	ldp	x21, x22, [sp, #32]
	ldp	x23, x24, [sp, #48]
	ldp	x25, x26, [sp, #64]
	ldp	x27, x28, [sp, #80]
	ldp	x29, x30, [sp], #96
	ret
	.size context_switch, . - context_switch

/* Where a new flow begins: the entry function in x19, its argument in x20. */
	.globl context_begin
	.type context_begin, %function
context_begin:
	mov	x0, x20
	blr	x19
	brk	#0
	.size context_begin, . - context_begin
