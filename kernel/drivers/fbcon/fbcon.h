/* The console on the screen: a framebuffer if the loader gave one, else a PC's text mode. */
#ifndef KERNEL_DRIVERS_FBCON_FBCON_H
#define KERNEL_DRIVERS_FBCON_FBCON_H

#include <stddef.h>

/* Shows the log on the screen from now on (and what it held so far), if there is a screen. Call
 * once, after boot_collect; boot processor. */
void fbcon_start(void);

/* What the screen is, for the log: "framebuffer 1280x800x32", "text 80x25" or "none". */
void fbcon_describe(char *buf, size_t size);

#endif
