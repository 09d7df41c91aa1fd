/* Fuzz target: each three bytes are a step (heap_model_sample.c), on the heap of a debug build,
 * which looks at its red zones and poison all the time. libFuzzer's own mutations do. */
#include <stdbool.h>

#include <lib/base/fuzz.h>

#include "heap_model_sample.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool has_begun;

	if (!has_begun)
		heap_model_begin();
	has_begun = true;
	heap_model_run(data, size);
	heap_model_end();
	return 0;
}
