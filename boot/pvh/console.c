/*
 * What the PVH front end prints on: the first serial line [NS16550], and VGA text memory if there
 * is any (on microvm there is none, and reads give all ones).
 */
#include "pvh_priv.h"

#include <stdbool.h>

#include <boot/core/firmware.h>

enum {
	SERIAL = 0x3f8,
	SERIAL_DATA = SERIAL + 0,
	SERIAL_INTERRUPTS = SERIAL + 1,
	SERIAL_FIFO = SERIAL + 2,
	SERIAL_LINE = SERIAL + 3,
	SERIAL_MODEM = SERIAL + 4,
	SERIAL_STATUS = SERIAL + 5,
	LINE_8N1 = 0x03,
	LINE_DIVISOR = 0x80,
	STATUS_ROOM = 0x20,
	DIVISOR_115200 = 1,
	MAX_POLLS = 100000,

	VGA_COLUMNS = 80,
	VGA_LINES = 25,
	VGA_WHITE_ON_BLACK = 0x0700,
	VGA_PROBE = 0x0720, /* a space */
};

#define VGA_TEXT ((volatile uint16_t *)0xb8000)

static bool has_serial;
static bool has_vga;
static unsigned vga_column;

static void out8(uint16_t port, uint8_t value)
{
	__asm__ volatile("outb %0, %1" ::"a"(value), "Nd"(port));
}

static uint8_t in8(uint16_t port)
{
	uint8_t value;

	__asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

void pvh_console_init(void)
{
	const uint16_t before = VGA_TEXT[0];

	out8(SERIAL_INTERRUPTS, 0);
	out8(SERIAL_LINE, LINE_DIVISOR);
	out8(SERIAL_DATA, DIVISOR_115200);
	out8(SERIAL_INTERRUPTS, 0);
	out8(SERIAL_LINE, LINE_8N1);
	out8(SERIAL_FIFO, 0x07);
	out8(SERIAL_MODEM, 0x03);
	has_serial = in8(SERIAL_LINE) == LINE_8N1;

	VGA_TEXT[0] = VGA_PROBE;
	has_vga = VGA_TEXT[0] == VGA_PROBE;
	if (has_vga)
		VGA_TEXT[0] = before;
}

static void serial_put(char c)
{
	for (int i = 0; i < MAX_POLLS && !(in8(SERIAL_STATUS) & STATUS_ROOM); i++)
		continue;
	out8(SERIAL_DATA, (uint8_t)c);
}

/* Writes on the last line of the screen and scrolls: nobody else writes any more. */
static void vga_put(char c)
{
	if (c == '\n' || vga_column == VGA_COLUMNS) {
		for (unsigned i = 0; i < VGA_COLUMNS * (VGA_LINES - 1); i++)
			VGA_TEXT[i] = VGA_TEXT[i + VGA_COLUMNS];
		for (unsigned i = 0; i < VGA_COLUMNS; i++)
			VGA_TEXT[VGA_COLUMNS * (VGA_LINES - 1) + i] = VGA_PROBE;
		vga_column = 0;
	}
	if (c != '\n')
		VGA_TEXT[VGA_COLUMNS * (VGA_LINES - 1) + vga_column++] =
			(uint16_t)(VGA_WHITE_ON_BLACK | (uint8_t)c);
}

void firmware_print(const char *text)
{
	for (; *text != '\0'; text++) {
		if (has_serial && *text == '\n')
			serial_put('\r');
		if (has_serial)
			serial_put(*text);
		if (has_vga)
			vga_put(*text);
	}
}

void firmware_stop(void)
{
	for (;;)
		__asm__ volatile("cli\n\thlt");
}
