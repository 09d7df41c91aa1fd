/*
 * The first instructions on loongarch64: QEMU 7.2 starts every processor here, in direct address
 * mode, with no arguments; the device tree lies at 1 MiB. Processor 0 goes on, the others wait in
 * the loader's image for what machine_start_processors sends them.
 */
#include <boot/arch/loongarch64/loongarch64.h>

#define TREE_ADDRESS 0x100000

	.section .text.start, "ax"
	.globl	direct_start
direct_start:
	li.d	$t0, DMW_CACHED
	csrwr	$t0, CSR_DMW0
	li.d	$t0, DMW_UNCACHED
	csrwr	$t0, CSR_DMW1
	li.d	$t0, CRMD_MAPPED
	csrwr	$t0, CSR_CRMD
	csrwr	$zero, CSR_ECFG
	csrrd	$t0, CSR_CPUID
	beqz	$t0, 1f
	b	loongarch_park

1:	rdtime.d	$a2, $zero
	la.pcrel	$t0, bss_start
	la.pcrel	$t1, bss_end
2:	st.d	$zero, $t0, 0
	addi.d	$t0, $t0, 8
	bltu	$t0, $t1, 2b
	la.pcrel	$sp, stack_top
	la.pcrel	$t0, direct_trap
	csrwr	$t0, CSR_EENTRY
	move	$fp, $zero
	move	$a0, $zero
	li.d	$a1, TREE_ADDRESS
	bl	direct_main
3:	idle	0
	b	3b

/* Any exception is a fault of the loader itself. */
	.balign	4096
direct_trap:
	csrrd	$a0, CSR_ESTAT
	csrrd	$a1, CSR_ERA
	csrrd	$a2, CSR_BADV
	b	direct_fault

	.section .bss.stack, "aw", @nobits
	.balign	4096
	.space	65536
stack_top:

	.section .note.GNU-stack, "", @progbits
