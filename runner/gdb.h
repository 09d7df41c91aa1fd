/*
 * A machine and a gdb in front of it, for as long as gdb runs.
 */
#ifndef RUNNER_GDB_H
#define RUNNER_GDB_H

#include "qemu.h"
#include "text.h"

/* Starts the prepared machine (with .debug) and, when its socket is there, gdb; ends the machine
 * when gdb has ended. gdb has this process' terminal, or with out its standard output is appended
 * to *out. Returns gdb's exit status, or STATUS_NOT_STARTED, said. Restores the terminal. */
int gdb_run(const struct qemu_machine *machine, const struct words *gdb, struct text *out);

#endif
