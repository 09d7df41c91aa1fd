/*
 * Stage 2 begins here: the header that stage 1 and the image's builder look at, then, in real mode,
 * what must be known before anything else: is this copy whole, is the processor a 64-bit one, is
 * there enough low memory, is address line 20 open. What is missing is said in one line on the
 * screen and on the first serial port. Then the way up: protected mode, an identity map of the
 * first 4 GiB in 2 MiB pages, long mode, and main.c.
 *
 * The rest of the BIOS's services is asked for from C through bios_interrupt (thunk.S), which comes
 * back here for real_to_long. Where everything lies: layout.h.
 *
 * Source: [SDM3 10.8.5] (IA-32e mode), [RBIL INT 15h/2401h] and [I8042] for A20, [RFC3720 B.4].
 */
#include <abi/disk/mbr.h>
#include <boot/bios/layout.h>

#define SERIAL_BASE   0x3f8
#define SERIAL_LSR    (SERIAL_BASE + 5)
#define SERIAL_EMPTY  0x20
#define KBD_DATA      0x60
#define KBD_STATUS    0x64
#define KBD_IN_FULL   2
#define KBD_WRITE_OUT 0xd1
#define KBD_A20_ON    0xdf
#define PORT_A        0x92	/* system control port A: bit 1 is A20, bit 0 resets */
#define PORT_DELAY    0x80

#define EFLAGS_ID     0x200000
#define CPUID_LM      0x20000000	/* of leaf 0x80000001, EDX */
#define CRC32C_POLY   0x82f63b78
#define EFER_MSR      0xc0000080
#define EFER_LME      0x100
#define CR0_PE        1
#define CR0_PG        0x80000000
#define CR4_PAE       0x20

#define PAGE_TABLE    3		/* present, writable */
#define PAGE_LARGE    0x83	/* and a 2 MiB page */

	.section .head, "awx"
	.ascii STAGE2_MAGIC
	.long 0		/* total_bytes and crc32c: written by seal.c */
	.long 0
	.fill 16, 1, 0

	.code16
	.globl stage2
stage2:
	cli
	xorw %ax, %ax
	movw %ax, %ds
	movw %ax, %es
	movw %ax, %ss
	movl $REAL_STACK_TOP, %esp
	sti
	cld
	pushw %dx
	call serial_init
	call check_image	/* before anything in it changes */
	popw %dx
	movb %dl, boot_drive
	call check_processor
	rdtsc
	movl %eax, start_counter
	movl %edx, start_counter + 4
	call check_low_memory
	call open_a20
	movw $0xec00, %ax	/* tells an AMD BIOS that long mode comes [AMD-BKDG] */
	movw $2, %bx
	int $0x15
	movl $long_start, %ebx
	jmp real_to_long

/* Is every byte of stage 2 here, and right? */
check_image:
	movl STAGE2_BASE + STAGE2_BYTES_OFFSET, %ecx
	xorl %ebx, %ebx
	xchgl %ebx, STAGE2_BASE + STAGE2_CRC_OFFSET
	movw $text_damaged, %si
	cmpl $STAGE2_MAX_BYTES, %ecx
	ja fail
	testl %ecx, %ecx
	jz fail
	movw $(STAGE2_BASE >> 4), %ax
	movw %ax, %ds
	xorw %si, %si
	movl $-1, %edx
1:	lodsb
	xorb %al, %dl
	movw $8, %di
2:	shrl %edx
	jnc 3f
	xorl $CRC32C_POLY, %edx
3:	decw %di
	jnz 2b
	testw %si, %si
	jnz 4f
	movw %ds, %ax
	addw $0x1000, %ax
	movw %ax, %ds
4:	decl %ecx
	jnz 1b
	movw %cx, %ds
	notl %edx
	movw $text_damaged, %si
	cmpl %edx, %ebx
	jne fail
	ret

/* Does it know CPUID, and has it long mode? */
check_processor:
	pushfl
	popl %eax
	movl %eax, %ecx
	xorl $EFLAGS_ID, %eax
	pushl %eax
	popfl
	pushfl
	popl %eax
	xorl %ecx, %eax
	testl $EFLAGS_ID, %eax
	jz 1f
	movl $0x80000000, %eax
	cpuid
	cmpl $0x80000001, %eax
	jb 1f
	movl $0x80000001, %eax
	cpuid
	testl $CPUID_LM, %edx
	jz 1f
	ret
1:	movw $text_processor, %si
	jmp fail

check_low_memory:
	int $0x12
	cmpw $LOW_MEMORY_KIB, %ax
	jb 1f
	ret
1:	movw $text_low_memory, %si
	jmp fail

/* Opens A20, trying the way that is safest on most machines first. */
open_a20:
	call a20_is_open
	jnz 9f
	movw $0x2401, %ax
	int $0x15
	call a20_is_open
	jnz 9f

	call kbd_wait
	movb $KBD_WRITE_OUT, %al
	outb %al, $KBD_STATUS
	call kbd_wait
	movb $KBD_A20_ON, %al
	outb %al, $KBD_DATA
	call kbd_wait
	call a20_is_open
	jnz 9f

	inb $PORT_A, %al
	orb $2, %al
	andb $0xfe, %al
	outb %al, $PORT_A
	call a20_is_open
	jnz 9f
	movw $text_a20, %si
	jmp fail
9:	ret

/* Waits until the keyboard controller takes a byte; bounded, for machines that have none. */
kbd_wait:
	xorw %cx, %cx
1:	inb $KBD_STATUS, %al
	testb $KBD_IN_FULL, %al
	loopnz 1b
	ret

/* Clears ZF if a byte 1 MiB above another is a different one. Tries for some time: gates are
 * slow. */
