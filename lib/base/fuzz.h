/*
 * What libFuzzer calls and offers [LIBFUZZER]. A fuzz target needs no files: its mutator starts
 * from a sample that it makes itself, so the search begins inside the parser and not at its first
 * check.
 */
#ifndef LIB_BASE_FUZZ_H
#define LIB_BASE_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* The target: tries one input. Returns 0. A crash, a sanitizer's report or a trap is a finding. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The target's own way from one input to the next, in place. Returns the new size <= max_size. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed);

/* The library's way. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

/* Is it time to begin again from the sample? At the start, and now and then. */
static inline int fuzz_begins(size_t size, size_t sample_size, unsigned int seed)
{
	return size < sample_size / 2 || seed % 256 == 0;
}

/* A promise of the code under test. */
static inline void fuzz_expect(int fact)
{
	if (!fact)
		__builtin_trap();
}

#endif
