/*
 * Over to the kernel's page tables, for the boot processor and for those that wait.
 *
 * There is no moment without a map: the window at 0 stays (the protocol wants it), so the
 * loader's code goes on at its physical address while the registers of the page walk are loaded
 * [LIMINE loongarch64].
 */
#include <boot/arch/loongarch64/loongarch64.h>
#include <boot/arch/shared/processors.h>

/* csr = value, by a register that may be destroyed */
.macro CSR_SET csr, value
	li.d	$t1, \value
	csrwr	$t1, \csr
.endm

/* $t0 = struct loongarch_state *. Uses $t1. */
.macro LOAD_ENTRY_CSRS
	CSR_SET	CSR_ECFG, 0
	CSR_SET	CSR_EUEN, 0
	CSR_SET	CSR_EENTRY, 0
	CSR_SET	CSR_MERRENTRY, 0
	CSR_SET	CSR_ASID, 0
	CSR_SET	CSR_DMW0, DMW_CACHED
	CSR_SET	CSR_PWCL, PWCL_VALUE
	CSR_SET	CSR_PWCH, PWCH_VALUE
	CSR_SET	CSR_STLBPS, PAGE_SHIFT
	CSR_SET	CSR_TLBREHI, PAGE_SHIFT
	la.pcrel	$t1, loongarch_tlb_refill
	csrwr	$t1, CSR_TLBRENTRY
	ld.d	$t1, $t0, LOONGARCH_STATE_ROOT
	csrwr	$t1, CSR_PGDL
	ld.d	$t1, $t0, LOONGARCH_STATE_ROOT
	csrwr	$t1, CSR_PGDH
	invtlb	0, $zero, $zero
	CSR_SET	CSR_CRMD, CRMD_MAPPED
	CSR_SET	CSR_DMW1, 0
	CSR_SET	CSR_DMW2, 0
	CSR_SET	CSR_DMW3, 0
.endm

/* Every register but $sp, $a0 and $t0. */
.macro CLEAR_REGISTERS
	move	$ra, $zero
	move	$tp, $zero
	move	$a1, $zero
	move	$a2, $zero
	move	$a3, $zero
	move	$a4, $zero
	move	$a5, $zero
	move	$a6, $zero
	move	$a7, $zero
	move	$t1, $zero
	move	$t2, $zero
	move	$t3, $zero
	move	$t4, $zero
	move	$t5, $zero
	move	$t6, $zero
	move	$t7, $zero
	move	$t8, $zero
	move	$r21, $zero
	move	$fp, $zero
	move	$s0, $zero
	move	$s1, $zero
	move	$s2, $zero
	move	$s3, $zero
	move	$s4, $zero
	move	$s5, $zero
	move	$s6, $zero
	move	$s7, $zero
	move	$s8, $zero
.endm

	.text

/* loongarch_enter($a0 = struct loongarch_state *) */
	.globl	loongarch_enter
loongarch_enter:
	move	$t0, $a0
	ld.d	$s0, $t0, LOONGARCH_STATE_ENTRY
	ld.d	$sp, $t0, LOONGARCH_STATE_STACK
	LOAD_ENTRY_CSRS
	move	$t0, $s0
	move	$a0, $zero
	CLEAR_REGISTERS
	jr	$t0

/* A processor that is not the boot processor: it sleeps until an interrupt from another one is
 * pending (none is taken, CRMD.IE is 0), looks into its mailbox, and if there is nothing goes on
 * sleeping. */
	.globl	loongarch_park
loongarch_park:
	CSR_SET	CSR_DMW0, DMW_CACHED
	CSR_SET	CSR_CRMD, CRMD_MAPPED
	li.d	$t2, IOCSR_IPI_ENABLE
	li.w	$t1, -1
	iocsrwr.w	$t1, $t2
	CSR_SET	CSR_ECFG, ECFG_IPI
	li.d	$t3, IOCSR_IPI_STATUS
	li.d	$t4, IOCSR_MAILBOX0
	/* First the mailbox: a message from before interrupts were enabled wakes nobody. */
1:	iocsrrd.d	$s1, $t4
	bnez	$s1, 2f
	idle	0
	b	1b
	/* The interrupt follows the message, which comes in two halves: when it is there, so are
	 * they. The kernel must not find it. */
2:	iocsrrd.w	$t1, $t3
	beqz	$t1, 2b
	li.d	$t2, IOCSR_IPI_CLEAR
	iocsrwr.w	$t1, $t2
	iocsrrd.d	$s1, $t4
	iocsrwr.d	$zero, $t4
	li.d	$t2, IOCSR_IPI_ENABLE
	iocsrwr.w	$zero, $t2

	ld.d	$t0, $s1, PROCESSOR_START_STATE
	ld.d	$a0, $s1, PROCESSOR_START_INFO
	ld.d	$s2, $s1, PROCESSOR_START_READY_AT
	LOAD_ENTRY_CSRS
	li.w	$t1, 1
	dbar	0
	st.d	$t1, $s2, 0
3:	ld.d	$t0, $a0, MP_INFO_GOTO
	beqz	$t0, 3b
	dbar	0
	ld.d	$sp, $a0, MP_INFO_RESERVED
	CLEAR_REGISTERS
	jr	$t0

/*
 * The TLB refill handler the kernel begins with: walks the four levels by the registers above and
 * fills a pair of pages. It runs with physical addresses, so it must not move [LA-V1 7.5, 4.2.5].
 */
	.balign	4096
loongarch_tlb_refill:
	csrwr	$t0, CSR_TLBRSAVE
	csrrd	$t0, CSR_PGD
	lddir	$t0, $t0, 3
	lddir	$t0, $t0, 2
	lddir	$t0, $t0, 1
	ldpte	$t0, 0
	ldpte	$t0, 1
	tlbfill
	csrrd	$t0, CSR_TLBRSAVE
	ertn
	.balign	4096

	.section .note.GNU-stack, "", @progbits
