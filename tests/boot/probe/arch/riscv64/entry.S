/*
 * The probe's first instructions on each hart: registers 1 to 31 into a frame on the stack, at
 * eight times their number; the word of register 0 is free.
 */
	.text
	.globl	probe_entry, probe_wrong_entry, probe_other_entry

	.macro SAVE_ALL
	addi	sp, sp, -256
	sd	x5, 40(sp)
	addi	x5, sp, 256
	sd	x5, 16(sp)
	sd	x1, 8(sp)
	.irp	n, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, \
		25, 26, 27, 28, 29, 30, 31
	sd	x\n, 8 * \n(sp)
	.endr
	mv	a0, sp
	.endm

/* The entry point the request asks for. */
	.balign	4
probe_entry:
	SAVE_ALL
	call	probe_main
	unimp

/* The file's entry point, which the request overrides. */
probe_wrong_entry:
	call	probe_wrong_start
	unimp

/* Where the other harts are sent. */
	.balign	4
probe_other_entry:
	SAVE_ALL
	call	probe_other_start
	unimp
