/*
 * From the lists to tests: make's unit tests and fuzz targets, lines of tests/list.txt, rows of
 * boot_tests.c, and in front of them one build
 * for the host and one for each machine that a chosen test needs.
 */
#include "test.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "process.h"
#include "say.h"

#define LIST_PATH     "tests/list.txt"
#define BUILD_SECONDS 600
#define BOOT_MARGIN_S 60 /* between the guest's own limit and the test's */

static const struct {
	const char *name;
	enum test_kind kind;
} kinds[] = {
	{"run", TEST_RUN},
	{"tap", TEST_TAP},
	{"fuzz", TEST_FUZZ},
};

static struct test *add_test(struct test_list *list, const struct test *test)
{
	struct test *grown = realloc(list->tests, (list->count + 1) * sizeof(*grown));

	if (!grown)
		say_and_die("out of memory while reading the tests");
	list->tests = grown;
	grown[list->count] = *test;
	return &grown[list->count++];
}

static int refuse_line(const char *source, unsigned line_number, const char *why)
{
	say("%s:%u: %s; a line is NAME SECONDS s KIND COMMAND", source, line_number, why);
	return -EINVAL;
}

static int parse_line(char *line, const char *source, unsigned line_number, struct test *out)
{
	const char *fields[4];
	char *rest = line;
	char *word;
	size_t count = 0;

	*out = (struct test){.kind = TEST_BOOT};
	while ((word = strsep(&rest, " \t"))) {
		if (!*word)
			continue;
		if (count < ARRAY_SIZE(fields))
			fields[count++] = word;
		else if (strncmp(word, "needs=", 6) == 0)
			words_add(&out->needs, "%s", word + 6);
		else
			words_add(&out->command, "%s", word);
	}
	if (!out->command.count)
		return refuse_line(source, line_number, "there are words missing");
	out->timeout_s = (unsigned)strtoul(fields[1], NULL, 10);
	if (!out->timeout_s || strcmp(fields[2], "s") != 0)
		return refuse_line(source, line_number, "the time is missing");
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (strcmp(kinds[i].name, fields[3]) == 0)
			out->kind = kinds[i].kind;
	}
	if (out->kind == TEST_BOOT)
		return refuse_line(source, line_number, "the kind is none of run, tap, fuzz");
	out->name = text_copy(fields[0]);
	return 0;
}

static bool wanted(const char *pattern, const char *name)
{
	return !pattern || text_matches(pattern, name);
}

/* Adds the tests of a text of lines. */
static int read_lines(char *text, const char *source, const char *pattern, struct test_list *out)
{
	unsigned line_number = 0;
	int result = 0;
	char *line;

	while (!result && (line = strsep(&text, "\n"))) {
		struct test test;

		line_number++;
		if (!line[strspn(line, " \t")] || line[0] == '#')
			continue;
		result = parse_line(line, source, line_number, &test);
		if (!result && wanted(pattern, test.name))
			add_test(out, &test);
	}
	return result;
}

/* The programs that the Makefile knows as unit tests and fuzz targets. */
static int read_make_list(const char *pattern, struct test_list *out)
{
	struct words command = {0};
	struct text lines = {0};
	int result;

	words_add(&command, "make");
	words_add(&command, "-s");
	words_add(&command, "list-tests");
	result = process_read(&command, &lines) ? -EIO : 0;
	if (result)
		say("make list-tests failed (its messages are above)");
	else
		result = read_lines(lines.bytes, "make list-tests", pattern, out);
	text_fini(&lines);
	words_fini(&command);
	return result;
}

static int read_list_file(const char *pattern, struct test_list *out)
{
	struct text file = {0};
	int result = file_read(LIST_PATH, &file);

	if (!result)
		result = read_lines(file.bytes, LIST_PATH, pattern, out);
	text_fini(&file);
	return result;
}

static void read_boots(const char *pattern, struct test_list *out)
{
	for (size_t i = 0; i < nr_boot_tests; i++) {
		const struct boot_test *boot = &boot_tests[i];
		struct test test = {.kind = TEST_BOOT, .boot = boot};

		test.timeout_s =
			BOOT_MARGIN_S + (boot->timeout_s ? boot->timeout_s : BOOT_TEST_TIMEOUT_S);
		test.name = text_format("boot/%s", boot->name);
		if (wanted(pattern, test.name))
			add_test(out, &test);
		else
			free(test.name);
	}
}

