/*
 * From wherever a processor is to 64-bit mode on the bridge, and from there to the kernel: the
 * story is in enter.c. What lies between x86_switch_start and x86_switch_end is copied to the
 * switch page and must not depend on its address: ebx holds the page, data is relative to it.
 * Sources: [SDM3 9.8.5] for the order of the mode switch, [LIMINE x86-64] for the final state.
 */
#define DATA       0xe00 /* struct switch_data, enter.c */
#define DATA_CR3   (DATA + 0)
#define DATA_CR4   (DATA + 4)
#define DATA_CR0   (DATA + 8)
#define DATA_EFER  (DATA + 12)
#define DATA_GDT   (DATA + 16)
#define DATA_ENTRY (DATA + 32)
#define DATA_STACK (DATA + 40)
#define DATA_ARG   (DATA + 48)
#define DATA_IDT   (DATA + 56)
#define GDT        0xf00

#define CODE32 0x18
#define DATA32 0x20
#define CODE64 0x28
#define DATA64 0x30
#define TASK   0x38

#define MSR_EFER 0xc0000080

	.text
	.globl x86_switch_start, x86_switch_end, x86_switch_from_64, x86_leave

/* A start-up interrupt begins here: real mode, cs = page / 16, ip = 0. */
	.code16
x86_switch_start:
	cli
	cld
	movw %cs, %ax
	movw %ax, %ds
	movw %ax, %ss
	movw $DATA, %sp
	movzwl %ax, %ebx
	shll $4, %ebx
	lgdtl DATA_GDT
	movl $0x11, %eax /* PE, ET; caches on */
	movl %eax, %cr0
	leal (switch_32 - x86_switch_start)(%ebx), %eax
	pushl $CODE32
	pushl %eax
	lretl

/* 32-bit code segment; paging may still be on (from 64-bit mode) and is turned off first. */
	.code32
switch_32:
	movl $DATA32, %eax
	movl %eax, %ds
	movl %eax, %es
	movl %eax, %ss
	movl %cr0, %eax
	andl $0x7fffffff, %eax
	movl %eax, %cr0
	movl DATA_CR4(%ebx), %eax
	movl %eax, %cr4
	movl DATA_CR3(%ebx), %eax
	movl %eax, %cr3
	movl $MSR_EFER, %ecx
	movl DATA_EFER(%ebx), %eax
	xorl %edx, %edx
	wrmsr
	movl DATA_CR0(%ebx), %eax
	movl %eax, %cr0
	leal DATA(%ebx), %esp
	leal (switch_64 - x86_switch_start)(%ebx), %eax
	pushl $CODE64
	pushl %eax
	lretl

	.code64
switch_64:
	movl %ebx, %ebx /* the upper half is undefined after the switch */
	movl $DATA64, %eax
	movl %eax, %ds
	movl %eax, %es
	movl %eax, %ss
	movl %eax, %fs
	movl %eax, %gs
	xorl %eax, %eax
	lldt %ax
	lidt DATA_IDT(%rbx)
	movl $TASK, %eax
	ltr %ax
	andb $0xfd, GDT+TASK+5(%rbx) /* not busy: the next processor loads the same one */
	movq DATA_STACK(%rbx), %rsp
	movq DATA_ARG(%rbx), %rdi
	jmpq *DATA_ENTRY(%rbx)
x86_switch_end:

/* void x86_switch_from_64(uint64_t switch_page): the boot processor joins the others at switch_32.
 * It runs the loader's own copy, because firmware may have made low memory not executable; a loader
 * above 4 GiB cannot and takes the page's. */
x86_switch_from_64:
	cli
	cld
	movq %rdi, %rbx
	movq %cr4, %rax
	andl $0x1020, %eax /* PAE and LA57 stay until paging is off */
	movq %rax, %cr4
	lgdtq DATA_GDT(%rbx)
	leaq DATA(%rbx), %rsp
	leaq switch_32(%rip), %rax
	movq %rax, %rcx
	shrq $32, %rcx
	jz 1f
	leaq (switch_32 - x86_switch_start)(%rbx), %rax
1:	pushq $CODE32
	pushq %rax
	lretq

/* void x86_leave(struct x86_leave *): on the bridge, at this code's physical address. */
x86_leave:
	movq 0(%rdi), %rax  /* cr3 */
	movq 8(%rdi), %rcx  /* hhdm_base */
	movq 16(%rdi), %rdx /* entry */
	movq 24(%rdi), %rsi /* stack */
	movq 32(%rdi), %r8  /* mp_info */
	lgdtq 40(%rdi)
	leaq 1f(%rip), %r9
	addq %rcx, %r9
	jmpq *%r9
1:	movq %rax, %cr3     /* the identity map is gone */
	movq %rsi, %rsp
	movq %r8, %rdi
	testq %rdx, %rdx
	jnz 3f
2:	pause               /* parked: pairs with the kernel's release store */
	movq 16(%rdi), %rdx /* goto_address */
	testq %rdx, %rdx
	jz 2b
3:	pushq $0            /* the return address */
	pushq %rdx
	pushq $2            /* rflags */
	xorl %eax, %eax
	xorl %ebx, %ebx
	xorl %ecx, %ecx
	xorl %edx, %edx
	xorl %esi, %esi
	xorl %ebp, %ebp
	xorl %r8d, %r8d
	xorl %r9d, %r9d
	xorl %r10d, %r10d
	xorl %r11d, %r11d
	xorl %r12d, %r12d
	xorl %r13d, %r13d
	xorl %r14d, %r14d
	xorl %r15d, %r15d
	popfq
	retq
