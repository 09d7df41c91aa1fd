/*
 * Measures the files of the project against the limits of docs/style.md.
 *
 *   git ls-files | tidy RATCHET      exit 1 with `file:line: rule: what was found, what is allowed`
 *
 * Every text file: no blanks at ends of lines, a newline at the end, no carriage returns, names
 * that say something. Code of any kind: up to 100 columns. C and assembly: up to 600 lines, a
 * comment at the head, no notes of things to do without an issue's number. C: functions
 * (tools/check/functions.c). Exceptions stand in the ratchet file (tools/check/ratchet.h).
 */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <tools/base/file.h>
#include <tools/check/functions.h>
#include <tools/check/list.h>
#include <tools/check/ratchet.h>
#include <tools/check/source.h>

#define MAX_COLUMNS    100u
#define MAX_FILE_LINES 600u
#define MAX_HEAD_LINES 25u
#define TAB_COLUMNS    8u

/* One file and where its offences go; the first failure to note one stays in result. */
struct visit {
	const struct file *file;
	struct offences *offences;
	int result;
};

static void report(struct visit *visit, uint32_t line, const char *rule, uint32_t measure,
                   const char *format, ...) PRINTF_FORMAT(5, 6);

static void report(struct visit *visit, uint32_t line, const char *rule, uint32_t measure,
                   const char *format, ...)
{
	struct offence offence = {
		.rule = rule,
		.path = visit->file->path,
		.line = line,
		.measure = measure,
		.subject = "-",
	};
	va_list args;

	va_start(args, format);
	vsnprintf(offence.what, sizeof(offence.what), format, args);
	va_end(args);
	if (visit->result == 0)
		visit->result = offences_add(visit->offences, &offence);
}

static bool is_c(const char *path)
{
	return path_has_suffix(path, ".c") || path_has_suffix(path, ".h");
}

/* Code of any kind; programs for an interpreter are known by their first bytes. */
static bool is_code(const struct file *file)
{
	static const char *const suffixes[] = {".S", ".ld", ".mk", ".sh", "Makefile"};

	for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++) {
		if (path_has_suffix(file->path, suffixes[i]))
			return true;
	}
	return is_c(file->path) || (file->len > 2 && memcmp(file->bytes, "#!", 2) == 0);
}

/* The name of a folder or file, without its suffix, that could hold anything. */
static void check_name(struct visit *visit)
{
	static const char *const drawers[] = {"misc",   "util",    "utils", "common",
	                                      "helper", "helpers", "stuff"};
	const char *part = visit->file->path;

	while (*part) {
		size_t len = strcspn(part, "/.");

		for (size_t i = 0; i < ARRAY_SIZE(drawers); i++) {
			if (strlen(drawers[i]) == len && strncmp(part, drawers[i], len) == 0)
				report(visit, 1, "name", 0,
				       "'%s' says nothing, expected a name of what is inside",
				       drawers[i]);
		}
		part += len;
		part += *part != 0;
	}
}

/* Columns of one line: tabs go to multiples of 8, UTF-8 characters count once. */
static uint32_t columns(const char *line, size_t len)
{
	uint32_t column = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)line[i];

		if (c == '\t')
			column += TAB_COLUMNS - column % TAB_COLUMNS;
		else if ((c & 0xc0) != 0x80)
			column++;
	}
	return column;
}

static void check_line(struct visit *visit, uint32_t number, const char *line, size_t len)
{
	uint32_t width = columns(line, len);

	if (width > MAX_COLUMNS && is_code(visit->file))
		report(visit, number, "columns", width, "%u columns, allowed are %u", width,
		       MAX_COLUMNS);
	if (len > 0 && line[len - 1] == '\r')
		report(visit, number, "line-end", 0, "a carriage return, expected a newline alone");
	else if (len > 0 && isspace((unsigned char)line[len - 1]))
		report(visit, number, "trailing-blank", 0, "a blank at the end of the line");
}

