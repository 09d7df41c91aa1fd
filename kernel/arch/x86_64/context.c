/* x86_64: a new flow's stack, and the size of the state that XSAVE saves. */
#include <kernel/arch/context.h>

#include "cpuid_priv.h"
#include "machine_priv.h"

#include <lib/base/math.h>

enum {
	CPUID_XSAVE = 13,
	CPUID_FEATURES = 1,
	FEATURES_ECX_XSAVE = 1 << 26,
	FXSAVE_BYTES = 512, /* where there is no XSAVE [SDM1 10.5.1] */
};

/* What context_switch pops, then the end of the chain of frame pointers. */
struct first_stack {
	uint64_t r15, r14, r13, r12, rbx, rbp, pc;
	uint64_t frame_pointer, return_address; /* 0: the backtrace ends */
};

_Static_assert(offsetof(struct first_stack, frame_pointer) == 56, "context_switch.S pops seven");

void context_init(struct context *context, void *stack_end, void (*entry)(void *), void *argument)
{
	struct first_stack *stack = (struct first_stack *)stack_end - 1;

	*stack = (struct first_stack){
		.rbx = (uintptr_t)entry,
		.r12 = (uintptr_t)argument,
		.rbp = (uintptr_t)&stack->frame_pointer,
		.pc = (uintptr_t)context_begin,
	};
	context->stack_pointer = (uintptr_t)stack;
}

/* ECX: for all features that the processor has, turned on or not [SDM1 13.2]. */
size_t context_user_state_bytes(void)
{
	struct cpuid features = cpuid(CPUID_FEATURES, 0);

	if (!(features.ecx & FEATURES_ECX_XSAVE))
		return FXSAVE_BYTES;
	return align_up(cpuid(CPUID_XSAVE, 0).ecx, 64);
}
