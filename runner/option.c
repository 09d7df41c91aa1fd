/*
 * The option table and its reader. "--name value" and "--name=value" mean the same; "--" ends the
 * options.
 *
 * A row says where in struct settings its value goes. A file argument is relative to the folder
 * from which
 * ./lintel was called (LINTEL_CALLER), although the runner works in the project's folder.
 */
#include "option.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "say.h"

enum option_kind {
	KIND_FLAG,   /* bool */
	KIND_TEXT,   /* const char * */
	KIND_FILE,   /* const char * */
	KIND_NUMBER, /* uint64_t from min to max */
	KIND_SIZE,   /* uint64_t in bytes; 256M, 1G; from min to max MiB */
	KIND_CHOICE, /* int, index into choices */
	KIND_LIST,   /* struct words, may be repeated */
};

struct option {
	const char *name;
	char letter;
	enum option_kind kind;
	const char *value; /* what its value is called in the help */
	const char *help;
	size_t offset;     /* into struct settings */
	unsigned commands; /* enum command_bit */
	const char *const *choices;
	uint64_t min, max;
};

#define MIB (1024ull * 1024ull)

const char *const arch_names[] = {"x86_64", "aarch64", "riscv64", "loongarch64", NULL};
const char *const boot_names[] = {"direct", "bios", "uefi", NULL};
const char *const pc_model_names[] = {"q35", "pc", "microvm", NULL};
const char *const disk_bus_names[] = {"virtio", "ata", "usb", NULL};

_Static_assert(ARRAY_SIZE(arch_names) == NR_ARCHES + 1, "a name for every machine");
_Static_assert(ARRAY_SIZE(boot_names) == NR_BOOTS + 1, "a name for every boot path");
_Static_assert(ARRAY_SIZE(pc_model_names) == NR_PC_MODELS + 1, "a name for every PC");
_Static_assert(ARRAY_SIZE(disk_bus_names) == NR_DISK_BUSES + 1, "a name for every bus");

#define FOR_GUEST (FOR_RUN | FOR_DEBUG)
#define FIELD(f)  offsetof(struct settings, f)

static const struct option options[] = {
	{"arch", 0, KIND_CHOICE, "NAME", "the machine", FIELD(arch),
         FOR_GUEST | FOR_IMAGE | FOR_BENCH, arch_names, 0, 0},
	{"boot", 0, KIND_CHOICE, "PATH", "how it starts", FIELD(boot), FOR_GUEST, boot_names, 0, 0},
	{"machine", 0, KIND_CHOICE, "PC", "which PC QEMU plays (x86_64)", FIELD(machine), FOR_GUEST,
         pc_model_names, 0, 0},
	{"cpus", 0, KIND_NUMBER, "N", "processors (default 1)", FIELD(cpus), FOR_GUEST, NULL, 1,
         255},
	{"memory", 0, KIND_SIZE, "SIZE", "memory, such as 256M or 1G", FIELD(memory_bytes),
         FOR_GUEST, NULL, 16, 1024 * 1024},
	{"disk-bus", 0, KIND_CHOICE, "BUS", "where the boot disk sits (bios and uefi)",
         FIELD(disk_bus), FOR_GUEST, disk_bus_names, 0, 0},
	{"cmdline", 0, KIND_TEXT, "TEXT", "words for the kernel's command line", FIELD(cmdline),
         FOR_GUEST, NULL, 0, 0},
	{"display", 0, KIND_FLAG, NULL, "opens a window with the machine's screen", FIELD(display),
         FOR_GUEST, NULL, 0, 0},
	{"screenshot", 0, KIND_FILE, "FILE.png",
         "saves the screen as it is after the greeting (or FILE.ppm)", FIELD(screenshot), FOR_RUN,
         NULL, 0, 0},
	{"log", 0, KIND_FILE, "FILE", "writes the kernel's log there (- is standard output)",
         FIELD(log), FOR_RUN, NULL, 0, 0},
	{"timeout", 0, KIND_NUMBER, "S", "stops the machine after S seconds, status 124",
         FIELD(timeout_s), FOR_GUEST, NULL, 1, 24 * 3600},
	{"icount", 0, KIND_FLAG, NULL, "the guest's time is its count of instructions",
         FIELD(icount), FOR_GUEST, NULL, 0, 0},
	{"qemu", 0, KIND_LIST, "WORD", "one more argument for QEMU; may be repeated", FIELD(qemu),
         FOR_GUEST, NULL, 0, 0},
	{"print", 0, KIND_FLAG, NULL, "prepares everything, shows the command and stops",
         FIELD(print), FOR_GUEST, NULL, 0, 0},
	{"batch", 0, KIND_FLAG, NULL, "shows everything once and ends, asks nothing", FIELD(batch),
         FOR_DEBUG, NULL, 0, 0},
	{"output", 'o', KIND_FILE, "FILE", "the file to make", FIELD(out), FOR_IMAGE | FOR_BUNDLE,
         NULL, 0, 0},
	{"size", 0, KIND_SIZE, "SIZE", "the image's size (default: as small as it can be)",
         FIELD(size_bytes), FOR_IMAGE, NULL, 16, 1024 * 1024},
	{"limine", 0, KIND_FILE, "DIR", "boots with the genuine Limine release in DIR",
         FIELD(limine), FOR_IMAGE, NULL, 0, 0},
	{"cmdline", 0, KIND_TEXT, "TEXT", "words for the kernel's command line", FIELD(cmdline),
         FOR_IMAGE | FOR_BUNDLE, NULL, 0, 0},
	{"random-guids", 0, KIND_FLAG, NULL, "new identities, so that two images are two disks",
         FIELD(random_guids), FOR_IMAGE, NULL, 0, 0},
	{"bundle", 0, KIND_FILE, "FILE", "the bundle it holds (default: one of the build)",
         FIELD(bundle), FOR_IMAGE, NULL, 0, 0},
	{"kernel", 0, KIND_FILE, "FILE", "the kernel, an ELF file", FIELD(kernel), FOR_BUNDLE, NULL,
         0, 0},
	{"module", 0, KIND_LIST, "NAME=FILE", "a module; may be repeated", FIELD(modules),
         FOR_BUNDLE, NULL, 0, 0},
	{"list", 0, KIND_FLAG, NULL, "prints the names of the tests and stops", FIELD(list),
         FOR_TEST, NULL, 0, 0},
	{"help", 'h', KIND_FLAG, NULL, "explains the command", FIELD(help), ~0u, NULL, 0, 0},
};

