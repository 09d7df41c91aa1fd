/*
 * Reads the text off a picture of the console: the opposite of what the kernel's fbcon does.
 *
 *   screen FONT.psf PICTURE.ppm      prints the lines of the screen as UTF-8
 *
 * The picture is a binary portable pixmap (P6, 8 bits a channel), as QEMU's screendump writes it.
 * It is cut into cells of the font's size. In each cell the corner's colour and one other are told
 * apart, the pixels become bits, and the glyph with the same bits, or with all of them turned round
 * (a cursor), names the character. A cell that fits no glyph prints as U+FFFD. Blanks at the end of
 * a line and empty lines at the end of the screen are left out.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tools/base/file.h>
#include <tools/base/psf.h>

#define MAX_GLYPH_BYTES 512u
#define NOT_A_GLYPH     0xfffdu

struct picture {
	const uint8_t *pixels; /* three bytes each */
	uint32_t width;
	uint32_t height;
};

/* The next number of the header, behind blanks and comments; 0 if there is none. */
static uint32_t header_number(const struct file *file, size_t *at)
{
	uint32_t value = 0;

	while (*at < file->len && (isspace(file->bytes[*at]) || file->bytes[*at] == '#')) {
		if (file->bytes[*at] == '#')
			while (*at < file->len && file->bytes[*at] != '\n')
				(*at)++;
		else
			(*at)++;
	}
	while (*at < file->len && isdigit(file->bytes[*at]) && value < 100000)
		value = value * 10 + (uint32_t)(file->bytes[(*at)++] - '0');
	return value;
}

static int picture_open(struct picture *picture, const struct file *file)
{
	size_t at = 2;
	uint32_t levels;

	if (file->len < 2 || memcmp(file->bytes, "P6", 2) != 0) {
		fprintf(stderr, "%s: expected a binary pixmap (P6), found another format\n",
		        file->path);
		return -EINVAL;
	}
	picture->width = header_number(file, &at);
	picture->height = header_number(file, &at);
	levels = header_number(file, &at);
	at++; /* one blank ends the header */
	if (levels != 255 || at > file->len ||
	    (file->len - at) / 3 < (uint64_t)picture->width * picture->height) {
		fprintf(stderr, "%s: expected %ux%u pixels of 8 bits a channel, found fewer\n",
		        file->path, picture->width, picture->height);
		return -EINVAL;
	}
	picture->pixels = file->bytes + at;
	return 0;
}

static const uint8_t *pixel(const struct picture *picture, uint32_t x, uint32_t y)
{
	return picture->pixels + 3 * ((size_t)y * picture->width + x);
}

/* The cell at (x, y) as a glyph: a bit is set where the colour is not that of the last pixel of the
 * first row, which letters leave free. */
static void cell_bits(const struct picture *picture, const struct psf *font, uint32_t x, uint32_t y,
                      uint8_t *bits)
{
	const uint8_t *background = pixel(picture, x + font->width - 1, y);
	uint32_t row_bytes = (font->width + 7) / 8;

	memset(bits, 0, font->bytes_per_glyph);
	for (uint32_t row = 0; row < font->height; row++)
		for (uint32_t column = 0; column < font->width; column++)
			if (memcmp(pixel(picture, x + column, y + row), background, 3) != 0)
				bits[row * row_bytes + column / 8] |= (uint8_t)(0x80 >> column % 8);
}

static int glyph_is(const struct psf *font, uint32_t glyph, const uint8_t *bits)
{
	const uint8_t *wanted = font->glyphs + (size_t)glyph * font->bytes_per_glyph;
	uint32_t row_bytes = (font->width + 7) / 8;
	int same = 1, inverse = 1;

	for (uint32_t row = 0; row < font->height; row++) {
		for (uint32_t byte = 0; byte < row_bytes; byte++) {
			uint32_t i = row * row_bytes + byte;
			uint32_t columns = font->width - byte * 8;
			uint8_t used = (uint8_t)(columns >= 8 ? 0xff : 0xff << (8 - columns));

			same &= ((wanted[i] ^ bits[i]) & used) == 0;
			inverse &= ((wanted[i] ^ ~bits[i]) & used) == 0;
		}
	}
	return same || inverse;
}

/* The lowest code point with these bits: ASCII before its look-alikes. */
static uint32_t find_codepoint(const struct psf *font, const uint8_t *bits)
{
	for (uint32_t i = 0; i < font->nr_mappings; i++)
		if (font->mappings[i].codepoint >= ' ' &&
		    glyph_is(font, font->mappings[i].glyph, bits))
			return font->mappings[i].codepoint;
	return NOT_A_GLYPH;
}

static void put_utf8(uint32_t codepoint)
{
	if (codepoint < 0x80) {
		putchar((int)codepoint);
	} else if (codepoint < 0x800) {
		putchar((int)(0xc0 | codepoint >> 6));
		putchar((int)(0x80 | (codepoint & 0x3f)));
	} else {
		putchar((int)(0xe0 | codepoint >> 12));
		putchar((int)(0x80 | (codepoint >> 6 & 0x3f)));
		putchar((int)(0x80 | (codepoint & 0x3f)));
	}
}

/* Prints one row of cells; blanks and empty rows wait until something follows them. */
static void read_row(const struct picture *picture, const struct psf *font, uint32_t y,
                     uint32_t *empty_rows)
{
	uint8_t bits[MAX_GLYPH_BYTES];
	uint32_t blanks = 0;
	int printed = 0;

	for (uint32_t x = 0; x + font->width <= picture->width; x += font->width) {
		uint32_t codepoint;

		cell_bits(picture, font, x, y, bits);
		codepoint = find_codepoint(font, bits);
		if (codepoint == ' ') {
			blanks++;
			continue;
		}
		for (; *empty_rows > 0; (*empty_rows)--)
			putchar('\n');
		for (; blanks > 0; blanks--)
			putchar(' ');
		put_utf8(codepoint);
		printed = 1;
	}
	if (printed)
		putchar('\n');
	else
		(*empty_rows)++;
}

static int read_screen(const struct file *font_file, const struct file *picture_file)
{
	struct picture picture;
	struct psf font;
	uint32_t empty_rows = 0;
	int result = picture_open(&picture, picture_file);

	if (result < 0)
		return result;
	result = psf_open(&font, font_file);
	if (result == 0 && font.bytes_per_glyph > MAX_GLYPH_BYTES)
		result = -EINVAL;
	for (uint32_t y = 0; result == 0 && y + font.height <= picture.height; y += font.height)
		read_row(&picture, &font, y, &empty_rows);
	psf_close(&font);
	return result;
}

int main(int argc, char **argv)
{
	struct file font, picture;
	int result;

	if (argc != 3) {
		fputs("usage: screen FONT.psf PICTURE.ppm\n", stderr);
		return 2;
	}
	if (file_load(&font, argv[1]) < 0)
		return 1;
	if (file_load(&picture, argv[2]) < 0) {
		file_unload(&font);
		return 1;
	}
	result = read_screen(&font, &picture);
	file_unload(&picture);
	file_unload(&font);
	return result < 0;
}
