/* VGA text cells: character in the low byte, background and foreground in the high one [VGA
 * attribute]. */
#include <kernel/drivers/fbcon/textmode.h>

#include <kernel/arch/mmio.h>
#include <kernel/drivers/fbcon/palette.h>
#include <lib/base/compiler.h>

/* The characters outside of ASCII that logs and shells use, in code page 437. */
static const struct {
	uint16_t codepoint;
	uint8_t code;
} cp437[] = {
	{0x00a7, 0x15}, {0x00b0, 0xf8}, {0x00b1, 0xf1}, {0x00b2, 0xfd}, {0x00b5, 0xe6},
	{0x00b7, 0xfa}, {0x00c4, 0x8e}, {0x00d6, 0x99}, {0x00dc, 0x9a}, {0x00df, 0xe1},
	{0x00e0, 0x85}, {0x00e1, 0xa0}, {0x00e2, 0x83}, {0x00e4, 0x84}, {0x00e7, 0x87},
	{0x00e8, 0x8a}, {0x00e9, 0x82}, {0x00ea, 0x88}, {0x00f1, 0xa4}, {0x00f6, 0x94},
	{0x00fc, 0x81}, {0x2022, 0x07}, {0x2190, 0x1b}, {0x2191, 0x18}, {0x2192, 0x1a},
	{0x2193, 0x19}, {0x2264, 0xf3}, {0x2265, 0xf2}, {0x2500, 0xc4}, {0x2502, 0xb3},
	{0x250c, 0xda}, {0x2510, 0xbf}, {0x2514, 0xc0}, {0x2518, 0xd9}, {0x251c, 0xc3},
	{0x2524, 0xb4}, {0x252c, 0xc2}, {0x2534, 0xc1}, {0x253c, 0xc5}, {0x2588, 0xdb},
	{0x2591, 0xb0}, {0x2592, 0xb1}, {0x2593, 0xb2},
};

static uint8_t code_of(uint16_t codepoint)
{
	if (codepoint < 0x7f)
		return (uint8_t)codepoint;
	for (size_t i = 0; i < ARRAY_SIZE(cp437); i++)
		if (cp437[i].codepoint == codepoint)
			return cp437[i].code;
	return '?';
}

/* ANSI orders the bits red, green, blue; the PC blue, green, red. */
static uint8_t attribute_of(uint8_t colour)
{
	uint8_t named = palette_named(colour);

	return (uint8_t)((named & 0x0a) | (named & 1) << 2 | (named & 4) >> 2);
}

static void paint(struct terminal_painter *painter, unsigned column, unsigned row,
                  struct terminal_cell cell)
{
	struct textmode *textmode = CONTAINER_OF(painter, struct textmode, painter);
	uint16_t *cells = textmode->screen.cells;
	unsigned attribute = attribute_of(cell.foreground) | (attribute_of(cell.background) & 7u)
	                                                             << 4;

	mmio_write16(&cells[row * textmode->screen.columns + column],
	             (uint16_t)(attribute << 8 | code_of(cell.codepoint)));
}

void textmode_init(struct textmode *textmode, const struct screen_text *screen)
{
	textmode->painter.paint = paint;
	textmode->screen = *screen;
}
