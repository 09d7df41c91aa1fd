/*
 * The TLB refill handler: walks the four levels by the registers that mmu_enter and the loader
 * set, and fills in a pair of pages. It runs with physical addresses and must not cross a page
 * [LA-V1 5.4, 6.3.3].
 */
#include "machine_priv.h"

	.text
	.globl tlb_refill
	.type tlb_refill, @function
	.balign 4096
tlb_refill:
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
	.size tlb_refill, . - tlb_refill

	.section .note.GNU-stack, "", @progbits
