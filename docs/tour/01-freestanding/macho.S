/*
 * The head of a static Mach-O program, byte by byte, because ld64.lld does not make one yet.
 * The loader in the kernel of macOS reads it from top to bottom: a greeting, then commands.
 */
#define MAGIC_64        0xfeedfacf
#define CPU_X86_64      0x01000007
#define CPU_ALL         3
#define TYPE_EXECUTE    2
#define NO_UNDEFINED    1
#define SEGMENT_64      0x19
#define UNIXTHREAD      0x5
#define STATE_X86_64    4
#define READ_EXECUTE    5

	.section .head, "a"
	.long	MAGIC_64, CPU_X86_64, CPU_ALL, TYPE_EXECUTE
	.long	3, commands_end - commands, NO_UNDEFINED, 0
commands:
	/* The first 4 GiB are nobody's: a null pointer faults there. */
	.long	SEGMENT_64, 72
	.asciz	"__PAGEZERO"
	.zero	5
	.quad	0, 0x100000000, 0, 0		/* address, size; offset and size in the file */
	.long	0, 0, 0, 0			/* most rights, rights, sections, flags */

	/* This whole file, head and all, read and executed where it lies. */
	.long	SEGMENT_64, 72
	.asciz	"__TEXT"
	.zero	9
	.quad	0x100000000, image_size, 0, file_size
	.long	READ_EXECUTE, READ_EXECUTE, 0, 0

	/* The registers of the first thread. rip is number 16 of 21; rsp 0 asks for a stack. */
	.long	UNIXTHREAD, 16 + 21 * 8
	.long	STATE_X86_64, 21 * 2
	.zero	16 * 8
	.quad	_start
	.zero	4 * 8
commands_end:
