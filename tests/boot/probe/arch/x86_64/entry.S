/*
 * The probe's first instructions on each processor: push everything, so that C can look at it
 * (struct entry_frame, probe_x86_priv.h). Nothing may be changed before it is pushed; pushes leave
 * flags and registers alone.
 */
	.text
	.globl probe_entry, probe_wrong_entry, probe_other_entry

	.macro PUSH_ALL
	pushfq
	pushq %r15
	pushq %r14
	pushq %r13
	pushq %r12
	pushq %r11
	pushq %r10
	pushq %r9
	pushq %r8
	pushq %rbp
	pushq %rdi
	pushq %rsi
	pushq %rdx
	pushq %rcx
	pushq %rbx
	pushq %rax
	movq %rsp, %rdi
	andq $-16, %rsp
	.endm

/* The entry point the request asks for. */
probe_entry:
	PUSH_ALL
	callq probe_main
	ud2

/* The file's entry point, which the request overrides. */
probe_wrong_entry:
	callq probe_wrong_start
	ud2

/* Where the other processors are sent. */
probe_other_entry:
	PUSH_ALL
	callq probe_other_start
	ud2
