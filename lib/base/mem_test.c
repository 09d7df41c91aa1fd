/*
 * mem.c against libc: every length up to SPAN for every alignment of both sides, every overlap, and
 * every place of a difference. Source and destination are allocated to the byte, so that the
 * address sanitizer sees a read or write outside of them; mem.c is compiled under the names of
 * renamed.h.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <lib/base/renamed.h>
#include <lib/base/string.h>

#undef memcpy
#undef memmove
#undef memset
#undef memcmp

#define SPAN  200 /* covers the unrolled loops twice, with every rest */
#define ALIGN 8

static uint8_t noise(size_t i)
{
	return (uint8_t)(i * 167 + (i >> 3) + 13);
}

/* `bytes` bytes that begin `skew` bytes behind an aligned address and end where the allocation
 * ends. */
static uint8_t *new_bytes(size_t skew, size_t bytes, uint8_t **block)
{
	*block = malloc(skew + bytes + 1);
	assert_non_null(*block);
	for (size_t i = 0; i < skew + bytes; i++)
		(*block)[i] = noise(i);
	*block = realloc(*block, skew + bytes > 0 ? skew + bytes : 1);
	assert_non_null(*block);
	return *block + skew;
}

static void memcpy_copies(void **state)
{
	(void)state;
	for (size_t to = 0; to < ALIGN; to++) {
		for (size_t from = 0; from < ALIGN; from++) {
			for (size_t len = 0; len < SPAN; len++) {
				uint8_t *dst_block, *src_block;
				uint8_t *dst = new_bytes(to, len, &dst_block);
				uint8_t *src = new_bytes(from, len, &src_block);

				for (size_t i = 0; i < len; i++)
					src[i] = noise(i + 99);
				assert_ptr_equal(our_memcpy(dst, src, len), dst);
				assert_memory_equal(dst, src, len);
				for (size_t i = 0; i < to; i++)
					assert_int_equal(dst_block[i], noise(i));
				free(dst_block);
				free(src_block);
			}
		}
	}
}

static void memmove_survives_overlap(void **state)
{
	uint8_t ours[3 * SPAN], theirs[3 * SPAN];

	(void)state;
	for (size_t from = SPAN; from < SPAN + ALIGN; from++) {
		for (size_t to = SPAN - 80; to <= SPAN + 88; to++) {
			for (size_t len = 0; len < SPAN; len++) {
				for (size_t i = 0; i < sizeof(ours); i++)
					ours[i] = theirs[i] = noise(i);
				assert_ptr_equal(our_memmove(ours + to, ours + from, len),
				                 ours + to);
				memmove(theirs + to, theirs + from, len);
				if (memcmp(ours, theirs, sizeof(ours)) != 0)
					fail_msg("from %zu to %zu len %zu", from, to, len);
			}
		}
	}
}

static void memmove_stays_inside(void **state)
{
	(void)state;
	for (size_t distance = 0; distance < 24; distance++) {
		for (size_t len = 0; len < SPAN; len++) {
			uint8_t *block;
			uint8_t *low = new_bytes(0, len + distance, &block);

			our_memmove(low + distance, low, len);
			for (size_t i = 0; i < len; i++)
				assert_int_equal(low[distance + i], noise(i));
			our_memmove(low, low + distance, len);
			for (size_t i = 0; i < len; i++)
				assert_int_equal(low[i], noise(i));
			free(block);
		}
	}
}

static void memset_fills(void **state)
{
	static const int bytes[] = {0, 0xa5, -1, 0x1c3};

	(void)state;
	for (size_t skew = 0; skew < ALIGN; skew++) {
		for (size_t len = 0; len < SPAN; len++) {
			uint8_t *block;
			uint8_t *dst = new_bytes(skew, len, &block);
			int byte = bytes[len % 4];

			assert_ptr_equal(our_memset(dst, byte, len), dst);
			for (size_t i = 0; i < len; i++)
				assert_int_equal(dst[i], (uint8_t)byte);
			for (size_t i = 0; i < skew; i++)
				assert_int_equal(block[i], noise(i));
			free(block);
		}
	}
}

static int sign(int value)
{
	return (value > 0) - (value < 0);
}

/* Equal but for the byte at `differs`, and for some byte behind it that must not matter. */
static void expect_order(uint8_t *a, uint8_t *b, size_t len, size_t differs)
{
	uint8_t kept = b[differs];

	b[differs] ^= 0x80;
	if (differs + 1 < len)
		b[len - 1] ^= 0xff;
	assert_int_equal(sign(our_memcmp(a, b, len)), sign(memcmp(a, b, len)));
	assert_int_equal(sign(our_memcmp(b, a, len)), sign(memcmp(b, a, len)));
	if (differs + 1 < len)
		b[len - 1] ^= 0xff;
	b[differs] = kept;
}

static void memcmp_orders(void **state)
{
	(void)state;
	for (size_t left = 0; left < ALIGN; left++) {
		for (size_t right = 0; right < ALIGN; right++) {
			for (size_t len = 0; len < 70; len++) {
				uint8_t *a_block, *b_block;
				uint8_t *a = new_bytes(left, len, &a_block);
				uint8_t *b = new_bytes(right, len, &b_block);

				memcpy(b, a, len);
				assert_int_equal(our_memcmp(a, b, len), 0);
				for (size_t i = 0; i < len; i++)
					expect_order(a, b, len, i);
				free(a_block);
				free(b_block);
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memcpy_copies),        cmocka_unit_test(memmove_survives_overlap),
		cmocka_unit_test(memmove_stays_inside), cmocka_unit_test(memset_fills),
		cmocka_unit_test(memcmp_orders),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
