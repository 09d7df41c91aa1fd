/*
 * The vector table [ARM D1.4.2]: four groups (from EL1 on SP_EL0, from EL1 on SP_EL1, from a
 * lower level in 64 and in 32 bits) of four kinds (synchronous, IRQ, FIQ, SError), 128 bytes each.
 * The first group is the running kernel; the second a fault inside a trap. Each makes a struct
 * trap_frame (trap.c) and calls trap_dispatch(frame, vector), but for interrupts of the running
 * kernel: they call trap_dispatch_irq(pc, frame pointer) and return.
 */
#include "machine_priv.h"

	.macro VECTOR number
	.balign	128
	sub	sp, sp, #TRAP_FRAME_BYTES
	stp	x0, x1, [sp]
	mov	x1, #\number
	b	trap_common
	.endm

/* An interrupt of the running kernel stays on its stack, so that it can give the processor away. */
	.macro VECTOR_IRQ
	.balign	128
	msr	spsel, #0
	sub	sp, sp, #TRAP_FRAME_BYTES
	stp	x0, x1, [sp]
	b	irq_entry
	.endm

	.text
	.globl trap_vectors
	.balign 2048
trap_vectors:
	VECTOR 0
	VECTOR_IRQ
	.irp number, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	VECTOR \number
	.endr

	.type trap_common, @function
trap_common:
	stp	x2, x3, [sp, #16]
	stp	x4, x5, [sp, #32]
	stp	x6, x7, [sp, #48]
	stp	x8, x9, [sp, #64]
	stp	x10, x11, [sp, #80]
	stp	x12, x13, [sp, #96]
	stp	x14, x15, [sp, #112]
	stp	x16, x17, [sp, #128]
	stp	x18, x19, [sp, #144]
	stp	x20, x21, [sp, #160]
	stp	x22, x23, [sp, #176]
	stp	x24, x25, [sp, #192]
	stp	x26, x27, [sp, #208]
	stp	x28, x29, [sp, #224]
	mrs	x2, sp_el0
	stp	x30, x2, [sp, #240]
	mrs	x2, elr_el1
	mrs	x3, spsr_el1
	stp	x2, x3, [sp, #256]
	mrs	x2, esr_el1
	mrs	x3, far_el1
	stp	x2, x3, [sp, #272]
	mov	x0, sp
	bl	trap_dispatch
	brk	#1
	.size trap_common, . - trap_common

/* Only what C may change is saved; x29 and x30 are a frame record for backtraces. */
	.type irq_entry, @function
irq_entry:
	stp	x2, x3, [sp, #16]
	stp	x4, x5, [sp, #32]
	stp	x6, x7, [sp, #48]
	stp	x8, x9, [sp, #64]
	stp	x10, x11, [sp, #80]
	stp	x12, x13, [sp, #96]
	stp	x14, x15, [sp, #112]
	stp	x16, x17, [sp, #128]
	str	x18, [sp, #144]
	stp	x29, x30, [sp, #232]
	mrs	x0, elr_el1
	mrs	x1, spsr_el1
	stp	x0, x1, [sp, #256]
	mov	x1, x29
	bl	trap_dispatch_irq
	ldp	x0, x1, [sp, #256]
	msr	elr_el1, x0
	msr	spsr_el1, x1
	ldp	x2, x3, [sp, #16]
	ldp	x4, x5, [sp, #32]
	ldp	x6, x7, [sp, #48]
	ldp	x8, x9, [sp, #64]
	ldp	x10, x11, [sp, #80]
	ldp	x12, x13, [sp, #96]
	ldp	x14, x15, [sp, #112]
	ldp	x16, x17, [sp, #128]
	ldr	x18, [sp, #144]
	ldp	x29, x30, [sp, #232]
	ldp	x0, x1, [sp]
	add	sp, sp, #TRAP_FRAME_BYTES
	eret
	.size irq_entry, . - irq_entry
