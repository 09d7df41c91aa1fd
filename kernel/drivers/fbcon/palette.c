/* Colours by number. The named ones are the classic PC's, which people know from consoles. */
#include <kernel/drivers/fbcon/palette.h>

static const uint32_t named[16] = {
	0x000000, 0xaa0000, 0x00aa00, 0xaa5500, 0x0000aa, 0xaa00aa, 0x00aaaa, 0xaaaaaa,
	0x555555, 0xff5555, 0x55ff55, 0xffff55, 0x5555ff, 0xff55ff, 0x55ffff, 0xffffff,
};

static uint32_t cube_level(unsigned level)
{
	return level ? 55 + 40 * level : 0;
}

uint32_t palette_rgb(uint8_t index)
{
	unsigned cube = index - 16u;
	uint32_t grey;

	if (index < 16)
		return named[index];
	if (index < 232)
		return cube_level(cube / 36) << 16 | cube_level(cube / 6 % 6) << 8 |
		       cube_level(cube % 6);
	grey = 8 + 10 * (index - 232u);
	return grey << 16 | grey << 8 | grey;
}

static unsigned distance(uint32_t a, uint32_t b)
{
	unsigned sum = 0;

	for (unsigned shift = 0; shift < 24; shift += 8) {
		int d = (int)(a >> shift & 0xff) - (int)(b >> shift & 0xff);

		sum += (unsigned)(d * d);
	}
	return sum;
}

uint8_t palette_named(uint8_t index)
{
	uint32_t wanted = palette_rgb(index);
	uint8_t best = 0;

	if (index < 16)
		return index;
	for (uint8_t i = 1; i < 16; i++)
		if (distance(named[i], wanted) < distance(named[best], wanted))
			best = i;
	return best;
}