a20_is_open:
	movw $0xffff, %ax
	movw %ax, %es
	movw $1000, %cx
1:	incw a20_probe
	outb %al, $PORT_DELAY
	movw a20_probe, %ax
	cmpw %es:a20_probe + 0x10, %ax
	jne 2f
	loop 1b
2:	pushf
	xorw %ax, %ax
	movw %ax, %es
	popf
	ret

/* 115200 baud, 8 bits, no parity, FIFO on, no interrupts [NS16550 8]. */
serial_init:
	movw $serial_setup, %si
	movw $SERIAL_SETUPS, %cx
	movw $SERIAL_BASE, %dx
1:	lodsw
	movb %al, %dl
	movb %ah, %al
	outb %al, %dx
	loop 1b
	ret

/* Prints the text at SI on the screen, then on the serial line, and stops. Some BIOSes show their
 * screen on the serial line: the two must not mix. */
fail:
	xorw %ax, %ax
	movw %ax, %ds
	movw %si, %di
1:	lodsb
	testb %al, %al
	jz 2f
	pushw %si
	pushw %di
	movb $0x0e, %ah
	movw $7, %bx
	int $0x10
	popw %di
	popw %si
	jmp 1b
2:	movw %di, %si
3:	lodsb
	testb %al, %al
	jz 5f
	xchgw %ax, %bx
	movw $SERIAL_LSR, %dx
	xorw %cx, %cx
4:	inb %dx, %al
	testb $SERIAL_EMPTY, %al
	loopz 4b
	movw $SERIAL_BASE, %dx
	xchgw %ax, %bx
	outb %al, %dx
	jmp 3b
5:	cli
	hlt
	jmp 5b

/* From real mode to long mode, to the address in EBX with a flat world and nothing on the stack.
 * Only EBX is kept. The first time the page tables are made on the way. */
	.globl real_to_long
real_to_long:
	cli
	lgdtl gdt_pointer
	movl %cr0, %eax
	orl $CR0_PE, %eax
	movl %eax, %cr0
	ljmpl $SEGMENT_CODE32, $1f

	.code32
1:	movw $SEGMENT_DATA, %ax
	movw %ax, %ds
	movw %ax, %es
	movw %ax, %ss
	movw %ax, %fs
	movw %ax, %gs
	cmpb $0, tables_made
	jne 2f
	call make_tables
	movb $1, tables_made
2:	movl %cr4, %eax
	orl $CR4_PAE, %eax
	movl %eax, %cr4
	movl $page_map, %eax
	movl %eax, %cr3
	movl $EFER_MSR, %ecx
	rdmsr
	orl $EFER_LME, %eax
	wrmsr
	movl %cr0, %eax
	orl $CR0_PG, %eax
	movl %eax, %cr0
	ljmpl $SEGMENT_CODE64, $3f

/* Zeroes the variables and fills the page tables: one page map, one directory of 4 entries, 4
 * tables. Uses a stack that real mode has left empty. */
make_tables:
	movl $variables_start, %edi
	movl $variables_end, %ecx
	subl %edi, %ecx
	shrl $2, %ecx
	xorl %eax, %eax
	rep stosl
	movl $(page_directories + PAGE_TABLE), page_map
	movl $(page_tables + PAGE_TABLE), %eax
	movl $page_directories, %edi
4:	movl %eax, (%edi)
	addl $8, %edi
	addl $0x1000, %eax
	cmpl $(page_directories + 32), %edi
	jne 4b
	movl $page_tables, %edi
	movl $PAGE_LARGE, %eax
5:	movl %eax, (%edi)
	addl $8, %edi
	addl $0x200000, %eax
	jnc 5b
	ret

	.code64
3:	movl %ebx, %ebx
	jmpq *%rbx

long_start:
	movl $stack_top, %esp
	xorl %ebp, %ebp
	movzbl boot_drive, %edi
	movq start_counter, %rsi
	call bios_main
	ud2	/* it does not come back */

	.section .data16, "aw"
serial_setup:
	.byte 0xf9, 0, 0xfb, 0x80, 0xf8, 1, 0xf9, 0, 0xfb, 3, 0xfa, 7, 0xfc, 3
	.set SERIAL_SETUPS, (. - serial_setup) / 2
	.balign 8
start_counter:
	.quad 0
a20_probe:
	.word 0
boot_drive:
	.byte 0
tables_made:
	.byte 0
text_damaged:
	.asciz "sill: stage 2 is damaged: write the disk image again\r\n"
text_processor:
	.asciz "sill: this is a 32-bit processor; Lintel needs a 64-bit one (x86-64)\r\n"
text_low_memory:
	.asciz "sill: too little memory: 512 KiB below 1 MiB are needed\r\n"
text_a20:
	.asciz "sill: address line A20 is stuck; memory above 1 MiB cannot be used\r\n"

	.balign 8
gdt:	.quad 0
	.quad 0x00af9b000000ffff	/* SEGMENT_CODE64 */
	.quad 0x00cf93000000ffff	/* SEGMENT_DATA */
	.quad 0x00cf9b000000ffff	/* SEGMENT_CODE32 */
	.quad 0x00009b000000ffff	/* SEGMENT_CODE16 */
	.quad 0x000093000000ffff	/* SEGMENT_DATA16 */
	.set GDT_LIMIT, . - gdt - 1
	.globl gdt_pointer
gdt_pointer:
	.word GDT_LIMIT
	.quad gdt

	.section .bss.start, "aw", @nobits
	.balign 4096
page_map:
	.skip 4096
page_directories:
	.skip 4096
page_tables:
	.skip 4 * 4096
	.skip STACK_BYTES
stack_top:
