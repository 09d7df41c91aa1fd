/*
 * A terminal painter for a framebuffer: glyphs as pixels, 24 or 32 bits each, any pitch, any place
 * of the colours. On a large screen every font pixel becomes a square of them. It only ever writes.
 */
#ifndef KERNEL_DRIVERS_FBCON_PIXELS_H
#define KERNEL_DRIVERS_FBCON_PIXELS_H

#include <stdint.h>

#include <kernel/arch/boot.h>
#include <kernel/drivers/fbcon/terminal.h>

struct pixels {
	struct terminal_painter painter;
	struct boot_framebuffer framebuffer;
	unsigned scale;   /* screen pixels per font pixel, each way */
	unsigned columns; /* cells that fit, within the terminal's limits */
	unsigned rows;
	uint32_t colours[256]; /* the palette in the framebuffer's format */
};

/* Works out scale and size; false if the framebuffer is null, too small for a cell, or
 * inconsistent. */
bool pixels_init(struct pixels *pixels, const struct boot_framebuffer *framebuffer);

#endif
