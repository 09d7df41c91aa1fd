/*
 * Messages on the screen, through the BIOS, and on the first serial port, which start.S has set up.
 * firmware_print and firmware_stop (boot/core/firmware.h) are implemented here.
 */
#ifndef BOOT_BIOS_CONSOLE_H
#define BOOT_BIOS_CONSOLE_H

/* From here on the screen shows graphics: text for it is kept, and firmware_stop brings text mode
 * back and shows it. The serial line is not concerned. */
void console_hold(void);

#endif
