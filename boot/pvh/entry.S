/*
 * The first instructions under a PVH loader (`qemu -kernel`): 32-bit protected mode, flat segments,
 * paging off, ebx = the start info [PVH]. From here to 64-bit mode, where the C code begins, with
 * the first 4 GiB mapped where they are.
 *
 * The page tables are data of the program: filling 2048 entries would cost more instructions than
 * everything else in this file.
 */
#define MSR_EFER 0xc0000080
#define NT_PHYS32_ENTRY 18 /* XEN_ELFNOTE_PHYS32_ENTRY */

	.section .note.Xen, "a", @note
	.balign 4
	.long 4, 4, NT_PHYS32_ENTRY
	.asciz "Xen"
	.long pvh_entry

	.text
	.code32
	.globl pvh_entry
pvh_entry:
	cld
	movl $boot_stack_top, %esp
	movl %ebx, %edi /* cpuid takes ebx */
	movl $0x80000000, %eax
	cpuid
	cmpl $0x80000001, %eax
	jb no_long_mode
	movl $0x80000001, %eax
	cpuid
	btl $29, %edx
	jnc no_long_mode
	movl $0x20, %eax /* PAE */
	movl %eax, %cr4
	movl $boot_pml4, %eax
	movl %eax, %cr3
	movl $MSR_EFER, %ecx
	movl $0x100, %eax /* LME */
	xorl %edx, %edx
	wrmsr
	movl $0x80000011, %eax /* PG, ET, PE */
	movl %eax, %cr0
	lgdt boot_gdt_pointer
	ljmpl $0x08, $entry_64

/* A 32-bit processor: all that can be done is to say so, on the serial line. */
no_long_mode:
	movl $too_old, %esi
1:	lodsb
	testb %al, %al
	jz 2f
	movw $0x3f8, %dx
	outb %al, %dx
	jmp 1b
2:	cli
	hlt
	jmp 2b

	.code64
entry_64:
	movl $0x10, %eax
	movl %eax, %ds
	movl %eax, %es
	movl %eax, %ss
	xorl %eax, %eax
	movl %eax, %fs
	movl %eax, %gs
	movl %edi, %edi
	xorl %ebp, %ebp
	callq pvh_main
	ud2

	.section .rodata
too_old:
	.asciz "sill: this processor has no 64-bit mode, which Lintel needs; use a newer one\n"

	.balign 8
boot_gdt:
	.quad 0
	.quad 0x00209b0000000000 /* 64-bit code */
	.quad 0x0000930000000000 /* data */
boot_gdt_pointer:
	.word . - boot_gdt - 1
	.long boot_gdt

/* Present, writable; in the last level: 2 MiB pages. */
	.data
	.balign 4096
boot_pml4:
	.quad boot_pdpt + 3
	.fill 511, 8, 0
boot_pdpt:
	.quad boot_pd + 0x0003
	.quad boot_pd + 0x1003
	.quad boot_pd + 0x2003
	.quad boot_pd + 0x3003
	.fill 508, 8, 0
boot_pd:
	.set page, 0
	.rept 2048
	.quad page * 0x200000 + 0x83
	.set page, page + 1
	.endr

	.bss
	.balign 16
	.skip 16384
boot_stack_top:
