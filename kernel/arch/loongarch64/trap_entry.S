/*
 * The one entry point of all exceptions but TLB refill, which the loader's handler serves. It
 * changes to the trap stack, because the current one may be what failed; if the trap stack is in
 * use already (SAVE0 is 0), it stays where it is. Then it builds a struct trap_frame (trap.c): r1
 * to r31, then ERA, ESTAT, BADV, PRMD.
 */
#include "machine_priv.h"

	.text
	.globl trap_entry
	.type trap_entry, @function
	.balign 4096
trap_entry:
	csrwr	$sp, CSR_SAVE0
	bnez	$sp, 1f
	csrrd	$sp, CSR_SAVE0
1:	addi.d	$sp, $sp, -TRAP_FRAME_BYTES
	st.d	$r1, $sp, 0
	st.d	$r2, $sp, 8
	.irp n, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, \
		18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	st.d	$r\n, $sp, (\n - 1) * 8
	.endr
	move	$t0, $zero
	csrwr	$t0, CSR_SAVE0
	st.d	$t0, $sp, 16		/* the interrupted stack pointer */
	csrrd	$t0, CSR_ERA
	st.d	$t0, $sp, 248
	csrrd	$t0, CSR_ESTAT
	st.d	$t0, $sp, 256
	csrrd	$t0, CSR_BADV
	st.d	$t0, $sp, 264
	csrrd	$t0, CSR_PRMD
	st.d	$t0, $sp, 272
	move	$a0, $sp
	bl	trap_dispatch
	break	0
	.size trap_entry, . - trap_entry
