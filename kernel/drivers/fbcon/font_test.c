/*
 * font_glyph with the font that the build made (build/font.c): every mapping is found, what is
 * missing gets the replacement, and the letters that tests read back from screens look different.
 */
#include <kernel/drivers/fbcon/font.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const uint8_t *glyph_at(uint32_t index)
{
	return font_console.glyphs + (size_t)index * font_console.bytes_per_glyph;
}

static void has_the_promised_shape(void **state)
{
	(void)state;
	assert_int_equal(font_console.width, 8);
	assert_int_equal(font_console.height, 16);
	assert_int_equal(font_console.bytes_per_glyph, 16);
	assert_true(font_console.nr_glyphs >= 128);
}

static void finds_every_mapping(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < font_console.nr_mappings; i++) {
		const struct font_mapping *mapping = &font_console.mappings[i];

		assert_true(mapping->glyph < font_console.nr_glyphs);
		assert_true(i == 0 || mapping[-1].codepoint < mapping->codepoint);
		assert_ptr_equal(font_glyph(mapping->codepoint), glyph_at(mapping->glyph));
	}
}

static void replaces_what_it_lacks(void **state)
{
	(void)state;
	assert_ptr_equal(font_glyph(0x10ffff), font_glyph(0xfffd));
	assert_ptr_equal(font_glyph(UINT32_MAX), font_glyph(0xfffd));
}

static void tells_ascii_apart(void **state)
{
	size_t len = font_console.bytes_per_glyph;

	(void)state;
	for (uint32_t a = ' '; a < 0x7f; a++) {
		for (uint32_t b = a + 1; b < 0x7f; b++)
			assert_memory_not_equal(font_glyph(a), font_glyph(b), len);
	}
}

static void knows_how_an_l_looks(void **state)
{
	const uint8_t *glyph = font_glyph('L');
	uint8_t left_edge = 0;

	(void)state;
	for (uint32_t row = 0; row < 16; row++)
		left_edge |= glyph[row];
	/* A stem of one column, and a foot that is wider. */
	assert_int_equal(glyph[0], 0);
	assert_int_equal(glyph[5] & (glyph[5] - 1), 0);
	assert_int_not_equal(glyph[5], 0);
	assert_int_not_equal(left_edge, glyph[5]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(has_the_promised_shape), cmocka_unit_test(finds_every_mapping),
		cmocka_unit_test(replaces_what_it_lacks), cmocka_unit_test(tells_ascii_apart),
		cmocka_unit_test(knows_how_an_l_looks),
	};

	return cmocka_run_group_tests_name("font", tests, NULL, NULL);
}
