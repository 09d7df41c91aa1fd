/* loongarch64: the frame pointer is the caller's stack pointer; the record lies two words below it
 * [ELF-LOONGARCH]. */
#include <kernel/arch/stack.h>

#include <kernel/arch/shared/stack_chain.h>

bool stack_step(uintptr_t *frame_pointer, uintptr_t *return_address)
{
	return stack_chain_step(-16, frame_pointer, return_address);
}
