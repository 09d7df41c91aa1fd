/*
 * The one entry point of all traps. It changes to the trap stack, because the current one may be
 * what failed; if the trap stack is in use already (sscratch is 0), it stays where it is. Then it
 * builds a struct trap_frame (trap.c): x1 to x31, then sepc, scause, stval, sstatus.
 */
#include "machine_priv.h"

	.text
	.globl trap_entry
	.type trap_entry, @function
	.balign 4
trap_entry:
	csrrw	sp, sscratch, sp
	bnez	sp, 1f
	csrr	sp, sscratch
1:	addi	sp, sp, -TRAP_FRAME_BYTES
	sd	x1, 0(sp)
	.irp n, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, \
		18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	sd	x\n, ((\n - 1) * 8)(sp)
	.endr
	csrrw	t0, sscratch, x0
	sd	t0, 8(sp)		/* the interrupted stack pointer */
	csrr	t0, sepc
	sd	t0, 248(sp)
	csrr	t0, scause
	sd	t0, 256(sp)
	csrr	t0, stval
	sd	t0, 264(sp)
	csrr	t0, sstatus
	sd	t0, 272(sp)
	mv	a0, sp
	call	trap_dispatch
	unimp
	.size trap_entry, . - trap_entry
