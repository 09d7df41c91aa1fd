/*
 * The first instructions on riscv64: OpenSBI jumps here in supervisor mode without paging, a0 =
 * hart id, a1 = device tree, the other harts stay with the firmware [SBI 9]. QEMU 7.2 starts an
 * ELF file at its lowest address whatever its entry point says; so this section comes first.
 */
	.section .text.start, "ax"
	.globl	direct_start
direct_start:
	rdtime	a2
	csrw	sie, zero
	csrw	sstatus, zero
	csrw	satp, zero
	lla	t0, bss_start
	lla	t1, bss_end
1:	sd	zero, 0(t0)
	addi	t0, t0, 8
	bltu	t0, t1, 1b
	lla	sp, stack_top
	lla	t0, direct_trap
	csrw	stvec, t0
	call	direct_main
	j	.

/* Any exception is a fault of the loader itself. */
	.balign	4
direct_trap:
	csrr	a0, scause
	csrr	a1, sepc
	csrr	a2, stval
	j	direct_fault

	.section .bss.stack, "aw", @nobits
	.balign	4096
	.space	65536
stack_top:

	.section .note.GNU-stack, "", @progbits
