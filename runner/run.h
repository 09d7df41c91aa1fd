/*
 * What run and debug share: from the command line to a machine that is ready to start.
 */
#ifndef RUNNER_RUN_H
#define RUNNER_RUN_H

#include <lib/base/compiler.h>

#include "guest.h"
#include "option.h"

/* The machine that the options describe; keyboard, debug and debug_exit are the command's to set.
 */
void run_describe(const struct settings *settings, struct qemu_machine *out);

/* Builds what the job boots and gives it its folder: a temporary one, or with --print one that
 * stays.
 * Returns 0 or a status, said. */
MUST_CHECK int run_prepare(struct guest_job *job, const struct settings *settings);

/* Prints a command as a line for a shell, in which it works from every folder. */
void run_print_words(const struct words *command);

/* Prints the QEMU command of a prepared job for a shell. Returns STATUS_OK. */
int run_print(const struct guest_job *job);

#endif
