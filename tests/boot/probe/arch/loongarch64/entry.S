/*
 * The probe's first instructions on each processor: registers 1 to 31 into a frame on the stack, at
 * eight times their number; the word of register 0 is free.
 */
	.text
	.globl	probe_entry, probe_wrong_entry, probe_other_entry

	.macro SAVE_ALL
	addi.d	$sp, $sp, -256
	st.d	$r12, $sp, 96
	addi.d	$r12, $sp, 256
	st.d	$r12, $sp, 24
	.irp	n, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, \
		25, 26, 27, 28, 29, 30, 31
	st.d	$r\n, $sp, 8 * \n
	.endr
	move	$a0, $sp
	.endm

/* The entry point the request asks for. */
probe_entry:
	SAVE_ALL
	bl	probe_main
	break	0

/* The file's entry point, which the request overrides. */
probe_wrong_entry:
	bl	probe_wrong_start
	break	0

/* Where the other processors are sent. */
probe_other_entry:
	SAVE_ALL
	bl	probe_other_start
	break	0
