/*
 * The direct front end's console: the UART that the tree's stdout-path names, as the firmware or
 * the emulator has set it up, or else the machine's firmware. Output is polled, and a UART that
 * never gets ready loses characters instead of holding the boot up.
 */
#include <boot/direct/direct.h>

#include "mmio.h"

#define SPINS 1000000u

/* [PL011 3.3] */
#define PL011_DATA          0x00
#define PL011_FLAGS         0x18
#define PL011_TRANSMIT_FULL (1u << 5)

/* [NS16550 8.0] register numbers */
#define NS16550_DATA           0
#define NS16550_LINE_STATUS    5
#define NS16550_TRANSMIT_EMPTY (1u << 5)

static struct tree_uart uart;

static void put(char c);

void console_init(const void *tree)
{
	tree_console(tree, &uart);
}

void firmware_print(const char *text)
{
	for (; *text; text++) {
		if (*text == '\n')
			put('\r');
		put(*text);
	}
}

void firmware_stop(void)
{
	direct_halt();
}

static uintptr_t ns16550_register(unsigned number)
{
	return direct_device(uart.base) + ((uintptr_t)number << uart.reg_shift);
}

static uint32_t ns16550_status(void)
{
	uintptr_t address = ns16550_register(NS16550_LINE_STATUS);

	return uart.io_bytes == 4 ? mmio_read32(address) : mmio_read8(address);
}

static void put(char c)
{
	uintptr_t base = direct_device(uart.base);
	unsigned spins = SPINS;

	switch (uart.kind) {
	case TREE_UART_PL011:
		while ((mmio_read32(base + PL011_FLAGS) & PL011_TRANSMIT_FULL) && --spins > 0)
			;
		mmio_write32(base + PL011_DATA, (uint8_t)c);
		break;
	case TREE_UART_NS16550:
		while (!(ns16550_status() & NS16550_TRANSMIT_EMPTY) && --spins > 0)
			;
		if (uart.io_bytes == 4)
			mmio_write32(ns16550_register(NS16550_DATA), (uint8_t)c);
		else
			mmio_write8(ns16550_register(NS16550_DATA), (uint8_t)c);
		break;
	case TREE_UART_NONE:
		direct_firmware_putc(c);
		break;
	}
}
