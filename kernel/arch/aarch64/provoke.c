/* aarch64: dividing by zero is no fault here, it gives 0 [ARM C6.2 UDIV]. */
#include <kernel/arch/shared/provoke.h>

const uintptr_t provoke_impossible_address = 0x8000000000000000; /* in neither half */

bool provoke_divide(void)
{
	return false;
}

void provoke_invalid_opcode(void)
{
	__asm__ volatile("udf #0");
}
