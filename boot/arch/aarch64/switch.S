/*
 * From the loader's (or no) translation to the kernel's, for the boot processor and for started
 * ones.
 *
 * The translation regime cannot be changed under a running program: TCR says how the tables of
 * both halves look. So the MMU goes off, the registers are loaded, and it goes on again, all in
 * one page that the new TTBR0 maps to itself; the kernel's half comes with TTBR1. While the MMU
 * is off nothing is loaded or stored but what has been cleaned to memory before.
 *
 * Only directives that both ELF and COFF have.
 */
#include <boot/arch/aarch64/aarch64.h>
#include <boot/arch/shared/processors.h>

/* From the state at x9: loads the translation registers and turns the MMU on. Uses x10 to x15. */
.macro TURN_ON
	ldr	x10, [x9, #AARCH64_STATE_SCTLR]
	ldr	x11, [x9, #AARCH64_STATE_TCR]
	ldr	x12, [x9, #AARCH64_STATE_MAIR]
	ldr	x13, [x9, #AARCH64_STATE_TTBR0]
	ldr	x14, [x9, #AARCH64_STATE_TTBR1]
	msr	tcr_el1, x11
	msr	mair_el1, x12
	msr	ttbr0_el1, x13
	msr	ttbr1_el1, x14
	msr	cpacr_el1, xzr
	isb
	tlbi	vmalle1
	mrs	x15, CurrentEL
	tbz	x15, #3, 91f
	tlbi	alle2
91:	dsb	nsh
	isb
	msr	sctlr_el1, x10
	isb
	ic	iallu
	dsb	nsh
	isb
.endm

/* [LIMINE aarch64 EL2 entry], on the way to E2H: only at EL2. CPTR_EL2 changes its shape with
 * E2H. */
.macro PREPARE_LEVEL
	mrs	x15, CurrentEL
	tbz	x15, #3, 92f
	ldr	x15, =AARCH64_ENTRY_HCR_EL2
	msr	hcr_el2, x15
	isb
	msr	cptr_el2, xzr
	msr	hstr_el2, xzr
	mov	x15, #AARCH64_ENTRY_CNTHCTL_EL2
	msr	cnthctl_el2, x15
	isb
92:
.endm

/* The MMU and the caches go off; the register of EL2 goes by its own name, E2H may be 0 yet. Uses
 * x10, x15. */
.macro TURN_OFF
	ldr	x10, =AARCH64_SCTLR_OFF
	dsb	sy
	mrs	x15, CurrentEL
	tbz	x15, #3, 93f
	msr	sctlr_el2, x10
	b	94f
93:	msr	sctlr_el1, x10
94:	isb
.endm

/* x16 = where to, sp_el0 and x0 are as they shall be: exception return with every other register
 * 0. */
.macro LEAVE
	mrs	x1, CurrentEL /* in SPSR the same bits say: EL1 or EL2 with sp_el0 */
	orr	x1, x1, #AARCH64_ENTRY_DAIF
	msr	spsr_el1, x1
	msr	elr_el1, x16
	mov	x1, xzr
	mov	x2, xzr
	mov	x3, xzr
	mov	x4, xzr
	mov	x5, xzr
	mov	x6, xzr
	mov	x7, xzr
	mov	x8, xzr
	mov	x9, xzr
	mov	x10, xzr
	mov	x11, xzr
	mov	x12, xzr
	mov	x13, xzr
	mov	x14, xzr
	mov	x15, xzr
	mov	x16, xzr
	mov	x17, xzr
	mov	x18, xzr
	mov	x19, xzr
	mov	x20, xzr
	mov	x21, xzr
	mov	x22, xzr
	mov	x23, xzr
	mov	x24, xzr
	mov	x25, xzr
	mov	x26, xzr
	mov	x27, xzr
	mov	x28, xzr
	mov	x29, xzr
	mov	x30, xzr
	eret
.endm

	.text
	.p2align 12
	.globl	aarch64_switch_page
aarch64_switch_page:

/* aarch64_enter(x0 = struct aarch64_state *) */
	.globl	aarch64_enter
aarch64_enter:
	msr	daifset, #0xf
	msr	spsel, #1
	mov	x9, x0
	ldr	x16, [x9, #AARCH64_STATE_ENTRY]
	ldr	x17, [x9, #AARCH64_STATE_STACK]
	TURN_OFF
	PREPARE_LEVEL
	TURN_ON
	msr	sp_el0, x17
	mov	x0, xzr
	LEAVE

/* A processor out of a spin table, MMU off. */
	.globl	aarch64_spin_entry
aarch64_spin_entry:
	adrp	x0, aarch64_spin_start
	add	x0, x0, :lo12:aarch64_spin_start
	ldr	x0, [x0]

/* A processor that has been started, MMU off: x0 = struct processor_start *. */
	.globl	aarch64_processor_entry
aarch64_processor_entry:
	msr	daifset, #0xf
	msr	spsel, #1
	ldr	x9, [x0, #PROCESSOR_START_STATE]
	ldr	x19, [x0, #PROCESSOR_START_INFO]
	ldr	x20, [x0, #PROCESSOR_START_READY_AT]
	TURN_OFF
	PREPARE_LEVEL
	TURN_ON
	mov	x1, #1
	stlr	x1, [x20]
	add	x2, x19, #MP_INFO_GOTO
	/* Parked: the exclusive load watches the line, so that the kernel's store is an event
	 * that wakes us; the acquire pairs with that store's release. */
	sevl
1:	wfe
	ldaxr	x16, [x2]
	cbz	x16, 1b
	clrex
	ldr	x1, [x19, #MP_INFO_RESERVED]
	msr	sp_el0, x1
	mov	x0, x19
	LEAVE

	.ltorg

/* int64_t aarch64_psci_hvc(x0 = function, x1 to x3 = arguments) */
	.globl	aarch64_psci_hvc
aarch64_psci_hvc:
	hvc	#0
	ret

	.globl	aarch64_psci_smc
aarch64_psci_smc:
	smc	#0
	ret

	.p2align 12

	.data
	.p2align 6
	.globl	aarch64_spin_start
aarch64_spin_start:
	.quad	0
