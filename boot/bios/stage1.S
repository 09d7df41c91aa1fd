/*
 * Stage 1: the first sector of the disk. The BIOS loads it to 0x7c00 and starts it in real mode
 * with the drive's number in DL. It reads stage 2, whose place on the disk stands in the sector
 * itself (abi/disk/mbr.h), to STAGE2_BASE and jumps behind its header with DL as it came.
 *
 * Reads go through INT 13h function 42h, 32 KiB at a time so that none crosses a 64 KiB border,
 * which some BIOSes and DMA engines do not forgive; each is tried four times with a reset between.
 * The packet for it lies around the block number that the image's builder wrote, and read_chunk
 * counts there. The disk's blocks may have any size: function 48h says it.
 *
 * What can go wrong is said in one line on the screen and on the first serial port, then it stops.
 * The code must end before the packet; the assembler checks that. BP points to the packet all the
 * time. Source: [EDD3 functions 41h, 42h, 48h], [UEFI 5.2.1].
 */
#include <abi/disk/mbr.h>
#include <boot/bios/layout.h>

#define CHUNK_BYTES  0x8000
#define READ_TRIES   4
#define SERIAL_BASE  0x3f8
#define SERIAL_EMPTY 0x20 /* in the line status register: room for a byte */

/* Fields of the packet and what lies before it, from BP. */
#define DRIVE          -1(%bp)
#define STATUS         -2(%bp)
#define TRIES          -3(%bp)
#define PACKET_COUNT   2(%bp)
#define PACKET_SEGMENT 6(%bp)
#define PACKET_BLOCK   8(%bp)
#define PACKET_BLOCK_H 12(%bp)
#define STAGE2_COUNT   16(%bp) /* at most STAGE2_MAX_BYTES / 512: its low half says all */

	.code16
	.section .text.stage1, "awx"
	.globl stage1
stage1:
	cli
	xorw %ax, %ax
	movw %ax, %ds
	movw %ax, %es
	movw %ax, %ss
	movw $STAGE1_BASE, %sp
	ljmp $0, $1f	/* some BIOSes start us at 07c0:0000 */
1:	sti
	cld
	movw $packet, %bp
	movb %dl, DRIVE

	movw $no_extensions, %di
	movb $0x41, %ah	/* are there extensions? */
	movw $0x55aa, %bx
	int $0x13
	jc fail
	cmpw $0xaa55, %bx
	jne fail
	shrw %cx
	jnc fail

	movw $parameters, %si
	movw $30, (%si)
	movb $0x48, %ah	/* how long is a block? */
	movb DRIVE, %dl
	int $0x13
	movw $512, %cx	/* for a BIOS that does not know */
	jc 2f
	movw 24(%si), %ax
	testw %ax, %ax
	jz 2f
	xchgw %ax, %cx
2:	movw $CHUNK_BYTES, %ax
	xorw %dx, %dx
	divw %cx
	xchgw %ax, %cx	/* CX: blocks in a chunk */

	movw $no_stage2, %di
read_chunk:
	movw STAGE2_COUNT, %ax
	testw %ax, %ax
	jz loaded
	cmpw $(STAGE2_LIMIT >> 4), PACKET_SEGMENT
	jae fail
	cmpw %cx, %ax
	jbe 3f
	movw %cx, %ax
3:	subw %ax, STAGE2_COUNT
	movb $READ_TRIES, TRIES
try:	pushaw
	movw %ax, PACKET_COUNT	/* an error leaves what was read in it */
	movb $0x42, %ah
	movw %bp, %si
	movb DRIVE, %dl
	int $0x13
	jnc 4f
	movb %ah, STATUS
	xorw %ax, %ax	/* reset the drive, then again */
	movb DRIVE, %dl
	int $0x13
	popaw
	decb TRIES
	jnz try
	movw $unreadable, %di
	jmp fail
4:	popaw
	movzwl %ax, %eax
	addl %eax, PACKET_BLOCK
	adcl $0, PACKET_BLOCK_H
	addw $(CHUNK_BYTES >> 4), PACKET_SEGMENT
	jmp read_chunk

loaded:
	cmpl $STAGE2_MAGIC_HEAD, STAGE2_BASE	/* it checks the rest itself */
	jne fail
	movb DRIVE, %dl
	ljmp $0, $(STAGE2_BASE + STAGE2_HEADER_BYTES)

/* Prints "sill: ", the text at DI, the disk's last status if it is an error, and stops. */
fail:
	movw $serial_setup, %si
	movw $SERIAL_SETUPS, %cx
	movw $SERIAL_BASE, %dx
5:	lodsw
	movb %al, %dl
	movb %ah, %al
	outb %al, %dx
	loop 5b

	movb $2, TRIES	/* once on the screen, once on the serial line, which may be one */
write:	movw $prefix, %si
	call print
	movw %di, %si
	call print
	movb STATUS, %al
	aam $16	/* high digit to AH, low digit stays in AL */
	testw %ax, %ax
	jz 6f
	pushw %ax
	movb %ah, %al
	call print_digit
	popw %ax
	call print_digit
6:	movw $line_end, %si
	call print
	decb TRIES
	jnz write
7:	cli
	hlt
	jmp 7b

print:
	lodsb
	testb %al, %al
	jz 9f
	call print_char
	jmp print

print_digit:
	cmpb $10, %al	/* with das: 0-15 to '0'-'F' */
	sbbb $0x69, %al
	das

/* Prints the character in AL where TRIES says. Keeps SI, DI and BP. */
print_char:
	pushaw
	testb $1, TRIES
	jnz 8f
	movb $0x0e, %ah
	movw $7, %bx
	int $0x10
	jmp 1f
8:	xchgw %ax, %bx
	xorw %cx, %cx
	movw $(SERIAL_BASE + 5), %dx
8:	inb %dx, %al
	testb $SERIAL_EMPTY, %al
	loopz 8b	/* without a serial line this ends, too */
	movb $(SERIAL_BASE & 0xff), %dl
	xchgw %ax, %bx
	outb %al, %dx
1:	popaw
9:	ret

/* Register and value: 115200 baud, 8 bits, no parity, FIFO on, no interrupts [NS16550 8]. */
serial_setup:
	.byte 0xf9, 0, 0xfb, 0x80, 0xf8, 1, 0xf9, 0, 0xfb, 3, 0xfa, 7, 0xfc, 3
	.set SERIAL_SETUPS, (. - serial_setup) / 2
prefix:	.asciz "sill: "
no_extensions:
	.asciz "this disk has no INT 13h extensions"
no_stage2:
	.asciz "stage 2 missing or damaged"
unreadable:
	.asciz "disk read error "
line_end:
	.asciz "\r\n"

	.org MBR_STAGE2_LBA_OFFSET - 11
	.byte 0		/* TRIES */
	.byte 0		/* STATUS */
	.byte 0		/* DRIVE */
packet:	.byte 16, 0	/* [EDD3 function 42h] */
	.word 0		/* PACKET_COUNT */
	.word 0, STAGE2_BASE >> 4
	.quad 0		/* PACKET_BLOCK, at MBR_STAGE2_LBA_OFFSET */
	.long 0		/* STAGE2_COUNT, at MBR_STAGE2_COUNT_OFFSET */
	.org MBR_BYTES - 2
	.word MBR_SIGNATURE

	.set parameters, STAGE1_BASE + MBR_BYTES	/* 30 bytes behind us */
