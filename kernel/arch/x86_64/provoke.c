/* Faults on purpose: each way does with one instruction what its name says. */
#include <kernel/arch/trap.h>

#include <kernel/arch/shared/boot_stack.h>
#include <kernel/arch/shared/image.h>

/* Recursion that the compiler must not turn into a loop: each call keeps something on the stack. */
static NOINLINE uint64_t overflow_stack(uint64_t depth)
{
	uint64_t keep[32];

	keep[depth % 32] = depth;
	__asm__ volatile("" : : "r"(keep) : "memory");
	if (depth == UINT64_MAX)
		return 0;
	return overflow_stack(depth + 1) + keep[depth % 32];
}

bool trap_provoke(enum trap_provocation which)
{
	switch (which) {
	case TRAP_PROVOKE_DIVIDE:
		__asm__ volatile("xor %%edx, %%edx\n\tdivl %%edx" : : : "eax", "edx", "cc");
		return true;
	case TRAP_PROVOKE_INVALID_OPCODE:
		__asm__ volatile("ud2");
		return true;
	case TRAP_PROVOKE_NULL:
		__asm__ volatile("movl $1, 0" : : : "memory");
		return true;
	case TRAP_PROVOKE_NON_CANONICAL:
		__asm__ volatile("movl $1, (%0)" : : "r"(0x8000000000000000) : "memory");
		return true;
	case TRAP_PROVOKE_WRITE_RODATA:
		__asm__ volatile("movl $1, (%0)" : : "r"(rodata_start) : "memory");
		return true;
	case TRAP_PROVOKE_EXECUTE_DATA:
		__asm__ volatile("call *%0" : : "r"(boot_stack.bytes) : "memory");
		return true;
	case TRAP_PROVOKE_STACK_OVERFLOW:
		return overflow_stack(0) == 0;
	case TRAP_NR_PROVOCATIONS:
		break;
	}
	return false;
}
