/*
 * How the loader talks: whole lines, through the front end's console. It says nothing as long as
 * all goes well; the kernel has more to say and a better screen.
 */
#include <stdarg.h>

#include <boot/core/firmware.h>
#include <lib/base/fmt.h>

enum { LINE_BYTES = 320 };

PRINTF_FORMAT(2, 0) static void print_line(const char *prefix, const char *format, va_list args)
{
	char line[LINE_BYTES];

	fmt_vstring(line, sizeof(line), format, args);
	firmware_print(prefix);
	firmware_print(line);
	firmware_print("\n");
}

void sill_fail(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_line("sill: ", format, args);
	va_end(args);
	firmware_stop();
}

void sill_warn(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_line("sill: warning: ", format, args);
	va_end(args);
}
