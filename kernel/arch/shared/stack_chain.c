/* One step along the frame records, trusting nothing: a broken stack is just when this is needed.
 */
#include <kernel/arch/shared/stack_chain.h>

#include <kernel/arch/shared/boot_stack.h>

bool stack_chain_step(intptr_t record_offset, uintptr_t *frame_pointer, uintptr_t *return_address)
{
	uintptr_t record = *frame_pointer + (uintptr_t)record_offset;
	const uintptr_t *words = (const uintptr_t *)record;

	if (record % sizeof(uintptr_t) != 0)
		return false;
	if (!boot_stack_holds(record) || !boot_stack_holds(record + 2 * sizeof(uintptr_t) - 1))
		return false;
	if (words[0] != 0 && words[0] <= *frame_pointer)
		return false;
	*return_address = words[1];
	*frame_pointer = words[0];
	return true;
}
