/*
 * The command line: one table of options (option.c) says for each what it is called, what it takes,
 * which commands know it and what its help line is. Parsing, the check of values, the advice for a
 * mistyped name and the help texts all come from that table.
 */
#ifndef RUNNER_OPTION_H
#define RUNNER_OPTION_H

#include <stdbool.h>
#include <stdint.h>

#include <lib/base/compiler.h>

#include "machine_names.h"
#include "text.h"

/* Bits of the commands that know an option. */
enum command_bit {
	FOR_RUN = 1u << 0,
	FOR_DEBUG = 1u << 1,
	FOR_IMAGE = 1u << 2,
	FOR_TEST = 1u << 3,
	FOR_BENCH = 1u << 4,
	FOR_CLEAN = 1u << 5,
	FOR_HELP = 1u << 6,
	FOR_BUNDLE = 1u << 7, /* called by the Makefile, not shown to people */
};

/* What the command line said; defaults are filled in where it said nothing. Strings are borrowed
 * from the argument list, except files, which are made relative to the project and never freed. */
struct settings {
	/* the machine */
	int arch;     /* enum arch */
	int boot;     /* enum boot */
	int machine;  /* enum pc_model */
	int disk_bus; /* enum disk_bus */
	uint64_t cpus;
	uint64_t memory_bytes; /* 0: what the machine needs */
	bool display;
	bool icount;
	struct words qemu; /* more arguments for QEMU */
	/* the job */
	const char *cmdline;
	const char *screenshot;
	const char *log;
	uint64_t timeout_s; /* 0: none */
	bool print;
	bool batch;
	/* files to make */
	const char *out;
	const char *bundle;
	const char *kernel;
	const char *limine;
	struct words modules; /* NAME=FILE */
	uint64_t size_bytes;
	bool random_guids;
	/* tests */
	bool list;
	/* what is not an option */
	bool help;
	const char *words[2];
	unsigned nr_words;
};

/* Reads args (without the command's name, null-terminated) for the command with this bit into *out.
 * At most max_words words that are no option are taken. Returns 0 or STATUS_USAGE with the reason
 * said; name is for these messages. */
MUST_CHECK int option_parse(const char *name, unsigned command, unsigned max_words, char **args,
                            struct settings *out);

/* Prints the options that the command knows, a line each, to standard output. */
void option_print_help(unsigned command);

/* The name in the null-terminated list that somebody who typed `typed` most likely meant, or null.
 */
const char *option_nearest(const char *typed, const char *const *names);

/* A file as the user named it, seen from the project's folder, which is the working directory. A
 * new string. */
char *option_file_path(const char *typed);

#endif
