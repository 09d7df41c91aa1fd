/*
 * The compiler's memory functions, by string instructions: eight bytes a step, the rest one by one.
 * Under an emulator that counts instructions each step is one; on processors a copy is microcode at
 * full speed. Semantics: [C17 7.24].
 */
#include <stdint.h>

#include <lib/base/string.h>

void *memcpy(void *restrict dst, const void *restrict src, size_t len)
{
	void *to = dst;
	size_t words = len / 8;
	size_t rest = len % 8;

	__asm__ volatile("rep movsq\n\tmovq %3, %2\n\trep movsb"
	                 : "+&D"(to), "+&S"(src), "+&c"(words)
	                 : "r"(rest)
	                 : "memory");
	return dst;
}

void *memset(void *dst, int byte, size_t len)
{
	void *to = dst;
	size_t words = len / 8;
	size_t rest = len % 8;

	__asm__ volatile("rep stosq\n\tmovq %2, %1\n\trep stosb"
	                 : "+&D"(to), "+&c"(words)
	                 : "r"(rest), "a"(0x0101010101010101ull * (uint8_t)byte)
	                 : "memory");
	return dst;
}

void *memmove(void *dst, const void *src, size_t len)
{
	uint8_t *to = dst;
	const uint8_t *from = src;

	if ((uintptr_t)dst - (uintptr_t)src >= len)
		return memcpy(dst, src, len);
	to += len - 1;
	from += len - 1;
	__asm__ volatile("std\n\trep movsb\n\tcld" : "+D"(to), "+S"(from), "+c"(len)::"memory");
	return dst;
}

int memcmp(const void *a, const void *b, size_t len)
{
	const uint8_t *x = a;
	const uint8_t *y = b;

	for (size_t i = 0; i < len; i++) {
		if (x[i] != y[i])
			return x[i] < y[i] ? -1 : 1;
	}
	return 0;
}
