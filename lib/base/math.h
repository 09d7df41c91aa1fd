/*
 * Checked arithmetic for everything that comes from outside, and the few roundings everybody needs.
 * The *_add and *_mul functions write the result only if it is representable.
 */
#ifndef LIB_BASE_MATH_H
#define LIB_BASE_MATH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <lib/base/compiler.h>

/* True and *out = a + b if that fits; false and *out untouched if not. */
MUST_CHECK static inline bool u64_add(uint64_t a, uint64_t b, uint64_t *out)
{
	uint64_t sum;

	if (__builtin_add_overflow(a, b, &sum))
		return false;
	*out = sum;
	return true;
}

/* True and *out = a * b if that fits; false and *out untouched if not. */
MUST_CHECK static inline bool u64_mul(uint64_t a, uint64_t b, uint64_t *out)
{
	uint64_t product;

	if (__builtin_mul_overflow(a, b, &product))
		return false;
	*out = product;
	return true;
}

/* Is [offset, offset + len) inside [0, size)? An empty range at the end is. */
static inline bool range_fits(uint64_t offset, uint64_t len, uint64_t size)
{
	return offset <= size && len <= size - offset;
}

/* value rounded to a multiple of align, a power of two. The caller knows that it cannot
 * overflow. */
static inline uint64_t align_down(uint64_t value, uint64_t align)
{
	return value & ~(align - 1);
}

static inline uint64_t align_up(uint64_t value, uint64_t align)
{
	return (value + align - 1) & ~(align - 1);
}

static inline bool is_power_of_two(uint64_t value)
{
	return value != 0 && (value & (value - 1)) == 0;
}

static inline uint64_t min_u64(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static inline uint64_t max_u64(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

#endif
