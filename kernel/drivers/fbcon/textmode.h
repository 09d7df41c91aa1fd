/* A terminal painter for a PC's text mode: each cell is a character of code page 437 and a colour
 * byte. */
#ifndef KERNEL_DRIVERS_FBCON_TEXTMODE_H
#define KERNEL_DRIVERS_FBCON_TEXTMODE_H

#include <stdint.h>

#include <kernel/arch/screen.h>
#include <kernel/drivers/fbcon/terminal.h>

struct textmode {
	struct terminal_painter painter;
	struct screen_text screen;
};

void textmode_init(struct textmode *textmode, const struct screen_text *screen);

#endif