/* The machine that a target of make is for: build/ARCH/..., everything else counts as x86_64's. */
static enum arch arch_of(const char *target)
{
	for (int arch = 0; arch < NR_ARCHES; arch++) {
		char *folder = text_format("build/%s/", arch_names[arch]);
		bool inside = strncmp(target, folder, strlen(folder)) == 0;

		free(folder);
		if (inside)
			return (enum arch)arch;
	}
	return ARCH_X86_64;
}

/* Adds what the chosen tests need of another machine than x86_64. */
static void add_needs(const struct test_list *chosen, enum arch arch, struct words *out)
{
	for (size_t i = 0; arch != ARCH_X86_64 && i < chosen->count; i++) {
		const struct words *needs = &chosen->tests[i].needs;

		for (size_t w = 0; w < needs->count; w++) {
			if (arch_of(needs->items[w]) == arch)
				words_add(out, "%s", needs->items[w]);
		}
	}
}

/* A build of what the programs among the tests are, if there is anything to build. */
static void add_host_build(const struct test_list *chosen, struct test_list *out)
{
	static const char prefix[] = "build/host/";
	struct test build = {.kind = TEST_MAKE, .timeout_s = BUILD_SECONDS};

	for (size_t i = 0; i < chosen->count; i++) {
		const struct test *test = &chosen->tests[i];

		for (size_t w = 0; w < test->needs.count; w++) {
			if (arch_of(test->needs.items[w]) == ARCH_X86_64)
				words_add(&build.command, "%s", test->needs.items[w]);
		}
		if (test->command.count &&
		    strncmp(test->command.items[0], prefix, strlen(prefix)) == 0)
			words_add(&build.command, "%s", test->command.items[0]);
	}
	if (!build.command.count)
		return;
	build.name = text_copy("build/host");
	add_test(out, &build);
}

static void add_machine_builds(const struct test_list *chosen, struct test_list *out)
{
	bool needed[NR_ARCHES] = {false};

	for (size_t i = 0; i < chosen->count; i++) {
		if (chosen->tests[i].boot)
			needed[chosen->tests[i].boot->arch] = true;
	}
	for (int arch = 0; arch < NR_ARCHES; arch++) {
		struct test build = {
			.kind = TEST_MAKE, .timeout_s = BUILD_SECONDS, .arch = (enum arch)arch};

		add_needs(chosen, (enum arch)arch, &build.command);
		if (needed[arch]) {
			words_add(&build.command, "bundle");
			words_add(&build.command, "sill");
		}
		if (!build.command.count)
			continue;
		build.name = text_format("build/%s", arch_names[arch]);
		add_test(out, &build);
	}
}

static bool is_listed(const struct test_list *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++) {
		if (strcmp(list->tests[i].name, name) == 0)
			return true;
	}
	return false;
}

/* Kernels with build options of their own. */
static void add_config_builds(const struct test_list *chosen, struct test_list *out)
{
	for (size_t i = 0; i < chosen->count; i++) {
		const struct boot_test *boot = chosen->tests[i].boot;
		struct test build = {.kind = TEST_MAKE, .timeout_s = BUILD_SECONDS};

		if (!boot || !boot->config)
			continue;
		build.arch = boot->arch;
		build.name = text_format("build/%s-%s", arch_names[boot->arch], boot->config);
		if (is_listed(out, build.name)) {
			free(build.name);
			continue;
		}
		words_add(&build.command, "CONFIG=%s", boot->config);
		words_add(&build.command, "bundle");
		add_test(out, &build);
	}
}

int test_list_read(const char *pattern, struct test_list *out)
{
	struct test_list chosen = {0};
	int result = read_make_list(pattern, &chosen);

	*out = (struct test_list){0};
	if (!result)
		result = read_list_file(pattern, &chosen);
	if (result) {
		free(chosen.tests);
		return result;
	}
	read_boots(pattern, &chosen);
	add_host_build(&chosen, out);
	add_machine_builds(&chosen, out);
	add_config_builds(&chosen, out);
	for (size_t i = 0; i < chosen.count; i++)
		add_test(out, &chosen.tests[i]);
	free(chosen.tests);
	return 0;
}
