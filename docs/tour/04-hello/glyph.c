/* Shows the console font's glyph of each character of its argument, a pixel as a letter cell. */
#include <stdio.h>

#include <kernel/drivers/fbcon/font.h>

int main(int argc, char **argv)
{
	const char *text = argc > 1 ? argv[1] : "A";

	for (; *text != '\0'; text++) {
		const uint8_t *rows = font_glyph((uint8_t)*text);

		for (unsigned y = 0; y < font_console.height; y++) {
			for (unsigned x = 0; x < font_console.width; x++)
				putchar(rows[y] & (0x80 >> x) ? '#' : '.');
			printf("   %02x\n", rows[y]);
		}
	}
	return 0;
}
