/*
 * loongarch64: from one flow to another [ELF-LOONGARCH]. The saved stack, from its pointer up: ra,
 * fp, s0 to s8, padding. context.c builds the first one.
 */
	.text
	.globl context_switch
	.type context_switch, @function
	.balign 16
context_switch:
	addi.d	$sp, $sp, -96
	st.d	$ra, $sp, 0
	st.d	$fp, $sp, 8
	st.d	$s0, $sp, 16
	st.d	$s1, $sp, 24
	st.d	$s2, $sp, 32
	st.d	$s3, $sp, 40
	st.d	$s4, $sp, 48
	st.d	$s5, $sp, 56
	st.d	$s6, $sp, 64
	st.d	$s7, $sp, 72
	st.d	$s8, $sp, 80
	st.d	$sp, $a0, 0
	ld.d	$sp, $a1, 0
	ld.d	$ra, $sp, 0
	ld.d	$fp, $sp, 8
	ld.d	$s0, $sp, 16
	ld.d	$s1, $sp, 24
	ld.d	$s2, $sp, 32
	ld.d	$s3, $sp, 40
	ld.d	$s4, $sp, 48
	ld.d	$s5, $sp, 56
	ld.d	$s6, $sp, 64
	ld.d	$s7, $sp, 72
	ld.d	$s8, $sp, 80
	addi.d	$sp, $sp, 96
	ret
	.size context_switch, . - context_switch

/* Where a new flow begins: the entry function in s0, its argument in s1. */
	.globl context_begin
	.type context_begin, @function
context_begin:
	move	$a0, $s1
	jirl	$ra, $s0, 0
	break	0
	.size context_begin, . - context_begin
