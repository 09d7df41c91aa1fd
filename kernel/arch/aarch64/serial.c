/* aarch64: the UART that the device tree or ACPI names. */
#include <kernel/arch/serial.h>

#include <kernel/arch/shared/uart.h>

bool serial_init(void)
{
	return uart_init();
}

const char *serial_describe(void)
{
	return uart_describe();
}

void serial_write(const char *text, size_t len)
{
	uart_write(text, len);
}

int serial_read(void)
{
	return uart_read();
}
