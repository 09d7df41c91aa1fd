/* riscv64: a new flow's stack, and the size of the registers that only users have. */
#include <kernel/arch/context.h>

#include "machine_priv.h"

enum { USER_STATE_BYTES = 320 }; /* f0 to f31 and fcsr [RISCV-UNPRIV 12], rounded up to 64 */

/* What context_switch loads. */
struct first_stack {
	uint64_t ra;
	uint64_t s0_to_s11[12];
	uint64_t padding;
};

_Static_assert(sizeof(struct first_stack) == 112, "context_switch.S loads that much");

void context_init(struct context *context, void *stack_end, void (*entry)(void *), void *argument)
{
	struct first_stack *stack = (struct first_stack *)stack_end - 1;

	*stack = (struct first_stack){
		.ra = (uintptr_t)context_begin,
		.s0_to_s11 = {0, (uintptr_t)entry, (uintptr_t)argument},
	};
	context->stack_pointer = (uintptr_t)stack;
}

size_t context_user_state_bytes(void)
{
	return USER_STATE_BYTES;
}
