/* A polled 16550. Register names and bits as in the data sheet [NS16550 8]. */
#include <kernel/arch/shared/ns16550.h>

#include <lib/base/errno.h>

enum {
	REG_DATA = 0,             /* RBR and THR; divisor low byte while LCR_DLAB */
	REG_INTERRUPT_ENABLE = 1, /* divisor high byte while LCR_DLAB */
	REG_FIFO_CONTROL = 2,
	REG_LINE_CONTROL = 3,
	REG_MODEM_CONTROL = 4,
	REG_LINE_STATUS = 5,
	REG_SCRATCH = 7,

	FIFO_ENABLE_AND_CLEAR = 0x07,
	LCR_8N1 = 0x03,
	LCR_DLAB = 0x80,
	MCR_DTR_RTS_OUT2 = 0x0b,
	LSR_DATA_READY = 0x01,
	LSR_TRANSMIT_EMPTY = 0x20,

	FIFO_BYTES = 16,
	MAX_POLLS = 1000000,
};

bool ns16550_init(const struct ns16550 *uart)
{
	uart->write(uart, REG_SCRATCH, 0x5a);
	if (uart->read(uart, REG_SCRATCH) != 0x5a)
		return false;
	uart->write(uart, REG_INTERRUPT_ENABLE, 0);
	if (uart->divisor) {
		uart->write(uart, REG_LINE_CONTROL, LCR_DLAB);
		uart->write(uart, REG_DATA, (uint8_t)uart->divisor);
		uart->write(uart, REG_INTERRUPT_ENABLE, (uint8_t)(uart->divisor >> 8));
	}
	uart->write(uart, REG_LINE_CONTROL, LCR_8N1);
	uart->write(uart, REG_FIFO_CONTROL, FIFO_ENABLE_AND_CLEAR);
	uart->write(uart, REG_MODEM_CONTROL, MCR_DTR_RTS_OUT2);
	return true;
}

static bool wait_for_room(const struct ns16550 *uart)
{
	for (unsigned polls = 0; polls < MAX_POLLS; polls++)
		if (uart->read(uart, REG_LINE_STATUS) & LSR_TRANSMIT_EMPTY)
			return true;
	return false;
}

/* An empty transmitter takes FIFO_BYTES at once, so the status is read once for so many. */
void ns16550_write(const struct ns16550 *uart, const char *text, size_t len)
{
	unsigned room = 0;

	for (size_t i = 0; i < len; i++) {
		if (room < 2) {
			if (!wait_for_room(uart))
				return;
			room = FIFO_BYTES;
		}
		if (text[i] == '\n') {
			uart->write(uart, REG_DATA, '\r');
			room--;
		}
		uart->write(uart, REG_DATA, (uint8_t)text[i]);
		room--;
	}
}

int ns16550_read(const struct ns16550 *uart)
{
	if (!(uart->read(uart, REG_LINE_STATUS) & LSR_DATA_READY))
		return -EAGAIN;
	return uart->read(uart, REG_DATA);
}
