/*
 * lintel's front door: finds the command, has its options read, calls it. Help is made of the two
 * tables, commands here and options in option.c.
 */
#include "command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bundle.h"
#include "process.h"
#include "say.h"

struct command {
	const char *name;
	unsigned bit;       /* enum command_bit */
	unsigned max_words; /* that are no options */
	const char *words;  /* how they are shown */
	int (*function)(const struct settings *settings);
	const char *summary; /* null: not for people */
	const char *more;
};

static const struct command commands[] = {
	{"run", FOR_RUN, 0, "", run_command, "boots Lintel in QEMU on this terminal",
         "Ctrl-A X leaves the machine. Without a terminal the kernel powers off by itself.\n"
         "Exit status: the guest's; 2 wrong use, 124 time-out, 125 the machine could not start or\n"
         "the kernel panicked.\n"},
	{"image", FOR_IMAGE, 0, "", image_command, "writes a bootable disk image",
         "The image has a GPT and boots under BIOS and UEFI, as a disk or a USB stick. With "
         "--limine\n"
         "it is an ISO image that boots as a CD (BIOS, UEFI) and as a disk or stick (UEFI).\n"},
	{"test", FOR_TEST, 1, " [PATTERN]", test_command, "runs the tests",
         "PATTERN is a part of a test's name, or a shell pattern: lintel test 'boot/*-uefi'.\n"
         "The last line counts: N passed, N failed. Logs stay in build/test/.\n"},
	{"debug", FOR_DEBUG, 0, "", debug_command, "the same machine, waiting for gdb",
         "gdb starts with the kernel's symbols and the commands of tools/gdb/lintel.py: lintel "
         "boot,\n"
         "lintel cpus, lintel threads, lintel map, lintel pt ADDR, lintel log.\n"},
	{"bench", FOR_BENCH, 1, " boot", bench_command, "counts what a boot costs",
         "Guest instructions from the machine's first one to the greeting, split into firmware,\n"
         "loader and kernel, as a table and as a picture in build/bench/.\n"},
	{"clean", FOR_CLEAN, 0, "", clean_command, "removes everything that was built", ""},
	{"help", FOR_HELP, 1, " [COMMAND]", help_command, "explains the commands", ""},
	{"bundle", FOR_BUNDLE, 0, "", bundle_command, NULL, ""},
};

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	}
	return NULL;
}

static int refuse_command(const char *name)
{
	const char *names[ARRAY_SIZE(commands) + 1];
	size_t count = 0;
	const char *nearest;

	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		if (commands[i].summary)
			names[count++] = commands[i].name;
	}
	names[count] = NULL;
	nearest = option_nearest(name, names);
	if (nearest)
		return say_usage("unknown command %s: did you mean lintel %s?", name, nearest);
	return say_usage("unknown command %s: lintel help lists the commands", name);
}

static void print_overview(void)
{
	puts("lintel COMMAND [OPTIONS]\n");
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		if (commands[i].summary)
			printf("  %-8s %s\n", commands[i].name, commands[i].summary);
	}
	puts("\nlintel help COMMAND explains a command and lists its options.");
}

static void print_command_help(const struct command *command)
{
	printf("lintel %s%s [OPTIONS]\n\n%s.\n%s\n", command->name, command->words,
	       command->summary ? command->summary : "called by the Makefile", command->more);
	option_print_help(command->bit);
}

int help_command(const struct settings *settings)
{
	const struct command *command;

	if (settings->nr_words == 0) {
		print_overview();
		return STATUS_OK;
	}
	command = find_command(settings->words[0]);
	if (!command)
		return refuse_command(settings->words[0]);
	print_command_help(command);
	return STATUS_OK;
}

int clean_command(const struct settings *settings)
{
	(void)settings;
	process_remove_tree("build");
	return STATUS_OK;
}

int bundle_command(const struct settings *settings)
{
	const struct bundle_request request = {.path = settings->out,
	                                       .kernel = settings->kernel,
	                                       .cmdline = settings->cmdline,
	                                       .modules = &settings->modules};

	if (!settings->out || !settings->kernel)
		return say_usage("bundle needs -o FILE and --kernel FILE");
	return bundle_make(&request) ? STATUS_FAILED : STATUS_OK;
}

int main(int argc, char **argv)
{
	static char *no_args[] = {NULL};
	const struct command *command;
	struct settings settings;
	const char *name = argc > 1 ? argv[1] : "help";
	int status;

	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
		name = "help";
	command = find_command(name);
	if (!command)
		return refuse_command(name);
	status = option_parse(name, command->bit, command->max_words, argc > 1 ? argv + 2 : no_args,
	                      &settings);
	if (status)
		return status;
	unsetenv("LINTEL_CALLER"); /* programs that we start have a folder of their own */
	if (settings.help) {
		print_command_help(command);
		return STATUS_OK;
	}
	return command->function(&settings);
}
