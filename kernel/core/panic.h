/*
 * How the kernel ends when it finds a bug of its own: it says everything it knows, on every
 * console, and stops the machine. Input from outside never gets here; it gets an error.
 */
#ifndef KERNEL_CORE_PANIC_H
#define KERNEL_CORE_PANIC_H

#include <stdbool.h>

#include <lib/base/compiler.h>

/* Prints "panic: " and the reason, the backtrace and where it happened, then stops: halts, or
 * powers off with status 125 if the command line says end=poweroff. Any context. */
NORETURN void panic_at(const char *file, int line, const char *format, ...) PRINTF_FORMAT(3, 4);

#define panic(...) panic_at(__FILE__, __LINE__, __VA_ARGS__)

/* States what only a bug of ours could break. On in every build. One fact each. */
#define ASSERT(fact)                                                                               \
	do {                                                                                       \
		if (__builtin_expect(!(fact), 0))                                                  \
			panic_at(__FILE__, __LINE__, "ASSERT(%s) failed in %s", #fact, __func__);  \
	} while (0)

#endif
