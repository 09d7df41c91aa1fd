/*
 * A line splitter with a four-state filter for escape sequences [ECMA48 5.4]: ESC [ parameters
 * final, and two-character sequences. Lines longer than LINE_BYTES are judged by their beginning.
 */
#include "serial.h"

#include <stdlib.h>
#include <string.h>

#define LINE_BYTES 4096

enum escape_state { ESCAPE_NONE, ESCAPE_STARTED, ESCAPE_CSI };

/* Is c part of an escape sequence? Steps the state. */
static bool escape_takes(int *state, char c)
{
	switch (*state) {
	case ESCAPE_STARTED:
		*state = c == '[' ? ESCAPE_CSI : ESCAPE_NONE;
		return true;
	case ESCAPE_CSI:
		if (c >= 0x40 && c <= 0x7e)
			*state = ESCAPE_NONE;
		return true;
	default:
		if (c != 0x1b)
			return false;
		*state = ESCAPE_STARTED;
		return true;
	}
}

/* The message behind "[ 0.001234] ", or the whole line. */
static const char *skip_stamp(const char *line)
{
	size_t digits;

	if (line[0] != '[')
		return line;
	digits = strspn(line + 1, " 0123456789.-");
	if (!digits || line[1 + digits] != ']')
		return line;
	line += 1 + digits + 1;
	return line + strspn(line, " ");
}

static bool starts_with(const char *text, const char *beginning)
{
	return strncmp(text, beginning, strlen(beginning)) == 0;
}

static void judge_line(struct serial *serial)
{
	static const char off[] = "power: off status=";
	const char *message = skip_stamp(serial->line.bytes);

	if (starts_with(message, "Hello World! This is Lintel "))
		serial->greeted = true;
	if (starts_with(message, "panic: "))
		serial->panicked = true;
	if (starts_with(message, "sill: ") && !starts_with(message, "sill: warning: "))
		serial->loader_failed = true;
	if (starts_with(message, off)) {
		serial->powered_off = true;
		serial->status = (unsigned)strtoul(message + strlen(off), NULL, 10);
	}
}

void serial_feed(struct serial *serial, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (escape_takes(&serial->escape, bytes[i]) || bytes[i] == '\r')
			continue;
		if (bytes[i] != '\n') {
			if (serial->line.len < LINE_BYTES)
				text_add(&serial->line, bytes + i, 1);
			continue;
		}
		if (serial->line.len)
			judge_line(serial);
		serial->line.len = 0;
	}
}

void serial_fini(struct serial *serial)
{
	text_fini(&serial->line);
}

void serial_clean(const char *bytes, size_t len, struct text *out)
{
	int escape = ESCAPE_NONE;

	for (size_t i = 0; i < len; i++) {
		if (!escape_takes(&escape, bytes[i]) && bytes[i] != '\r')
			text_add(out, bytes + i, 1);
	}
}
