/*
 * What the runner says to the person in front of it: messages on standard error, each beginning
 * with "lintel: ". A message names what was expected, what was found and what to do.
 */
#ifndef RUNNER_SAY_H
#define RUNNER_SAY_H

#include <lib/base/compiler.h>

/* The runner's own exit statuses; every other one is the guest's. */
enum runner_status {
	STATUS_OK = 0,
	STATUS_FAILED = 1,
	STATUS_USAGE = 2,
	STATUS_SKIPPED = 77, /* a test that cannot run here; within the runner only */
	STATUS_TIMEOUT = 124,
	STATUS_NOT_STARTED = 125, /* the machine could not start, or the kernel panicked */
};

/* Prints "lintel: TEXT" and a newline. */
void say(const char *format, ...) PRINTF_FORMAT(1, 2);

/* The same, and returns STATUS_USAGE. */
int say_usage(const char *format, ...) PRINTF_FORMAT(1, 2);

/* Prints the message and ends the process with STATUS_NOT_STARTED: for what no caller can mend,
 * such as memory that has run out. Temporary files and the terminal are still put right (atexit).
 */
NORETURN void say_and_die(const char *format, ...) PRINTF_FORMAT(1, 2);

#endif