static void check_lines(struct visit *visit)
{
	const char *text = (const char *)visit->file->bytes;
	const char *end = text + visit->file->len;
	uint32_t number = 0;

	while (text < end) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));

		number++;
		check_line(visit, number, text, (size_t)((newline ? newline : end) - text));
		if (!newline)
			report(visit, number, "line-end", 0, "no newline at the end of the file");
		text = newline ? newline + 1 : end;
	}
	if (number > MAX_FILE_LINES &&
	    (is_c(visit->file->path) || path_has_suffix(visit->file->path, ".S")))
		report(visit, 1, "file-length", number, "%u lines, allowed are %u", number,
		       MAX_FILE_LINES);
}

/* A note of something to do: it needs an issue's number, (#12), behind it. */
static void check_notes(struct visit *visit, const struct token *token)
{
	static const char *const notes[] = {"TODO", "FIXME", "XXX"};
	uint32_t line = token->line;

	for (size_t i = 0; i < token->len; i++) {
		line += token->text[i] == '\n';
		for (size_t n = 0; n < ARRAY_SIZE(notes); n++) {
			size_t len = strlen(notes[n]);

			if (i + len > token->len || memcmp(token->text + i, notes[n], len) != 0 ||
			    isalnum((unsigned char)token->text[i - 1]) ||
			    isalnum((unsigned char)token->text[i + len]))
				continue;
			if (strncmp(token->text + i + len, "(#", 2) != 0)
				report(visit, line, "todo", 0,
				       "%s without an issue, expected %s(#NUMBER)", notes[n],
				       notes[n]);
		}
	}
}

/* Code that a page of docs/ shows and explains needs no head. */
static bool is_example(const char *path)
{
	return strncmp(path, "docs/", 5) == 0;
}

static void check_comments(struct visit *visit)
{
	struct source source;
	struct token token;
	bool is_first = true;

	source_open(&source, visit->file);
	while (source_next(&source, &token)) {
		uint32_t nr_lines = token.end_line - token.line + 1;

		if (is_first && token.kind != TOKEN_COMMENT && !is_example(visit->file->path))
			report(visit, 1, "file-head", 0,
			       "the file does not begin with a comment that says what it is");
		if (is_first && token.kind == TOKEN_COMMENT && nr_lines > MAX_HEAD_LINES)
			report(visit, 1, "file-head", nr_lines,
			       "a head of %u lines, allowed are %u", nr_lines, MAX_HEAD_LINES);
		is_first = false;
		if (token.kind == TOKEN_COMMENT)
			check_notes(visit, &token);
	}
}

static int check_file(const struct file *file, struct offences *offences)
{
	struct visit visit = {.file = file, .offences = offences};

	check_name(&visit);
	if (memchr(file->bytes, 0, file->len))
		return visit.result;
	check_lines(&visit);
	if (is_c(file->path) || path_has_suffix(file->path, ".S"))
		check_comments(&visit);
	if (visit.result == 0 && is_c(file->path))
		visit.result = functions_check(file, offences);
	return visit.result;
}

static int check_all(const struct list *list, struct offences *offences)
{
	for (size_t i = 0; i < list->count; i++) {
		struct file file;
		int result;

		if (file_load(&file, list->paths[i]) < 0)
			return -EIO;
		result = check_file(&file, offences);
		file_unload(&file);
		if (result < 0)
			return result;
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct offences offences = {.count = 0};
	struct list list;
	int result;

	if (argc != 2) {
		fputs("usage: git ls-files | tidy RATCHET\n", stderr);
		return 2;
	}
	if (list_read(&list, stdin) < 0)
		return 2;
	result = check_all(&list, &offences);
	if (result == 0)
		result = ratchet_report(argv[1], &offences);
	offences_free(&offences);
	list_free(&list);
	if (result < 0)
		return 2;
	if (result > 0)
		printf("tidy: %d offences\n", result);
	return result > 0;
}
