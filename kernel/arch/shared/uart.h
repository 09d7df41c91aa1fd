/*
 * The console UART of a machine that keeps its devices in memory: found through the device tree or
 * ACPI, a PL011 or a 16550. Polled; no lock. Needs boot_collect.
 */
#ifndef KERNEL_ARCH_SHARED_UART_H
#define KERNEL_ARCH_SHARED_UART_H

#include <stdbool.h>
#include <stddef.h>

/* Finds, maps and sets up the UART; false if firmware names none that we know. */
bool uart_init(void);

/* "PL011 at 0x9000000" */
const char *uart_describe(void);

void uart_write(const char *text, size_t len);

/* The next byte, or -EAGAIN. */
int uart_read(void);

#endif