/* The words of the command line that is being read. */
struct reader {
	const char *command_name;
	unsigned command;
	char **next;
};

static int read_option(struct reader *reader, const char *word, struct settings *out);
static int store_value(const struct option *option, const char *value, struct settings *out);

int option_parse(const char *name, unsigned command, unsigned max_words, char **args,
                 struct settings *out)
{
	struct reader reader = {.command_name = name, .command = command, .next = args};
	bool only_words = false;

	*out = (struct settings){.cpus = 1};
	while (*reader.next) {
		const char *word = *reader.next++;
		int result = 0;

		if (!only_words && strcmp(word, "--") == 0) {
			only_words = true;
		} else if (!only_words && word[0] == '-' && word[1]) {
			result = read_option(&reader, word, out);
		} else if (out->nr_words == max_words) {
			result =
				say_usage("%s takes %s, found '%s': see lintel help %s", name,
			                  max_words ? "no more words" : "options only", word, name);
		} else {
			out->words[out->nr_words++] = word;
		}
		if (result)
			return result;
	}
	return 0;
}

/* Is the word "--name", "--name=value" or "-x" for this option? */
static bool option_is(const struct option *option, const char *word)
{
	size_t len = strlen(option->name);

	if (word[1] != '-')
		return option->letter && word[1] == option->letter && !word[2];
	return strncmp(word + 2, option->name, len) == 0 &&
	       (!word[2 + len] || word[2 + len] == '=');
}

/* Says that the command does not know this word, and what was meant perhaps. */
static int refuse_option(const struct reader *reader, const char *word)
{
	const char *names[ARRAY_SIZE(options) + 1];
	size_t count = 0;
	char *typed = text_copy(word + strspn(word, "-"));
	const char *nearest;

	typed[strcspn(typed, "=")] = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(options); i++) {
		if (options[i].commands & reader->command)
			names[count++] = options[i].name;
	}
	names[count] = NULL;
	nearest = option_nearest(typed, names);
	if (nearest)
		say("unknown option %.*s: did you mean --%s?", (int)strcspn(word, "="), word,
		    nearest);
	else
		say("unknown option %.*s: lintel help %s lists the options",
		    (int)strcspn(word, "="), word, reader->command_name);
	free(typed);
	return STATUS_USAGE;
}

static int read_option(struct reader *reader, const char *word, struct settings *out)
{
	const struct option *option = NULL;
	const char *value = strchr(word, '=');

	for (size_t i = 0; i < ARRAY_SIZE(options) && !option; i++) {
		if ((options[i].commands & reader->command) && option_is(&options[i], word))
			option = &options[i];
	}
	if (!option)
		return refuse_option(reader, word);
	if (option->kind == KIND_FLAG) {
		if (value)
			return say_usage("--%s takes no value, found '%s': leave it away",
			                 option->name, value + 1);
		*(bool *)((char *)out + option->offset) = true;
		return 0;
	}
	if (value) {
		value++;
	} else {
		value = *reader->next;
		if (!value)
			return say_usage("--%s needs a value: --%s %s", option->name, option->name,
			                 option->value);
		reader->next++;
	}
	return store_value(option, value, out);
}

