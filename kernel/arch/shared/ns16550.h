/*
 * The 16550 UART and its many descendants, polled: 8 bits, no parity, one stop bit [NS16550].
 * The machine says how a register is reached: I/O ports or memory, packed or spread.
 */
#ifndef KERNEL_ARCH_SHARED_NS16550_H
#define KERNEL_ARCH_SHARED_NS16550_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ns16550 {
	uint8_t (*read)(const struct ns16550 *uart, unsigned reg);
	void (*write)(const struct ns16550 *uart, unsigned reg, uint8_t value);
	uintptr_t base;     /* port number or address */
	unsigned reg_shift; /* registers are 1 << reg_shift bytes apart */
	uint16_t divisor;   /* for 115,200 baud; 0: leave the speed that firmware set */
};

/* Is something there that behaves like a 16550? If so, sets it up. */
bool ns16550_init(const struct ns16550 *uart);

/* Sends bytes, "\n" as "\r\n". A line that stays busy for a million polls loses bytes, it does not
 * hang. */
void ns16550_write(const struct ns16550 *uart, const char *text, size_t len);

/* The next byte, or -EAGAIN. */
int ns16550_read(const struct ns16550 *uart);

#endif
