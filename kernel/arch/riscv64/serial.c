/*
 * riscv64: the UART that the device tree names; on a machine without one we know, the SBI
 * firmware's console, which every SBI has [SBI 5.2].
 */
#include <kernel/arch/serial.h>

#include "machine_priv.h"

#include <kernel/arch/boot.h>
#include <kernel/arch/shared/uart.h>
#include <lib/base/errno.h>

enum {
	SBI_CONSOLE_PUTCHAR = 1,
	SBI_CONSOLE_GETCHAR = 2,
};

static bool by_firmware;

bool serial_init(void)
{
	by_firmware = !uart_init();
	return true;
}

const char *serial_describe(void)
{
	return by_firmware ? "SBI firmware console" : uart_describe();
}

void serial_write(const char *text, size_t len)
{
	if (!by_firmware) {
		uart_write(text, len);
		return;
	}
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\n')
			sbi_call(SBI_CONSOLE_PUTCHAR, 0, '\r', 0);
		sbi_call(SBI_CONSOLE_PUTCHAR, 0, (uint8_t)text[i], 0);
	}
}

/* The old call gives the byte, or -1, where newer ones give an error. */
int serial_read(void)
{
	long byte;

	if (!by_firmware)
		return uart_read();
	byte = sbi_call(SBI_CONSOLE_GETCHAR, 0, 0, 0).error;
	return byte < 0 ? -EAGAIN : (int)(byte & 0xff);
}
