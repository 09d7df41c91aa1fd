/*
 * The str* functions and memchr of ISO C, byte by byte: names, command lines and symbol names are
 * short. Characters compare as unsigned char [C17 7.24.4].
 *
 * NO_BUILTIN keeps a compiler from recognising such a loop and calling the function it stands in.
 */
#include <lib/base/string.h>

#include <lib/base/compiler.h>

NO_BUILTIN void *memchr(const void *s, int byte, size_t len)
{
	const unsigned char *at = s;

	for (; len > 0; at++, len--) {
		if (*at == (unsigned char)byte)
			return (void *)at;
	}
	return NULL;
}

NO_BUILTIN size_t strlen(const char *s)
{
	const char *end = s;

	while (*end != 0)
		end++;
	return (size_t)(end - s);
}

NO_BUILTIN size_t strnlen(const char *s, size_t max)
{
	size_t len = 0;

	while (len < max && s[len] != 0)
		len++;
	return len;
}

NO_BUILTIN int strcmp(const char *a, const char *b)
{
	for (; *a != 0 && *a == *b; a++)
		b++;
	return (unsigned char)*a - (unsigned char)*b;
}

NO_BUILTIN int strncmp(const char *a, const char *b, size_t max)
{
	for (; max > 0 && *a != 0 && *a == *b; a++, max--)
		b++;
	return max > 0 ? (unsigned char)*a - (unsigned char)*b : 0;
}

NO_BUILTIN char *strchr(const char *s, int c)
{
	for (; *s != (char)c; s++) {
		if (*s == 0)
			return NULL;
	}
	return (char *)s;
}

NO_BUILTIN char *strrchr(const char *s, int c)
{
	const char *last = NULL;

	for (;; s++) {
		if (*s == (char)c)
			last = s;
		if (*s == 0)
			return (char *)last;
	}
}
