/*
 * memcpy, memmove, memset and memcmp in portable C, for machines that have nothing better and for
 * the loader. The idea: bytes until the destination is aligned, then whole 64-bit words, then
 * bytes.
 *
 * When source and destination are not equally aligned, every stored word is put together from two
 * aligned loads by shifts, so that no access is ever unaligned (riscv64 may trap it, aarch64 does
 * with the MMU off) and no byte outside of the source is read:
 *
 *   source words   |..abcdef|ghijklmn|op......|
 *   stored words     |abcdefgh|ijklmnop|
 *
 * Copying upwards is right whenever dst is below src, copying downwards whenever it is above: no
 * store reaches a source byte that has not been loaded.
 *
 * A compiler would like to turn these loops into calls of the very functions they are in;
 * NO_BUILTIN forbids that, and `make mem-calls` checks the objects of all four machines.
 */
#include <lib/base/string.h>

#include <stdint.h>

#include <lib/base/compiler.h>

#define WORD_BYTES sizeof(word_t)
#define SMALL      16 /* below this, aligning costs more than it gives */

typedef uint64_t __attribute__((may_alias)) word_t;

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the order of bytes in shifted words");

static void copy_up(uint8_t *dst, const uint8_t *src, size_t len);
static size_t words_up(uint8_t *dst, const uint8_t *src, size_t len);
static size_t shifted_up(uint8_t *dst, const uint8_t *src, size_t len);
static void copy_down(uint8_t *dst_end, const uint8_t *src_end, size_t len);
static size_t words_down(uint8_t *dst_end, const uint8_t *src_end, size_t len);
static size_t shifted_down(uint8_t *dst_end, const uint8_t *src_end, size_t len);

static inline size_t misalignment(const void *p)
{
	return (uintptr_t)p % WORD_BYTES;
}

NO_BUILTIN void *memcpy(void *restrict dst, const void *restrict src, size_t len)
{
	copy_up(dst, src, len);
	return dst;
}

NO_BUILTIN void *memmove(void *dst, const void *src, size_t len)
{
	/* As unsigned numbers: dst below src, or dst behind the end of src. */
	if ((uintptr_t)dst - (uintptr_t)src >= len)
		copy_up(dst, src, len);
	else
		copy_down((uint8_t *)dst + len, (const uint8_t *)src + len, len);
	return dst;
}

NO_BUILTIN void *memset(void *dst, int byte, size_t len)
{
	word_t pattern = (uint8_t)byte * UINT64_C(0x0101010101010101);
	uint8_t *at = dst;

	if (len >= SMALL) {
		word_t *to;

		for (; misalignment(at) != 0; len--)
			*at++ = (uint8_t)byte;
		to = (word_t *)at;
		at += len / WORD_BYTES * WORD_BYTES;
		for (; len >= 8 * WORD_BYTES; len -= 8 * WORD_BYTES, to += 8) {
			to[0] = pattern;
			to[1] = pattern;
			to[2] = pattern;
			to[3] = pattern;
			to[4] = pattern;
			to[5] = pattern;
			to[6] = pattern;
			to[7] = pattern;
		}
		for (; len >= WORD_BYTES; len -= WORD_BYTES)
			*to++ = pattern;
	}
	for (; len > 0; len--)
		*at++ = (uint8_t)byte;
	return dst;
}

NO_BUILTIN int memcmp(const void *a, const void *b, size_t len)
{
	const uint8_t *x = a, *y = b;

	if (len >= SMALL && misalignment(x) == misalignment(y)) {
		for (; misalignment(x) != 0 && *x == *y; x++, y++)
			len--;
		while (misalignment(x) == 0 && len >= WORD_BYTES &&
		       *(const word_t *)x == *(const word_t *)y) {
			x += WORD_BYTES;
			y += WORD_BYTES;
			len -= WORD_BYTES;
		}
	}
	for (; len > 0 && *x == *y; x++, y++)
		len--;
	return len > 0 ? *x - *y : 0;
}

NO_BUILTIN static inline void copy_up(uint8_t *dst, const uint8_t *src, size_t len)
{
	if (len >= SMALL) {
		size_t done;

		for (; misalignment(dst) != 0; len--)
			*dst++ = *src++;
		done = misalignment(src) == 0 ? words_up(dst, src, len) : shifted_up(dst, src, len);
		dst += done;
		src += done;
		len -= done;
	}
	for (; len > 0; len--)
		*dst++ = *src++;
}

