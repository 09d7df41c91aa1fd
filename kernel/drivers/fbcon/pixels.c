/*
 * Drawing cells into the framebuffer.
 *
 * Framebuffer memory is write-combining: runs of stores are fast, a single read stalls for a
 * microsecond. So a glyph row is put together in registers and stored once per line of pixels.
 */
#include <kernel/drivers/fbcon/pixels.h>

#include <kernel/drivers/fbcon/font.h>
#include <kernel/drivers/fbcon/palette.h>

/* Above this many columns the font is enlarged, so that text stays readable on a very fine screen.
 */
enum { COMFORTABLE_COLUMNS = 240 };

/* An 8-bit channel in its place of the pixel; wider and narrower channels are scaled. */
static uint32_t channel(uint32_t value, uint8_t size, uint8_t shift)
{
	if (size == 0 || shift >= 32)
		return 0;
	value = size >= 8 ? value << (size - 8) : value >> (8 - size);
	return value << shift;
}

static uint32_t pixel_colour(const struct boot_framebuffer *fb, uint32_t rgb)
{
	return channel(rgb >> 16, fb->red_size, fb->red_shift) |
	       channel(rgb >> 8 & 0xff, fb->green_size, fb->green_shift) |
	       channel(rgb & 0xff, fb->blue_size, fb->blue_shift);
}

static void fill32(uint8_t *line, uint32_t colour, unsigned count)
{
	uint32_t *pixel = (uint32_t *)line;

	for (unsigned i = 0; i < count; i++)
		pixel[i] = colour;
}

static void fill24(uint8_t *line, uint32_t colour, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		line[3 * i] = (uint8_t)colour;
		line[3 * i + 1] = (uint8_t)(colour >> 8);
		line[3 * i + 2] = (uint8_t)(colour >> 16);
	}
}

/* One line of screen pixels of one glyph row. */
static void draw_line(const struct pixels *pixels, uint8_t *line, const uint8_t *bits,
                      uint32_t foreground, uint32_t background)
{
	unsigned bytes = pixels->framebuffer.bpp / 8u;

	for (unsigned x = 0; x < font_console.width; x++) {
		bool set = bits[x / 8] >> (7 - x % 8) & 1;
		uint32_t colour = set ? foreground : background;

		if (bytes == 4)
			fill32(line, colour, pixels->scale);
		else
			fill24(line, colour, pixels->scale);
		line += bytes * pixels->scale;
	}
}

static void paint(struct terminal_painter *painter, unsigned column, unsigned row,
                  struct terminal_cell cell)
{
	struct pixels *pixels = CONTAINER_OF(painter, struct pixels, painter);
	const struct boot_framebuffer *fb = &pixels->framebuffer;
	unsigned bytes_per_row = (font_console.width + 7u) / 8;
	const uint8_t *bits = font_glyph(cell.codepoint);
	size_t x = (size_t)column * font_console.width * pixels->scale;
	size_t y = (size_t)row * font_console.height * pixels->scale;
	uint8_t *line = fb->pixels + y * fb->pitch + x * (fb->bpp / 8u);

	for (unsigned i = 0; i < font_console.height * pixels->scale; i++) {
		draw_line(pixels, line, bits + i / pixels->scale * bytes_per_row,
		          pixels->colours[cell.foreground], pixels->colours[cell.background]);
		line += fb->pitch;
	}
}

static unsigned cells(uint32_t screen, unsigned glyph, unsigned limit)
{
	uint32_t fit = screen / glyph;

	return fit < limit ? fit : limit;
}

bool pixels_init(struct pixels *pixels, const struct boot_framebuffer *framebuffer)
{
	const struct boot_framebuffer *fb = framebuffer;

	if (!fb->pixels || (fb->bpp != 24 && fb->bpp != 32))
		return false;
	if (fb->width < font_console.width || fb->height < font_console.height)
		return false;
	if ((uint64_t)fb->width * (fb->bpp / 8u) > fb->pitch)
		return false;
	pixels->painter.paint = paint;
	pixels->framebuffer = *fb;
	pixels->scale = 1 + fb->width / (font_console.width * (COMFORTABLE_COLUMNS + 1u));
	pixels->columns =
		cells(fb->width, font_console.width * pixels->scale, TERMINAL_MAX_COLUMNS);
	pixels->rows = cells(fb->height, font_console.height * pixels->scale, TERMINAL_MAX_ROWS);
	for (unsigned i = 0; i < 256; i++)
		pixels->colours[i] = pixel_colour(fb, palette_rgb((uint8_t)i));
	return pixels->rows > 0 && pixels->columns > 0;
}
