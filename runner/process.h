/*
 * Other programs, and the folder for what a run leaves behind only while it runs.
 */
#ifndef RUNNER_PROCESS_H
#define RUNNER_PROCESS_H

#include <sys/types.h>

#include <lib/base/compiler.h>

#include "machine_names.h"
#include "text.h"

/* Where a started program's standard streams lead; -1 keeps the runner's own. */
struct process_streams {
	int in;
	int out;
	int err;
};

/* Starts a program (searched in PATH) that is asked to end when the runner does.
 * Returns its process id, or -errno (said) if it could not be started. */
MUST_CHECK pid_t process_start(const struct words *command, const struct process_streams *streams);

/* Waits for a process to end. Returns its exit status, or 128 + N if signal N ended it. */
int process_wait(pid_t pid);

/* Runs a program to its end with the given streams (null: the runner's own). As process_wait;
 * STATUS_NOT_STARTED if it could not be started. */
int process_run(const struct words *command, const struct process_streams *streams);

/* Runs a program and appends its standard output to *out. As process_run. */
int process_read(const struct words *command, struct text *out);

/* Starts the process with every signal mask and handler as a new program expects it: for a child
 * that forked. Called by process_start. */
void process_reset_signals(void);

/* Brings make's targets (separated by spaces) up to date for a machine; tells the user when that
 * takes longer than a moment. Returns 0, or STATUS_NOT_STARTED after make said why. */
MUST_CHECK int process_make(enum arch arch, const char *targets);

/* A new folder below build/, with a short relative name (sockets have little room for theirs),
 * removed with all that is in it when the process ends. The name lives as long as the process. */
const char *process_work_folder(void);

/* Creates the folder and those above it. Returns 0 or -errno. */
MUST_CHECK int process_make_folder(const char *path);

/* Removes a file, or a folder with all that is in it. What does not exist is removed already. */
void process_remove_tree(const char *path);

#endif
