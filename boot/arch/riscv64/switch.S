/*
 * From physical addresses to the kernel's page tables, for the boot processor and for started
 * harts.
 *
 * The tables map no identity: with the write of satp the next instruction cannot be fetched. That
 * is how we get across: stvec holds the HHDM alias of the code behind the write, and the page
 * fault goes there [RISCV-PRIV 4.1.2, 4.1.11]. The loader's image is memory of type
 * BOOTLOADER_RECLAIMABLE, so its alias is mapped, readable, writable and executable.
 */
#include <boot/arch/riscv64/riscv64.h>
#include <boot/arch/shared/processors.h>

/* Everything the protocol promises about CSRs but satp, then no trap vector [LIMINE riscv64]. */
.macro LOAD_ENTRY_CSRS
	csrw	sie, zero
	li	t0, RISCV_ENTRY_SSTATUS
	csrw	sstatus, t0
	csrw	stvec, zero
	csrw	sscratch, zero
	csrw	scause, zero
	csrw	sepc, zero
	csrw	stval, zero
.endm

/* Every register but sp, a0 and t0. */
.macro CLEAR_REGISTERS
	li	ra, 0
	li	gp, 0
	li	tp, 0
	li	t1, 0
	li	t2, 0
	li	s0, 0
	li	s1, 0
	li	a1, 0
	li	a2, 0
	li	a3, 0
	li	a4, 0
	li	a5, 0
	li	a6, 0
	li	a7, 0
	li	s2, 0
	li	s3, 0
	li	s4, 0
	li	s5, 0
	li	s6, 0
	li	s7, 0
	li	s8, 0
	li	s9, 0
	li	s10, 0
	li	s11, 0
	li	t3, 0
	li	t4, 0
	li	t5, 0
	li	t6, 0
.endm

	.text

/* uint64_t riscv_try_satp(uint64_t satp): what satp holds after the write. The table maps what we
 * run on. */
	.globl	riscv_try_satp
riscv_try_satp:
	sfence.vma
	csrw	satp, a0
	csrr	a0, satp
	csrw	satp, zero
	sfence.vma
	ret

/* riscv_enter(a0 = struct riscv_state *) */
	.globl	riscv_enter
riscv_enter:
	ld	t1, RISCV_STATE_SATP(a0)
	ld	t2, RISCV_STATE_HHDM(a0)
	ld	s0, RISCV_STATE_ENTRY(a0)
	ld	sp, RISCV_STATE_STACK(a0)
	csrw	sie, zero
	lla	t0, 1f
	add	t0, t0, t2
	csrw	stvec, t0
	sfence.vma
	csrw	satp, t1
	j	.
	.balign	4
1:	sfence.vma
	mv	t1, s0
	LOAD_ENTRY_CSRS
	mv	t0, t1
	li	a0, 0
	CLEAR_REGISTERS
	jr	t0

/* A hart that the SBI has started: a0 = hart id, a1 = struct processor_start *. */
	.globl	riscv_processor_entry
riscv_processor_entry:
	csrw	sie, zero
	ld	a0, PROCESSOR_START_INFO(a1)
	ld	s1, PROCESSOR_START_READY_AT(a1)
	ld	a2, PROCESSOR_START_STATE(a1)
	ld	t1, RISCV_STATE_SATP(a2)
	ld	t2, RISCV_STATE_HHDM(a2)
	lla	t0, 1f
	add	t0, t0, t2
	csrw	stvec, t0
	sfence.vma
	csrw	satp, t1
	j	.
	.balign	4
1:	sfence.vma
	LOAD_ENTRY_CSRS
	li	t0, 1
	fence	rw, w
	sd	t0, 0(s1)
2:	.word	0x0100000f	/* pause; a fence without effect where Zihintpause is not known */
	ld	t0, MP_INFO_GOTO(a0)
	beqz	t0, 2b
	fence	r, rw
	ld	sp, MP_INFO_RESERVED(a0)
	CLEAR_REGISTERS
	jr	t0

	.section .note.GNU-stack, "", @progbits
