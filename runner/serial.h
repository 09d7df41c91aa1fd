/*
 * What the guest says on its serial line: bytes in, facts out. The kernel's promises are these
 * lines (docs/architecture.md, chapter 2):
 *
 *   Hello World! This is Lintel VERSION on ARCH.     it has come up
 *   power: off status=N                              it is done, N is the status for the runner
 *   panic: ...                                       it has failed
 *   sill: ...                                        the loader gives up (but for "sill: warning:
 * ")
 *
 * Around them stand firmware's messages, escape sequences and time stamps "[   0.001] "; they are
 * seen through.
 */
#ifndef RUNNER_SERIAL_H
#define RUNNER_SERIAL_H

#include <stdbool.h>
#include <stddef.h>

#include <lib/base/compiler.h>

#include "text.h"

/* Starts as {0}. */
struct serial {
	struct text line; /* the line that is coming in, without escape sequences */
	int escape;       /* enum escape_state */
	bool greeted;
	bool panicked;
	bool powered_off;
	bool loader_failed;
	unsigned status; /* if powered_off */
};

/* Takes the next bytes. */
void serial_feed(struct serial *serial, const char *bytes, size_t len);
void serial_fini(struct serial *serial);

/* Appends bytes without escape sequences and carriage returns to *out: the log as a person reads
 * it. */
void serial_clean(const char *bytes, size_t len, struct text *out);

#endif
