/* The obvious memcpy, in two steps. Who copies whom? */
#include <stddef.h>

static __attribute__((noinline)) void copy(char *restrict to, const char *restrict from, size_t len)
{
	for (size_t i = 0; i < len; i++)
		to[i] = from[i];
}

void *memcpy(void *restrict to, const void *restrict from, size_t len)
{
	copy(to, from, len);
	return to;
}
