/*
 * The commands of ./lintel. The table in command.c is the one list: names, what they do, what they
 * take.
 */
#ifndef RUNNER_COMMAND_H
#define RUNNER_COMMAND_H

#include "option.h"

/* Each does its command and returns the process' exit status. */
int run_command(const struct settings *settings);
int image_command(const struct settings *settings);
int debug_command(const struct settings *settings);
int test_command(const struct settings *settings);
int bench_command(const struct settings *settings);
int clean_command(const struct settings *settings);
int help_command(const struct settings *settings);
int bundle_command(const struct settings *settings);

#endif
