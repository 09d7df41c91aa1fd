/*
 * From a code point to its glyph: a binary search in the font's sorted mappings. What the font
 * lacks is shown as U+FFFD if it has that, else as '?', which every generated font has.
 */
#include <kernel/drivers/fbcon/font.h>

#include <stddef.h>

#define REPLACEMENT 0xfffdu

static const uint8_t *find_glyph(const struct font *font, uint32_t codepoint)
{
	uint32_t low = 0;
	uint32_t high = font->nr_mappings;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const struct font_mapping *mapping = &font->mappings[middle];

		if (mapping->codepoint == codepoint)
			return font->glyphs + (uint32_t)mapping->glyph * font->bytes_per_glyph;
		if (mapping->codepoint < codepoint)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

const uint8_t *font_glyph(uint32_t codepoint)
{
	const uint8_t *glyph = find_glyph(&font_console, codepoint);

	if (!glyph)
		glyph = find_glyph(&font_console, REPLACEMENT);
	if (!glyph)
		glyph = find_glyph(&font_console, '?');
	return glyph;
}
