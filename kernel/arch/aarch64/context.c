/* aarch64: a new flow's stack, and the size of the registers that only users have. */
#include <kernel/arch/context.h>

#include "machine_priv.h"

enum { USER_STATE_BYTES = 576 }; /* v0 to v31, FPSR and FPCR [ARM B1.2.1], rounded up to 64 */

/* What context_switch pops. */
struct first_stack {
	uint64_t x29, x30;
	uint64_t x19_to_x28[10];
};

_Static_assert(sizeof(struct first_stack) == 96, "context_switch.S pops that much");

void context_init(struct context *context, void *stack_end, void (*entry)(void *), void *argument)
{
	struct first_stack *stack = (struct first_stack *)stack_end - 1;

	*stack = (struct first_stack){
		.x30 = (uintptr_t)context_begin,
		.x19_to_x28 = {(uintptr_t)entry, (uintptr_t)argument},
	};
	context->stack_pointer = (uintptr_t)stack;
}

size_t context_user_state_bytes(void)
{
	return USER_STATE_BYTES;
}
