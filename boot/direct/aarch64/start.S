/*
 * The first instructions on aarch64: a Linux Image [LINUX arm64/booting]. x0 = device tree; MMU
 * and data cache off; EL1 or EL2. The image runs wherever it was loaded (at a multiple of 2 MiB).
 *
 * Order: exception level, identity map with the caches on (identity.c), bss, relocations, main.
 */
#include <boot/arch/aarch64/aarch64.h>

	.section .text.start, "ax"
	.globl	direct_start
image_header:
	b	direct_start
	.long	0
	.quad	0		/* offset from a multiple of 2 MiB */
	.quad	image_bytes	/* with bss and stack */
	.quad	0xa		/* little endian, 4 KiB pages, anywhere */
	.quad	0
	.quad	0
	.quad	0
	.ascii	"ARM\x64"
	.long	0

direct_start:
	isb
	mrs	x21, cntpct_el0
	mov	x20, x0
	mov	x22, #0
	msr	daifset, #0xf
	mrs	x1, CurrentEL
	cmp	x1, #(2 << 2)
	b.lo	4f		/* EL1 */
	b.hi	9f		/* EL3: nothing is set up to speak with */

	/* EL2. With VHE the names *_EL1 mean its registers from here on. */
	mrs	x1, id_aa64mmfr1_el1
	ubfx	x1, x1, #8, #4
	cbz	x1, 3f
	ldr	x1, =AARCH64_ENTRY_HCR_EL2
	msr	hcr_el2, x1
	isb
	b	4f

	/* Without it the machine is refused, but to say so main has to run: at EL1. */
3:	mov	x22, #1
	mov	x1, #(1 << 31)	/* HCR_EL2.RW: EL1 is AArch64 */
	msr	hcr_el2, x1
	mov	x1, #3		/* CNTHCTL_EL2: EL1 may read the counter */
	msr	cnthctl_el2, x1
	msr	cntvoff_el2, xzr
	msr	hstr_el2, xzr
	mov	x1, #0x33ff	/* CPTR_EL2: nothing is trapped */
	msr	cptr_el2, x1
	ldr	x1, =AARCH64_SCTLR_OFF
	msr	sctlr_el1, x1
	mov	x1, #0x3c5	/* EL1 with its own stack pointer, interrupts masked */
	msr	spsr_el2, x1
	adr	x1, 4f
	msr	elr_el2, x1
	eret

4:	msr	spsel, #1
	ldr	x1, =AARCH64_SCTLR_OFF
	msr	sctlr_el1, x1
	msr	cpacr_el1, xzr
	adr	x1, vectors
	msr	vbar_el1, x1
	isb
	adrp	x1, stack_top
	add	sp, x1, :lo12:stack_top
	adrp	x0, image_start
	adrp	x1, image_end
	mov	x2, x20
	bl	identity_start

	adrp	x1, bss_start
	add	x1, x1, :lo12:bss_start
	adrp	x2, bss_end
	add	x2, x2, :lo12:bss_end
5:	cmp	x1, x2
	b.hs	6f
	str	xzr, [x1], #8
	b	5b

	/* The image is linked to run at 0; each relocation says: add where it really is. */
6:	adrp	x0, image_start
	adrp	x1, rela_start
	add	x1, x1, :lo12:rela_start
	adrp	x2, rela_end
	add	x2, x2, :lo12:rela_end
7:	cmp	x1, x2
	b.hs	8f
	ldr	x3, [x1]
	ldr	x4, [x1, #16]
	add	x4, x4, x0
	str	x4, [x3, x0]
	add	x1, x1, #24
	b	7b

8:	adrp	x1, direct_level2_without_vhe
	add	x1, x1, :lo12:direct_level2_without_vhe
	str	w22, [x1]
	mov	x0, #0
	mov	x1, x20
	mov	x2, x21
	mov	x29, xzr
	mov	x30, xzr
	b	direct_main

9:	wfi
	b	9b
	.ltorg

/* Any exception is a fault of the loader itself. */
	.p2align 11
vectors:
	.rept	16
	b	1f
	.p2align 7
	.endr
1:	mrs	x0, esr_el1
	mrs	x1, elr_el1
	mrs	x2, far_el1
	b	direct_fault

	.section .noinit.stack, "aw", @nobits
	.p2align 12
	.space	65536
stack_top:

	.section .note.GNU-stack, "", @progbits
