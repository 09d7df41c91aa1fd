/*
 * bios_interrupt: from long mode down to real mode, one BIOS interrupt, and back up.
 *
 *   64-bit -> 32-bit code segment -> paging, EFER.LME off -> 16-bit segment -> PE off -> real mode
 *   real mode: registers loaded, the handler called as INT does, registers kept -> real_to_long
 *
 * CR0, CR4, EFER and the descriptor table for interrupts are put back as they were; the page tables
 * and the GDT are always start.S's own. The BIOS runs with interrupts on, on the stack at
 * REAL_STACK_TOP, and finds its vectors at 0 and its controllers as it left them. Source: [SDM3
 * 10.8.5.4] (leaving IA-32e mode), [SDM3 10.9.2] (back to real mode).
 */
#include <boot/bios/layout.h>

#define EFER_MSR 0xc0000080
#define EFER_LME 0x100
#define CR0_PE   1
#define CR0_PG   0x80000000

	.section .text16, "awx"
	.code64
/* void bios_interrupt(uint8_t vector, struct bios_registers *registers) */
	.globl bios_interrupt
bios_interrupt:
	pushq %rbx
	pushq %rbp
	pushq %r12
	pushq %r13
	pushq %r14
	pushq %r15
	pushfq
	pushq %rsi
	cli
	cld
	sidt saved_idt
	movq %cr0, %rax
	movl %eax, saved_cr0
	movq %cr4, %rax
	movl %eax, saved_cr4
	movl $EFER_MSR, %ecx
	rdmsr
	movl %eax, saved_efer
	movzbl %dil, %edi
	movl (,%rdi,4), %eax	/* the vector: offset and segment */
	movl %eax, handler
	movl $registers, %edi
	movl $(REGISTERS_BYTES / 4), %ecx
	rep movsl
	movq %rsp, saved_rsp
	lgdt gdt_pointer
	pushq $SEGMENT_CODE32
	pushq $1f
	lretq

	.code32
1:	movw $SEGMENT_DATA, %ax
	movw %ax, %ss
	movw %ax, %ds
	movw %ax, %es
	movl %cr0, %eax
	andl $~CR0_PG, %eax
	movl %eax, %cr0
	xorl %eax, %eax
	movl %eax, %cr4
	movl $EFER_MSR, %ecx
	rdmsr
	andl $~EFER_LME, %eax
	wrmsr
	ljmpl $SEGMENT_CODE16, $2f

	.code16
2:	movw $SEGMENT_DATA16, %ax
	movw %ax, %ds
	movw %ax, %es
	movw %ax, %fs
	movw %ax, %gs
	movw %ax, %ss
	lidtl real_idt
	movl %cr0, %eax
	andb $~CR0_PE, %al
	movl %eax, %cr0
	ljmp $0, $3f
3:	xorw %ax, %ax
	movw %ax, %ss
	movl $REAL_STACK_TOP, %esp
	movw %ax, %fs
	movw %ax, %gs
	movw %ax, %ds
	movl registers + REGISTERS_EAX, %eax
	movl registers + REGISTERS_EBX, %ebx
	movl registers + REGISTERS_ECX, %ecx
	movl registers + REGISTERS_EDX, %edx
	movl registers + REGISTERS_ESI, %esi
	movl registers + REGISTERS_EDI, %edi
	movl registers + REGISTERS_EBP, %ebp
	movw registers + REGISTERS_ES, %es
	movw registers + REGISTERS_DS, %ds
	sti
	pushfw			/* what INT does [SDM2 INT] */
	cli
	lcallw *%cs:handler
	cli
	pushfw
	pushw %ds
	pushw $0
	popw %ds
	movl %eax, registers + REGISTERS_EAX
	movl %ebx, registers + REGISTERS_EBX
	movl %ecx, registers + REGISTERS_ECX
	movl %edx, registers + REGISTERS_EDX
	movl %esi, registers + REGISTERS_ESI
	movl %edi, registers + REGISTERS_EDI
	movl %ebp, registers + REGISTERS_EBP
	movw %es, registers + REGISTERS_ES
	popw registers + REGISTERS_DS
	popw registers + REGISTERS_FLAGS
	cld
	movl $4f, %ebx
	jmp real_to_long

	.code64
4:	movl saved_cr4, %eax
	movq %rax, %cr4
	movl saved_cr0, %eax
	movq %rax, %cr0
	movl $EFER_MSR, %ecx
	xorl %edx, %edx
	movl saved_efer, %eax
	wrmsr
	lidt saved_idt
	movq saved_rsp, %rsp
	popq %rdi
	movl $registers, %esi
	movl $(REGISTERS_BYTES / 4), %ecx
	rep movsl
	popfq
	popq %r15
	popq %r14
	popq %r13
	popq %r12
	popq %rbp
	popq %rbx
	ret

	.section .data16, "aw"
	.balign 8
saved_rsp:
	.quad 0
saved_idt:
	.word 0
	.quad 0
real_idt:
	.word 0x3ff
	.long 0
	.balign 4
saved_cr0:
	.long 0
saved_cr4:
	.long 0
saved_efer:
	.long 0
handler:
	.long 0
registers:
	.fill REGISTERS_BYTES, 1, 0
