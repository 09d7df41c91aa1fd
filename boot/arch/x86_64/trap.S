/*
 * One stub per exception: makes all frames alike (some exceptions push an error code, some do not
 * [SDM3 6.13]) and calls trap_report with the frame and CR2. It never comes back.
 */
#include "trap_priv.h"

#define WITH_ERROR_CODE 0x60227d00	/* vectors 8, 10-14, 17, 21, 29, 30 */

	.text
	.globl trap_stubs
	.balign TRAP_STUB_BYTES
trap_stubs:
	.set vector, 0
	.rept TRAP_COUNT
	.balign TRAP_STUB_BYTES
	.if !(WITH_ERROR_CODE >> vector & 1)
	pushq $0
	.endif
	pushq $vector
	jmp trap_common
	.set vector, vector + 1
	.endr

trap_common:
	cld
	movq %rsp, %rdi
	movq %cr2, %rsi
	andq $-16, %rsp
	call trap_report
	ud2
