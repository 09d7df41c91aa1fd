/* riscv64: dividing by zero is no fault here, it gives all ones [RISCV-UNPRIV 13.2]. */
#include <kernel/arch/shared/provoke.h>

const uintptr_t provoke_impossible_address = 0x8000000000000000; /* not a sign-extended one */

bool provoke_divide(void)
{
	return false;
}

void provoke_invalid_opcode(void)
{
	__asm__ volatile("unimp");
}
