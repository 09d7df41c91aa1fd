/*
 * Text helpers that ISO C does not have. The name is not string.c because that file holds what a
 * compiler may call by itself, and a host program takes those from its own libc.
 */
#include <lib/base/string.h>

size_t str_copy(char *dst, const char *src, size_t size)
{
	size_t len = strlen(src);
	size_t kept = len < size ? len : size - 1;

	memcpy(dst, src, kept);
	dst[kept] = 0;
	return len;
}
