/* The xterm palette of 256 colours: 16 named ones, a 6 x 6 x 6 cube, 24 greys [XTERM]. */
#ifndef KERNEL_DRIVERS_FBCON_PALETTE_H
#define KERNEL_DRIVERS_FBCON_PALETTE_H

#include <stdint.h>

/* The colour as 0xRRGGBB. */
uint32_t palette_rgb(uint8_t index);

/* The nearest of the 16 named colours. */
uint8_t palette_named(uint8_t index);

#endif
