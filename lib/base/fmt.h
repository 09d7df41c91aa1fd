/*
 * Formatted printing without allocation, locks or floating point.
 *
 * Conversions: %d %i %u %x %X %o %c %s %p %%, with flags - 0 + space #, width and precision
 * (* too), and lengths hh h l ll z t j. The meaning is ISO C's [C17 7.21.6.1]; %n and floating
 * point do not exist. %s of a null pointer prints "(null)". The compiler checks the arguments.
 */
#ifndef LIB_BASE_FMT_H
#define LIB_BASE_FMT_H

#include <stdarg.h>
#include <stddef.h>

#include <lib/base/compiler.h>

/* Where characters go: called with runs of bytes, never with len 0. */
struct fmt_sink {
	void (*write)(struct fmt_sink *sink, const char *text, size_t len);
};

/* Prints to a sink. Returns the number of bytes handed over. Any context the sink can bear. */
size_t fmt_vprint(struct fmt_sink *sink, const char *format, va_list args) PRINTF_FORMAT(2, 0);
size_t fmt_print(struct fmt_sink *sink, const char *format, ...) PRINTF_FORMAT(2, 3);

/* Prints into buf: at most size - 1 bytes and a terminating 0 (if size > 0).
 * Returns the length the whole text has, so a result >= size says that it was cut. */
size_t fmt_vstring(char *buf, size_t size, const char *format, va_list args) PRINTF_FORMAT(3, 0);
size_t fmt_string(char *buf, size_t size, const char *format, ...) PRINTF_FORMAT(3, 4);

#endif
