/* Faults on purpose: what a machine cannot tell in one line of C, it gives in shared/provoke.h. */
#include <kernel/arch/shared/provoke.h>

#include <kernel/arch/mmio.h>
#include <kernel/arch/shared/boot_stack.h>
#include <kernel/arch/trap.h>
#include <kernel/core/image.h>
#include <lib/base/compiler.h>

/* Recursion that the compiler cannot turn into a loop: each call keeps something on the stack. */
static NOINLINE uint64_t overflow_stack(uint64_t depth)
{
	uint64_t keep[32];

	mmio_write32(&keep[depth % 32], (uint32_t)depth);
	if (depth == UINT64_MAX)
		return 0;
	return overflow_stack(depth + 1) + mmio_read32(&keep[depth % 32]);
}

bool trap_provoke(enum trap_provocation which)
{
	void (*data_as_code)(void) = (void (*)(void))(uintptr_t)boot_stack.bytes;

	switch (which) {
	case TRAP_PROVOKE_DIVIDE:
		return provoke_divide();
	case TRAP_PROVOKE_INVALID_OPCODE:
		provoke_invalid_opcode();
		return true;
	case TRAP_PROVOKE_NULL:
		mmio_write32((void *)0, 1);
		return true;
	case TRAP_PROVOKE_NON_CANONICAL:
		mmio_write32((void *)provoke_impossible_address, 1);
		return true;
	case TRAP_PROVOKE_WRITE_RODATA:
		mmio_write32((void *)(uintptr_t)rodata_start, 1);
		return true;
	case TRAP_PROVOKE_EXECUTE_DATA:
		data_as_code();
		return true;
	case TRAP_PROVOKE_STACK_OVERFLOW:
		return overflow_stack(0) == 0;
	case TRAP_NR_PROVOCATIONS:
		break;
	}
	return false;
}
