/*
 * The probe's first instructions on each processor: x0 to x30, the stack pointer, flags, masks
 * and SPSel into a frame on the stack (struct entry_frame in machine.c). Nothing changes before
 * it is saved.
 */
	.text
	.globl	probe_entry, probe_wrong_entry, probe_other_entry

	.macro SAVE_ALL
	sub	sp, sp, #288
	stp	x0, x1, [sp, #0]
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
	add	x0, sp, #288
	stp	x30, x0, [sp, #240]
	mrs	x0, nzcv
	mrs	x1, daif
	stp	x0, x1, [sp, #256]
	mrs	x0, spsel
	str	x0, [sp, #272]
	mov	x0, sp
	.endm

/* The entry point the request asks for. */
probe_entry:
	SAVE_ALL
	bl	probe_main
	udf	#0

/* The file's entry point, which the request overrides. */
probe_wrong_entry:
	bl	probe_wrong_start
	udf	#0

/* Where the other processors are sent. */
probe_other_entry:
	SAVE_ALL
	bl	probe_other_start
	udf	#0
