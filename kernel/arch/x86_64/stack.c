/* x86_64: the frame pointer (rbp) points at the caller's rbp, and the return address is behind it.
 */
#include <kernel/arch/stack.h>

#include <kernel/arch/shared/stack_chain.h>

bool stack_step(uintptr_t *frame_pointer, uintptr_t *return_address)
{
	return stack_chain_step(0, frame_pointer, return_address);
}