/* Reads digits and, for a size, one of the letters K M G T (with or without iB or B behind it). */
static int parse_amount(const char *text, enum option_kind kind, uint64_t *out)
{
	static const char letters[] = "KMGT";
	const char *letter = NULL;
	char *end;
	unsigned long long amount;

	if (text[0] < '0' || text[0] > '9')
		return -EINVAL;
	errno = 0;
	amount = strtoull(text, &end, 10);
	if (errno)
		return -ERANGE;
	if (kind == KIND_SIZE && *end)
		letter = strchr(letters, *end & ~0x20);
	if (letter) {
		unsigned shift = 10 * (unsigned)(letter - letters + 1);

		if (amount > UINT64_MAX >> shift)
			return -ERANGE;
		amount <<= shift;
		end++;
		if (strcmp(end, "iB") == 0 || strcmp(end, "B") == 0)
			end = strchr(end, '\0');
	}
	if (*end)
		return -EINVAL;
	*out = amount;
	return 0;
}

static int store_amount(const struct option *option, const char *text, uint64_t *out)
{
	bool is_size = option->kind == KIND_SIZE;
	uint64_t unit = is_size ? MIB : 1;
	uint64_t amount;

	if (parse_amount(text, option->kind, &amount) || amount < option->min * unit ||
	    amount > option->max * unit)
		return say_usage("--%s takes a %s from %llu%s to %llu%s, found '%s'", option->name,
		                 is_size ? "size" : "number", (unsigned long long)option->min,
		                 is_size ? "M" : "", (unsigned long long)option->max,
		                 is_size ? "M" : "", text);
	if (is_size && amount % MIB)
		return say_usage("--%s takes a multiple of 1M, found '%s'", option->name, text);
	*out = amount;
	return 0;
}

static int store_choice(const struct option *option, const char *text, int *out)
{
	struct text names = {0};
	const char *nearest;

	for (int i = 0; option->choices[i]; i++) {
		if (strcmp(option->choices[i], text) == 0) {
			*out = i;
			return 0;
		}
		text_print(&names, "%s%s", i ? ", " : "", option->choices[i]);
	}
	nearest = option_nearest(text, option->choices);
	if (nearest)
		say("--%s takes one of %s, found '%s': did you mean %s?", option->name, names.bytes,
		    text, nearest);
	else
		say("--%s takes one of %s, found '%s'", option->name, names.bytes, text);
	text_fini(&names);
	return STATUS_USAGE;
}

static int store_value(const struct option *option, const char *value, struct settings *out)
{
	void *field = (char *)out + option->offset;

	switch (option->kind) {
	case KIND_TEXT:
		*(const char **)field = value;
		return 0;
	case KIND_FILE:
		if (!*value)
			return say_usage("--%s takes the name of a file, found nothing",
			                 option->name);
		*(const char **)field = option_file_path(value);
		return 0;
	case KIND_LIST:
		words_add(field, "%s", value);
		return 0;
	case KIND_CHOICE:
		return store_choice(option, value, field);
	case KIND_NUMBER:
	case KIND_SIZE:
		return store_amount(option, value, field);
	case KIND_FLAG:
		break;
	}
	return 0;
}

void option_print_help(unsigned command)
{
	for (size_t i = 0; i < ARRAY_SIZE(options); i++) {
		const struct option *option = &options[i];
		struct text left = {0};

		if (!(option->commands & command))
			continue;
		if (option->letter)
			text_print(&left, "-%c, ", option->letter);
		text_print(&left, "--%s", option->name);
		if (option->choices) {
			for (int c = 0; option->choices[c]; c++)
				text_print(&left, "%c%s", c ? '|' : ' ', option->choices[c]);
		} else if (option->value) {
			text_print(&left, " %s", option->value);
		}
		if (left.len > 26)
			printf("  %s\n  %-26s %s\n", left.bytes, "", option->help);
		else
			printf("  %-26s %s\n", left.bytes, option->help);
		text_fini(&left);
	}
}

/* How many letters must be inserted, dropped or changed to make b of a (Levenshtein). Words longer
 * than the table are taken to have nothing in common. */
static unsigned edit_distance(const char *a, const char *b)
{
	unsigned row[64];
	size_t len_b = strlen(b);

	if (len_b >= ARRAY_SIZE(row))
		return UINT32_MAX;
	for (unsigned j = 0; j <= len_b; j++)
		row[j] = j;
	for (unsigned i = 1; a[i - 1]; i++) {
		unsigned diagonal = row[0];

		row[0] = i;
		for (unsigned j = 1; j <= len_b; j++) {
			unsigned best = diagonal + (a[i - 1] != b[j - 1]);

			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			diagonal = row[j];
			row[j] = best;
		}
	}
	return row[len_b];
}

const char *option_nearest(const char *typed, const char *const *names)
{
	size_t len = strlen(typed);
	const char *nearest = NULL;
	unsigned least = 3; /* from here on it would be guessing */

	for (int i = 0; names[i]; i++) {
		unsigned distance = edit_distance(typed, names[i]);

		if (len >= 2 && strncmp(typed, names[i], len) == 0)
			distance = 0; /* the beginning of a name */
		if (distance < least) {
			least = distance;
			nearest = names[i];
		}
	}
	return nearest;
}

char *option_file_path(const char *typed)
{
	const char *caller = getenv("LINTEL_CALLER");

	if (typed[0] == '/' || strcmp(typed, "-") == 0 || !caller || !*caller)
		return text_copy(typed);
	return text_format("%s/%s", caller, typed);
}