/* Copies whole words from an aligned source; returns how many bytes that were. */
NO_BUILTIN static inline size_t words_up(uint8_t *dst, const uint8_t *src, size_t len)
{
	const word_t *from = (const word_t *)src;
	word_t *to = (word_t *)dst;
	size_t left = len / WORD_BYTES;

	for (; left >= 8; left -= 8, to += 8, from += 8) {
		to[0] = from[0];
		to[1] = from[1];
		to[2] = from[2];
		to[3] = from[3];
		to[4] = from[4];
		to[5] = from[5];
		to[6] = from[6];
		to[7] = from[7];
	}
	for (; left > 0; left--)
		*to++ = *from++;
	return len / WORD_BYTES * WORD_BYTES;
}

/* The same from a source that begins inside a word. len is at least a word. */
NO_BUILTIN static inline size_t shifted_up(uint8_t *dst, const uint8_t *src, size_t len)
{
	size_t head = WORD_BYTES - misalignment(src); /* bytes up to the first whole word */
	size_t nr_words = (len - head) / WORD_BYTES;
	unsigned up = (unsigned)head * 8, down = 64 - up;
	const word_t *from = (const word_t *)(src + head);
	word_t *to = (word_t *)dst;
	word_t carry = 0;
	size_t left = nr_words;

	for (size_t i = 0; i < head; i++)
		carry |= (word_t)src[i] << (8 * i);
	for (; left >= 4; left -= 4, to += 4, from += 4) {
		word_t a = from[0], b = from[1], c = from[2], d = from[3];

		to[0] = carry | a << up;
		to[1] = a >> down | b << up;
		to[2] = b >> down | c << up;
		to[3] = c >> down | d << up;
		carry = d >> down;
	}
	for (; left > 0; left--) {
		word_t a = *from++;

		*to++ = carry | a << up;
		carry = a >> down;
	}
	return nr_words * WORD_BYTES;
}

NO_BUILTIN static inline void copy_down(uint8_t *dst_end, const uint8_t *src_end, size_t len)
{
	if (len >= SMALL) {
		size_t done;

		for (; misalignment(dst_end) != 0; len--)
			*--dst_end = *--src_end;
		done = misalignment(src_end) == 0 ? words_down(dst_end, src_end, len)
		                                  : shifted_down(dst_end, src_end, len);
		dst_end -= done;
		src_end -= done;
		len -= done;
	}
	for (; len > 0; len--)
		*--dst_end = *--src_end;
}

NO_BUILTIN static inline size_t words_down(uint8_t *dst_end, const uint8_t *src_end, size_t len)
{
	const word_t *from = (const word_t *)src_end;
	word_t *to = (word_t *)dst_end;
	size_t left = len / WORD_BYTES;

	for (; left >= 8; left -= 8) {
		to -= 8;
		from -= 8;
		to[7] = from[7];
		to[6] = from[6];
		to[5] = from[5];
		to[4] = from[4];
		to[3] = from[3];
		to[2] = from[2];
		to[1] = from[1];
		to[0] = from[0];
	}
	for (; left > 0; left--)
		*--to = *--from;
	return len / WORD_BYTES * WORD_BYTES;
}

/* The same for a source that ends inside a word. len is at least a word. */
NO_BUILTIN static inline size_t shifted_down(uint8_t *dst_end, const uint8_t *src_end, size_t len)
{
	size_t tail = misalignment(src_end); /* bytes behind the last whole word */
	size_t nr_words = (len - tail) / WORD_BYTES;
	unsigned down = (unsigned)tail * 8, up = 64 - down;
	const word_t *from = (const word_t *)(src_end - tail);
	word_t *to = (word_t *)dst_end;
	word_t carry = 0;
	size_t left = nr_words;

	for (size_t i = 1; i <= tail; i++)
		carry |= (word_t)src_end[-(ptrdiff_t)i] << (64 - 8 * i);
	for (; left >= 4; left -= 4) {
		word_t a, b, c, d;

		to -= 4;
		from -= 4;
		a = from[3];
		b = from[2];
		c = from[1];
		d = from[0];
		to[3] = carry | a >> down;
		to[2] = a << up | b >> down;
		to[1] = b << up | c >> down;
		to[0] = c << up | d >> down;
		carry = d << up;
	}
	for (; left > 0; left--) {
		word_t a = *--from;

		*--to = carry | a >> down;
		carry = a << up;
	}
	return nr_words * WORD_BYTES;
}
