/* riscv64: the trap vector and its stack, then the portable kernel. */
#include "machine_priv.h"

#include <kernel/arch/boot.h>

static uint8_t trap_stack[TRAP_STACK_BYTES] ALIGNED(16);

/* sscratch holds the stack for the next trap; 0 means that it is in use [RISCV-PRIV 10.1]. */
void machine_start(void)
{
	__asm__ volatile("csrw sscratch, %0" : : "r"(trap_stack + TRAP_STACK_BYTES));
	__asm__ volatile("csrw stvec, %0" : : "r"(trap_entry));
	kernel_main();
}

struct sbi_result sbi_call(long extension, long function, long arg0, long arg1)
{
	register long a0 __asm__("a0") = arg0;
	register long a1 __asm__("a1") = arg1;
	register long a6 __asm__("a6") = function;
	register long a7 __asm__("a7") = extension;

	__asm__ volatile("ecall" : "+r"(a0), "+r"(a1) : "r"(a6), "r"(a7) : "memory");
	return (struct sbi_result){a0, a1};
}
