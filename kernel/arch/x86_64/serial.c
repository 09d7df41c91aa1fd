/* x86_64: the first serial line of a PC, COM1. */
#include <kernel/arch/serial.h>

#include "port_priv.h"

#include <kernel/arch/shared/ns16550.h>
#include <lib/base/errno.h>

static uint8_t read_register(const struct ns16550 *uart, unsigned reg)
{
	return port_read8((uint16_t)(uart->base + reg));
}

static void write_register(const struct ns16550 *uart, unsigned reg, uint8_t value)
{
	port_write8((uint16_t)(uart->base + reg), value);
}

static const struct ns16550 com1 = {
	.read = read_register,
	.write = write_register,
	.base = 0x3f8,
	.divisor = 1, /* 1.8432 MHz / 16 / 1 = 115,200 baud */
};

static bool present;

bool serial_init(void)
{
	present = ns16550_init(&com1);
	return present;
}

const char *serial_describe(void)
{
	return present ? "16550 at port 0x3f8" : "none";
}

void serial_write(const char *text, size_t len)
{
	if (present)
		ns16550_write(&com1, text, len);
}

int serial_read(void)
{
	return present ? ns16550_read(&com1) : -EAGAIN;
}
