/* loongarch64: a new flow's stack, and the size of the registers that only users have. */
#include <kernel/arch/context.h>

#include "machine_priv.h"

enum { USER_STATE_BYTES = 1088 }; /* 32 of 256 bits, fcc, fcsr [LA-V1 3.1], rounded up to 64 */

/* What context_switch loads. */
struct first_stack {
	uint64_t ra, fp;
	uint64_t s0_to_s8[9];
	uint64_t padding;
};

_Static_assert(sizeof(struct first_stack) == 96, "context_switch.S loads that much");

void context_init(struct context *context, void *stack_end, void (*entry)(void *), void *argument)
{
	struct first_stack *stack = (struct first_stack *)stack_end - 1;

	*stack = (struct first_stack){
		.ra = (uintptr_t)context_begin,
		.s0_to_s8 = {(uintptr_t)entry, (uintptr_t)argument},
	};
	context->stack_pointer = (uintptr_t)stack;
}

size_t context_user_state_bytes(void)
{
	return USER_STATE_BYTES;
}
