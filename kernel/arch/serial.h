/*
 * Arch contract: the first serial line, polled. It carries the log from the first moment on and a
 * panic at any time. No lock: callers keep their output apart (core/log.h does).
 */
#ifndef KERNEL_ARCH_SERIAL_H
#define KERNEL_ARCH_SERIAL_H

#include <stdbool.h>
#include <stddef.h>

#include <lib/base/compiler.h>

/* Finds and sets up the line; boot_collect has run, perhaps without success. May be called again.
 * Returns false if this machine has none. */
bool serial_init(void);

/* Where the line is, for the log: "16550 at port 0x3f8". */
const char *serial_describe(void);

/* Sends bytes; each "\n" goes out as "\r\n". Waits for the hardware, with a bound. Before a
 * successful serial_init it does nothing. Any context, also a panic in the middle of another call.
 */
void serial_write(const char *text, size_t len);

/* The next byte received (0 to 255), or -EAGAIN. */
MUST_CHECK int serial_read(void);

#endif
