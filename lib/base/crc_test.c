/*
 * Both checksums against the definition, a division bit by bit, and against published values: every
 * byte of every table is reached, at every alignment, in one piece and in two.
 */
#include <lib/base/crc32.h>
#include <lib/base/crc32c.h>

#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define POLYNOMIAL_CRC32C 0x82f63b78u /* 0x1edc6f41, reflected */
#define POLYNOMIAL_CRC32  0xedb88320u /* 0x04c11db7, reflected */

static uint32_t crc_by_bits(uint32_t polynomial, const uint8_t *bytes, size_t len)
{
	uint32_t crc = 0xffffffffu;

	for (size_t i = 0; i < len; i++) {
		crc ^= bytes[i];
		for (int bit = 0; bit < 8; bit++)
			crc = (crc & 1) != 0 ? crc >> 1 ^ polynomial : crc >> 1;
	}
	return ~crc;
}

/* [RFC3720 B.4] and the check value of the CRC catalogues. */
static void published_values(void **state)
{
	uint8_t bytes[32];

	(void)state;
	assert_int_equal(crc32c(0, "123456789", 9), 0xe3069283u);
	assert_int_equal(crc32(0, "123456789", 9), 0xcbf43926u);
	memset(bytes, 0, sizeof(bytes));
	assert_int_equal(crc32c(0, bytes, sizeof(bytes)), 0x8a9136aau);
	memset(bytes, 0xff, sizeof(bytes));
	assert_int_equal(crc32c(0, bytes, sizeof(bytes)), 0x62a8ab43u);
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)i;
	assert_int_equal(crc32c(0, bytes, sizeof(bytes)), 0x46dd794eu);
	assert_int_equal(crc32c(0, NULL, 0), 0);
	assert_int_equal(crc32(0, NULL, 0), 0);
}

/* One byte that is not 0xff, at each place of a word, walks through every entry of every table. */
static void every_table_entry(void **state)
{
	uint64_t word;
	uint8_t bytes[sizeof(word)];

	(void)state;
	for (size_t place = 0; place < sizeof(word); place++) {
		for (unsigned value = 0; value < 256; value++) {
			memset(bytes, 0, sizeof(bytes));
			bytes[place] = (uint8_t)value;
			memcpy(&word, bytes, sizeof(word));
			assert_int_equal(crc32c(0, &word, sizeof(word)),
			                 crc_by_bits(POLYNOMIAL_CRC32C, bytes, sizeof(bytes)));
			assert_int_equal(crc32(0, &word, sizeof(word)),
			                 crc_by_bits(POLYNOMIAL_CRC32, bytes, sizeof(bytes)));
		}
	}
}

static void every_alignment_and_split(void **state)
{
	(void)state;
	for (size_t skew = 0; skew < 8; skew++) {
		for (size_t len = 0; len < 64; len++) {
			uint8_t *block = malloc(skew + len + 1);
			uint8_t *bytes = realloc(block, skew + len > 0 ? skew + len : 1);
			uint32_t expected_c, expected;

			assert_non_null(bytes);
			for (size_t i = 0; i < len; i++)
				bytes[skew + i] = (uint8_t)(i * 73 + 5);
			expected_c = crc_by_bits(POLYNOMIAL_CRC32C, bytes + skew, len);
			expected = crc_by_bits(POLYNOMIAL_CRC32, bytes + skew, len);
			for (size_t cut = 0; cut <= len; cut++) {
				uint32_t part_c = crc32c(0, bytes + skew, cut);
				uint32_t part = crc32(0, bytes + skew, cut);

				assert_int_equal(crc32c(part_c, bytes + skew + cut, len - cut),
				                 expected_c);
				assert_int_equal(crc32(part, bytes + skew + cut, len - cut),
				                 expected);
			}
			free(bytes);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(published_values),
		cmocka_unit_test(every_table_entry),
		cmocka_unit_test(every_alignment_and_split),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
