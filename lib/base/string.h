/*
 * The memory and string functions that a freestanding compiler may call and the rest of the code
 * uses. Semantics are ISO C's [C17 7.24]. memcpy, memmove, memset and memcmp come from the room
 * that knows the machine (kernel/arch/<machine>/) or from lib/base/mem.c, which is portable C. None
 * of them allocates, locks or sleeps; all may be called in any context.
 */
#ifndef LIB_BASE_STRING_H
#define LIB_BASE_STRING_H

#include <stddef.h>

void *memcpy(void *restrict dst, const void *restrict src, size_t len);
void *memmove(void *dst, const void *src, size_t len);
void *memset(void *dst, int byte, size_t len);
int memcmp(const void *a, const void *b, size_t len);
void *memchr(const void *s, int byte, size_t len);

size_t strlen(const char *s);
size_t strnlen(const char *s, size_t max);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t max);
char *strchr(const char *s, int c);
char *strrchr(const char *s, int c);

/* Copies at most size - 1 bytes of src and always terminates dst (size > 0).
 * Returns strlen(src), so a result >= size says that it was cut. */
size_t str_copy(char *dst, const char *src, size_t size);

#endif
