/*
 * Looks a program counter up in the generated table of symbols.h: a binary search for the last
 * function that starts at or below it. Bytes between two functions count to the first of them.
 */
#include <kernel/core/symbols.h>

bool symbols_find(uintptr_t pc, const char **name, uint32_t *offset)
{
	uintptr_t distance = pc - (uintptr_t)kernel_text_start;
	uint32_t low = 0;
	uint32_t high = symbols_count;

	if (distance >= symbols_text_bytes)
		return false;

	/* Functions below low start at or before pc, functions from high on start behind it. */
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (symbols_offsets[middle] <= distance)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0)
		return false;
	*name = symbols_names + symbols_names_index[low - 1];
	*offset = (uint32_t)distance - symbols_offsets[low - 1];
	return true;
}
