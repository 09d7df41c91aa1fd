/* x86_64: the two faults that need an instruction of their own. */
#include <kernel/arch/shared/provoke.h>

const uintptr_t provoke_impossible_address = 0x8000000000000000; /* not canonical */

bool provoke_divide(void)
{
	__asm__ volatile("xor %%edx, %%edx\n\tdivl %%edx" : : : "eax", "edx", "cc");
	return true;
}

void provoke_invalid_opcode(void)
{
	__asm__ volatile("ud2");
}
