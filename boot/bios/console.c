/*
 * The screen is the BIOS's as long as it shows text: INT 10h knows where the cursor is and scrolls.
 * In a graphics mode it shows nothing that one could rely on, so the text waits in `held` (its
 * first HELD_BYTES bytes: the cause comes first); if sill has to stop, the last thing it does
 * is to go back to text mode and show it. That works up to the hand-over: the BIOS's memory is kept
 * until then.
 *
 * The serial line is COM1 without questions: a port that does not exist swallows the bytes. Both
 * get whole lines, one after the other, since some BIOSes show their screen on the serial line.
 * Source: [RBIL INT 10h/0Eh], [NS16550 8].
 */
#include <boot/bios/console.h>

#include <stdbool.h>
#include <stdint.h>

#include <boot/bios/bios.h>
#include <boot/core/firmware.h>

enum {
	LINE_BYTES = 256,
	HELD_BYTES = 1024,
	COM1_DATA = 0x3f8,
	COM1_LINE_STATUS = 0x3fd,
	LINE_STATUS_EMPTY = 0x20,
	SERIAL_PATIENCE = 100000, /* polls; at 115200 baud a byte takes about 100 */
	TEXT_MODE = 3,
};

static char line[LINE_BYTES]; /* what has no end yet */
static size_t line_bytes;
static char held[HELD_BYTES];
static size_t held_bytes;
static bool holding;

static void flush(void);
static void screen_put(char c);
static void serial_put(char c);
static void serial_put_byte(char c);
static uint8_t port_read8(uint16_t port);
static void port_write8(uint16_t port, uint8_t value);

void console_hold(void)
{
	holding = true;
}

void firmware_print(const char *text)
{
	for (; *text != '\0'; text++) {
		line[line_bytes++] = *text;
		if (*text == '\n' || line_bytes == LINE_BYTES)
			flush();
	}
}

NORETURN void firmware_stop(void)
{
	flush();
	if (holding) {
		struct bios_registers registers = {.eax = TEXT_MODE};

		bios_interrupt(0x10, &registers);
		for (size_t i = 0; i < held_bytes; i++)
			screen_put(held[i]);
	}
	for (;;)
		__asm__ volatile("cli; hlt");
}

static void flush(void)
{
	for (size_t i = 0; i < line_bytes; i++)
		serial_put(line[i]);
	for (size_t i = 0; i < line_bytes; i++) {
		if (!holding)
			screen_put(line[i]);
		else if (held_bytes < HELD_BYTES)
			held[held_bytes++] = line[i];
	}
	line_bytes = 0;
}

static void screen_put(char c)
{
	struct bios_registers registers = {.eax = 0x0e00 | (uint8_t)c, .ebx = 7};

	if (c == '\n') {
		registers.eax = 0x0e00 | '\r';
		bios_interrupt(0x10, &registers);
		registers = (struct bios_registers){.eax = 0x0e00 | '\n', .ebx = 7};
	}
	bios_interrupt(0x10, &registers);
}

static void serial_put(char c)
{
	if (c == '\n')
		serial_put_byte('\r');
	serial_put_byte(c);
}

static void serial_put_byte(char c)
{
	for (unsigned int i = 0; i < SERIAL_PATIENCE; i++) {
		if ((port_read8(COM1_LINE_STATUS) & LINE_STATUS_EMPTY) != 0)
			break;
	}
	port_write8(COM1_DATA, (uint8_t)c);
}

static uint8_t port_read8(uint16_t port)
{
	uint8_t value;

	__asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

static void port_write8(uint16_t port, uint8_t value)
{
	__asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}
