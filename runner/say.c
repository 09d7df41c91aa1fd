/*
 * Messages for people. All of them go to standard error in one write each, so that the messages of
 * two tests that run at the same time do not mix within a line.
 */
#include "say.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static void say_args(const char *format, va_list args)
{
	char line[2048];

	vsnprintf(line, sizeof(line), format, args);
	fprintf(stderr, "lintel: %s\n", line);
}

void say(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say_args(format, args);
	va_end(args);
}

int say_usage(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say_args(format, args);
	va_end(args);
	return STATUS_USAGE;
}

void say_and_die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say_args(format, args);
	va_end(args);
	exit(STATUS_NOT_STARTED);
}
