/*
 * The decoder against the definition: every code point encodes and comes back, every sequence of up
 * to four bytes that no code point has is refused, and the Unicode standard's own examples of
 * replacement.
 */
#include <lib/base/utf8.h>

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define LAST_CODE 0x10ffffu

/* Encodes by the definition; returns the number of bytes, 0 for a code that has none. */
static size_t encode(uint32_t code, uint8_t out[4])
{
	if (code > LAST_CODE || (code >= 0xd800 && code <= 0xdfff))
		return 0;
	if (code < 0x80) {
		out[0] = (uint8_t)code;
		return 1;
	}
	if (code < 0x800) {
		out[0] = (uint8_t)(0xc0 | code >> 6);
		out[1] = (uint8_t)(0x80 | (code & 0x3f));
		return 2;
	}
	if (code < 0x10000) {
		out[0] = (uint8_t)(0xe0 | code >> 12);
		out[1] = (uint8_t)(0x80 | (code >> 6 & 0x3f));
		out[2] = (uint8_t)(0x80 | (code & 0x3f));
		return 3;
	}
	out[0] = (uint8_t)(0xf0 | code >> 18);
	out[1] = (uint8_t)(0x80 | (code >> 12 & 0x3f));
	out[2] = (uint8_t)(0x80 | (code >> 6 & 0x3f));
	out[3] = (uint8_t)(0x80 | (code & 0x3f));
	return 4;
}

static void expect_codes(const char *bytes, size_t len, const uint32_t *expected,
                         size_t nr_expected)
{
	struct utf8_decoder decoder = {0};
	uint32_t codes[64];
	size_t nr = 0;

	for (size_t i = 0; i < len; i++)
		nr += (size_t)utf8_push(&decoder, (uint8_t)bytes[i], codes + nr);
	nr += (size_t)utf8_finish(&decoder, codes + nr);
	assert_int_equal(nr, nr_expected);
	assert_memory_equal(codes, expected, nr * sizeof(codes[0]));
	assert_int_equal(utf8_finish(&decoder, codes), 0);
}

static void every_code_point_comes_back(void **state)
{
	(void)state;
	for (uint32_t code = 0; code <= LAST_CODE; code++) {
		struct utf8_decoder decoder = {0};
		uint8_t bytes[4];
		uint32_t out[2] = {0};
		size_t len = encode(code, bytes);

		for (size_t i = 0; i < len; i++)
			assert_int_equal(utf8_push(&decoder, bytes[i], out), i + 1 == len);
		if (len > 0) {
			assert_int_equal(out[0], code);
			assert_true(utf8_valid((const char *)bytes, len));
		}
	}
}

/* All two- and three-byte strings, and four-byte ones with the last two bytes at the edges. */
static void only_encodings_are_valid(void **state)
{
	static const uint8_t edges[] = {0x00, 0x7f, 0x80, 0xbf, 0xc0, 0xff};
	static bool valid2[1 << 16], valid3[1 << 24];
	uint8_t b[4];

	(void)state;
	for (uint32_t code = 0x80; code < 0x10000; code++) {
		size_t len = encode(code, b);

		if (len == 2)
			valid2[b[0] << 8 | b[1]] = true;
		if (len == 3)
			valid3[b[0] << 16 | b[1] << 8 | b[2]] = true;
	}
	for (uint32_t v = 0x8000; v < 1 << 16; v++) {
		char text[2] = {(char)(v >> 8), (char)v};

		assert_int_equal(utf8_valid(text, 2), valid2[v]);
	}
	for (uint32_t v = 0xe00000; v < 1 << 24; v++) {
		char text[3] = {(char)(v >> 16), (char)(v >> 8), (char)v};

		if (utf8_valid(text, 3) != valid3[v])
			fail_msg("%06x", (unsigned)v);
	}
	for (uint32_t v = 0xf000; v < 1 << 16; v++) {
		for (size_t i = 0; i < sizeof(edges) * sizeof(edges); i++) {
			uint32_t code = (v >> 8 & 7) << 18 | (v & 0x3f) << 12;
			char text[4] = {(char)(v >> 8), (char)v, (char)edges[i / sizeof(edges)],
			                (char)edges[i % sizeof(edges)]};
			bool expected;

			code |= ((uint32_t)text[2] & 0x3f) << 6 | ((uint32_t)text[3] & 0x3f);
			expected = encode(code, b) == 4 && memcmp(b, text, 4) == 0;
			assert_int_equal(utf8_valid(text, 4), expected);
		}
	}
}

/* [UNICODE 3.9] tables 3-8 to 3-11: how many U+FFFD, and that what follows survives. */
static void replacement_follows_the_standard(void **state)
{
	static const uint32_t non_shortest[] = {0xfffd, 0xfffd, 0xfffd, 0xfffd, 0xfffd,
	                                        0xfffd, 0xfffd, 0xfffd, 0x41};
	static const uint32_t surrogates[] = {0xfffd, 0xfffd, 0xfffd, 0xfffd, 0xfffd,
	                                      0xfffd, 0xfffd, 0xfffd, 0x41};
	static const uint32_t other[] = {0xfffd, 0xfffd, 0xfffd, 0xfffd, 0xfffd,
	                                 0x41,   0xfffd, 0xfffd, 0x42};
	static const uint32_t truncated[] = {0xfffd, 0xfffd, 0xfffd, 0xfffd, 0x41};

	(void)state;
	expect_codes("\xc0\xaf\xe0\x80\xbf\xf0\x81\x82\x41", 9, non_shortest, 9);
	expect_codes("\xed\xa0\x80\xed\xbf\xbf\xed\xaf\x41", 9, surrogates, 9);
	expect_codes("\xf4\x91\x92\x93\xff\x41\x80\xbf\x42", 9, other, 9);
	expect_codes("\xe1\x80\xe2\xf0\x91\x92\xf1\xbf\x41", 9, truncated, 5);
}

static void an_end_inside_a_character_is_replaced(void **state)
{
	static const uint32_t expected[] = {0x61, 0xfffd};

	(void)state;
	expect_codes("a\xf0\x9f\x98", 4, expected, 2);
	assert_false(utf8_valid("a\xf0\x9f\x98", 4));
	assert_true(utf8_valid("\xef\xbf\xbd", 3)); /* U+FFFD itself, spelled out */
	assert_true(utf8_valid("", 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_code_point_comes_back),
		cmocka_unit_test(only_encodings_are_valid),
		cmocka_unit_test(replacement_follows_the_standard),
		cmocka_unit_test(an_end_inside_a_character_is_replaced),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
