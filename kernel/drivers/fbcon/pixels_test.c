/* Pixels against a framebuffer in memory: 24 and 32 bits, odd pitches, colours anywhere, nothing
 * beside. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <kernel/drivers/fbcon/font.h>
#include <kernel/drivers/fbcon/pixels.h>

/* A font of two glyphs, 8 x 16: nothing, and a corner. */
static const uint8_t glyphs[2][16] = {{0}, {0x80, 0x01}};
const struct font font_console = {.width = 8, .height = 16};

const uint8_t *font_glyph(uint32_t codepoint)
{
	return glyphs[codepoint == 'x'];
}

static struct boot_framebuffer framebuffer(uint32_t width, uint32_t height, uint16_t bpp)
{
	struct boot_framebuffer fb = {
		.width = width,
		.height = height,
		.bpp = bpp,
		.pitch = width * (bpp / 8u) + 12,
		.red_size = 8,
		.red_shift = 16,
		.green_size = 8,
		.green_shift = 8,
		.blue_size = 8,
		.blue_shift = 0,
	};

	fb.pixels = malloc((size_t)fb.pitch * height);
	assert_non_null(fb.pixels);
	memset(fb.pixels, 0xee, (size_t)fb.pitch * height);
	return fb;
}

static uint32_t pixel_at(const struct boot_framebuffer *fb, unsigned x, unsigned y)
{
	const uint8_t *p = fb->pixels + (size_t)y * fb->pitch + x * (fb->bpp / 8u);
	uint32_t value = 0;

	memcpy(&value, p, fb->bpp / 8u);
	return value;
}

static void cells_become_pixels(void **state)
{
	static const uint16_t depths[] = {24, 32};
	const struct terminal_cell cell = {'x', 9, 4};

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		struct boot_framebuffer fb = framebuffer(100, 50, depths[i]);
		struct pixels pixels;

		assert_true(pixels_init(&pixels, &fb));
		assert_int_equal(pixels.columns, 12);
		assert_int_equal(pixels.rows, 3);
		pixels.painter.paint(&pixels.painter, 11, 2, cell);
		assert_int_equal(pixel_at(&fb, 88, 32), 0xff5555);
		assert_int_equal(pixel_at(&fb, 89, 32), 0x0000aa);
		assert_int_equal(pixel_at(&fb, 95, 33), 0xff5555);
		assert_int_equal(pixel_at(&fb, 95, 47), 0x0000aa);
		/* The neighbours keep what they had. */
		assert_int_equal(pixel_at(&fb, 87, 32) & 0xff, 0xee);
		assert_int_equal(pixel_at(&fb, 96, 32) & 0xff, 0xee);
		assert_int_equal(pixel_at(&fb, 88, 31) & 0xff, 0xee);
		assert_int_equal(pixel_at(&fb, 88, 48) & 0xff, 0xee);
		free(fb.pixels);
	}
}

static void colours_go_where_the_masks_say(void **state)
{
	struct boot_framebuffer fb = framebuffer(64, 32, 32);
	struct pixels pixels;

	(void)state;
	fb.red_shift = 0;
	fb.blue_shift = 20;
	fb.blue_size = 10;
	fb.green_shift = 10;
	fb.green_size = 5;
	assert_true(pixels_init(&pixels, &fb));
	pixels.painter.paint(&pixels.painter, 0, 0, (struct terminal_cell){'x', 15, 0});
	assert_int_equal(pixel_at(&fb, 0, 0), 0xffu | 0x1fu << 10 | 0x3fcu << 20);
	free(fb.pixels);
}

static void fine_screens_get_larger_letters(void **state)
{
	struct boot_framebuffer fb = framebuffer(3840, 2160, 32);
	struct pixels pixels;

	(void)state;
	assert_true(pixels_init(&pixels, &fb));
	assert_int_equal(pixels.scale, 2);
	assert_int_equal(pixels.columns, 240);
	assert_int_equal(pixels.rows, 67);
	pixels.painter.paint(&pixels.painter, 239, 66, (struct terminal_cell){'x', 15, 0});
	assert_int_equal(pixel_at(&fb, 3824, 2112), 0xffffff);
	assert_int_equal(pixel_at(&fb, 3825, 2113), 0xffffff);
	assert_int_equal(pixel_at(&fb, 3826, 2112), 0);
	free(fb.pixels);
}

static void what_is_no_framebuffer_is_refused(void **state)
{
	struct boot_framebuffer fb = framebuffer(64, 32, 32);
	uint8_t *memory = fb.pixels;
	struct pixels pixels;

	(void)state;
	fb.pixels = NULL;
	assert_false(pixels_init(&pixels, &fb));
	fb.pixels = memory;
	fb.bpp = 16;
	assert_false(pixels_init(&pixels, &fb));
	fb.bpp = 32;
	fb.pitch = 64;
	assert_false(pixels_init(&pixels, &fb));
	fb.pitch = 256;
	fb.width = 7;
	assert_false(pixels_init(&pixels, &fb));
	free(memory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_become_pixels),
		cmocka_unit_test(colours_go_where_the_masks_say),
		cmocka_unit_test(fine_screens_get_larger_letters),
		cmocka_unit_test(what_is_no_framebuffer_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
