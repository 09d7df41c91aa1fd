/*
 * The user's terminal: QEMU makes it raw and non-blocking while a guest has it, and a QEMU that
 * crashes leaves it so. The runner remembers how it was and puts it back on every way out.
 */
#ifndef RUNNER_TERMINAL_H
#define RUNNER_TERMINAL_H

#include <stdbool.h>

/* Can a person type to this process, and is the answer shown to them? */
bool terminal_is_interactive(void);

/* Remembers the state of standard input and has it restored when the process exits. */
void terminal_save(void);

/* Puts the remembered state back; nothing happens if there is none. */
void terminal_restore(void);

#endif
