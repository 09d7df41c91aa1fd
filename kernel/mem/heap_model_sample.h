/*
 * The heap beside a model of it: a list of what was allocated, each object filled with a pattern of
 * its own. A sequence of bytes tells what to do.
 */
#ifndef KERNEL_MEM_HEAP_MODEL_SAMPLE_H
#define KERNEL_MEM_HEAP_MODEL_SAMPLE_H

#include <stddef.h>
#include <stdint.h>

/* A machine and a heap on it. Once in a program. */
void heap_model_begin(void);

/* Does what the bytes say; aborts where an object is not what it should be. */
void heap_model_run(const uint8_t *bytes, size_t len);

/* Gives everything back and checks that the heap then holds next to no frames. */
void heap_model_end(void);

/* How many allocations have succeeded so far. */
uint64_t heap_model_count(void);

#endif
