/* loongarch64: dividing by zero is no fault here; compilers add a check where a language wants one
 * [LA-V1 2.2.1]. */
#include <kernel/arch/shared/provoke.h>

/* Above what the page tables' levels cover, and in no direct window. */
const uintptr_t provoke_impossible_address = 0x4000000000000000;

bool provoke_divide(void)
{
	return false;
}

void provoke_invalid_opcode(void)
{
	__asm__ volatile(".word 0");
}
