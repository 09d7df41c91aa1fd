/* Fuzz target: the first byte chooses a machine, each three more are a step (frame_model_sample.c).
 * libFuzzer's own mutations do. */
#include <lib/base/fuzz.h>

#include "frame_model_sample.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	frame_model_begin_some(data[0]);
	frame_model_run(data + 1, size - 1);
	frame_model_end();
	return 0;
}
