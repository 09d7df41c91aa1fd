/*
 * x86_64: the VGA's text mode, which a BIOS leaves on where it has set no graphics mode.
 *
 * It is in use if the VGA's registers say so: colour emulation at the I/O addresses 3dx,
 * alphanumeric, memory at 0xb8000 [VGA graphics controller 6]. A machine without a VGA reads ones.
 */
#include <kernel/arch/screen.h>

#include "port_priv.h"

#include <kernel/mem/kmap.h>

enum {
	MISC_OUTPUT_READ = 0x3cc,
	MISC_COLOUR = 0x01,
	MISC_NO_VGA = 0xff,
	CRTC_INDEX = 0x3d4,
	CRTC_DATA = 0x3d5,
	CRTC_CURSOR_START = 0x0a,
	CRTC_CURSOR_OFF = 0x20,
	GRAPHICS_INDEX = 0x3ce,
	GRAPHICS_DATA = 0x3cf,
	GRAPHICS_MISCELLANEOUS = 6,
	GRAPHICS_MODE = 0x01,
	MEMORY_MAP_MASK = 0x0c,
	MEMORY_MAP_B8000 = 0x0c,

	TEXT_MEMORY = 0xb8000,
	TEXT_COLUMNS = 80,
	TEXT_ROWS = 25,
};

static bool vga_shows_text(void)
{
	uint8_t misc = port_read8(MISC_OUTPUT_READ);
	uint8_t mode;

	if (misc == MISC_NO_VGA || !(misc & MISC_COLOUR))
		return false;
	port_write8(GRAPHICS_INDEX, GRAPHICS_MISCELLANEOUS);
	mode = port_read8(GRAPHICS_DATA);
	return !(mode & GRAPHICS_MODE) && (mode & MEMORY_MAP_MASK) == MEMORY_MAP_B8000;
}

bool screen_find_text(struct screen_text *out)
{
	void *cells;

	if (!vga_shows_text())
		return false;
	if (kmap_device(paddr(TEXT_MEMORY), TEXT_COLUMNS * TEXT_ROWS * 2, MMU_WRITE | MMU_DEVICE,
	                &cells) < 0)
		return false;
	/* The terminal shows its own cursor; two would be one too many. */
	port_write8(CRTC_INDEX, CRTC_CURSOR_START);
	port_write8(CRTC_DATA, CRTC_CURSOR_OFF);
	*out = (struct screen_text){cells, TEXT_COLUMNS, TEXT_ROWS};
	return true;
}
