/*
 * The console font: one-bit glyphs of equal size, made at build time from a Debian console font by
 * build/host/font (build/font.c defines font_console).
 *
 * A glyph is height rows from the top, each (width + 7) / 8 bytes, the leftmost pixel in the
 * highest bit of the first byte; bits behind the width are of no meaning.
 */
#ifndef KERNEL_DRIVERS_FBCON_FONT_H
#define KERNEL_DRIVERS_FBCON_FONT_H

#include <stdint.h>

struct font_mapping {
	uint32_t codepoint; /* Unicode */
	uint16_t glyph;     /* < nr_glyphs */
};

/* mappings are ascending by codepoint, no two equal, and hold at least '?'. */
struct font {
	uint16_t width;  /* pixels */
	uint16_t height; /* pixels */
	uint16_t bytes_per_glyph;
	uint16_t nr_glyphs;
	uint32_t nr_mappings;
	const uint8_t *glyphs; /* nr_glyphs * bytes_per_glyph */
	const struct font_mapping *mappings;
};

extern const struct font font_console;

/* The glyph of codepoint in font_console, or of U+FFFD, or of '?': never null.
 * Context: any; reads only constants. */
const uint8_t *font_glyph(uint32_t codepoint);

#endif
