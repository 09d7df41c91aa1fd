/*
 * A linear framebuffer from the BIOS's VESA extensions [VBE3], if the machine has one.
 */
#ifndef BOOT_BIOS_VIDEO_H
#define BOOT_BIOS_VIDEO_H

#include <boot/core/firmware.h>

/* Sets the best mode and describes it; leaves the screen in text mode and width 0 if there is
 * none. The best is the one the monitor prefers (EDID), then 1024x768, then the nearest below
 * it, then the smallest above; of one size rather 32 than 24 bits per pixel. After success text
 * goes the way of console_hold. */
void video_start(struct firmware_framebuffer *out);

#endif
