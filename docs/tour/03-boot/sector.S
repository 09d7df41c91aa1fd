/*
 * Chapter 3 of the tour: 512 bytes that a BIOS reads from a disk and jumps to.
 *
 * The processor is in real mode, as it was in 1978: 16-bit registers, an address is segment * 16
 * plus offset, everything may do everything. The BIOS put us at 0x7c00 and left dl = the disk.
 */
#define SERIAL_PORT 0x3f8
#define EXIT_PORT   0xf4 /* QEMU's isa-debug-exit: its status is 2 * value + 1 */
#define BIOS_VIDEO  0x10
#define VIDEO_PUT   0x0e /* the character is in al */

	.code16
	.globl	_start
_start:
	cli				/* no interrupt while there is no stack */
	xorw	%ax, %ax
	movw	%ax, %ds
	movw	%ax, %ss
	movw	$0x7c00, %sp		/* the stack grows down, away from us */
	sti
	cld
	movw	$text, %si
next:
	lodsb				/* al = the byte at ds:si, then si + 1 */
	testb	%al, %al
	jz	done
	movw	$SERIAL_PORT, %dx
	outb	%al, %dx
	movb	$VIDEO_PUT, %ah
	xorw	%bx, %bx
	int	$BIOS_VIDEO
	jmp	next
done:
	movw	$EXIT_PORT, %dx
	xorb	%al, %al
	outb	%al, %dx
halt:
	hlt
	jmp	halt

text:
	.asciz	"Hello from real mode.\r\n"

	.org	510
	.word	0xaa55			/* without these two bytes, no BIOS jumps here */
