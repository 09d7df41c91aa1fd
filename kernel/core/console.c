/* The serial line as a sink of the log. main asks for it first of all; a panic before main does
 * too. */
#include <kernel/core/console.h>

#include <stdbool.h>

#include <kernel/arch/serial.h>
#include <kernel/core/log.h>

static void serial_sink_write(struct log_sink *sink, const char *text, size_t len)
{
	(void)sink;
	serial_write(text, len);
}

void console_ensure(void)
{
	static struct log_sink serial_sink = {.write = serial_sink_write};
	static bool added;

	if (added || !serial_init())
		return;
	added = true;
	log_add_sink(&serial_sink);
}
