/*
 * One step along the frame records, trusting nothing: a broken stack is just when this is needed.
 *
 * The kernel has many stacks (the boot stack, threads', exceptions'), and a record may lie on any
 * of them. So a step is believed if it goes up, not far, and to memory that is mapped: the page
 * tables know, once the kernel has its own; before that there is only the boot stack.
 */
#include <kernel/arch/shared/stack_chain.h>

#include <stddef.h>

#include <kernel/arch/mmu.h>
#include <kernel/arch/shared/boot_stack.h>
#include <kernel/arch/shared/kernel_tables.h>

enum { MAX_STEP_BYTES = 65536 }; /* no function's frame is larger */

static bool is_readable(uintptr_t address)
{
	struct mmu_mapping mapping;

	return boot_stack_holds(address) ||
	       (kernel_tables()->root.raw != 0 && mmu_find(address, &mapping));
}

bool stack_chain_step(intptr_t record_offset, uintptr_t *frame_pointer, uintptr_t *return_address)
{
	uintptr_t record = *frame_pointer + (uintptr_t)record_offset;
	const uintptr_t *words = (const uintptr_t *)record;

	if (record == 0 || record % sizeof(uintptr_t) != 0)
		return false;
	if (!is_readable(record) || !is_readable(record + 2 * sizeof(uintptr_t) - 1))
		return false;
	if (words[0] != 0 &&
	    (words[0] <= *frame_pointer || words[0] - *frame_pointer > MAX_STEP_BYTES))
		return false;
	*return_address = words[1];
	*frame_pointer = words[0];
	return true;
}
