/*
 * Text that grows, and lists of words for command lines. Memory that runs out ends the runner
 * (say_and_die), so nothing here returns an error. Strings are 0-terminated; struct text also knows
 * its length and may hold zeros.
 */
#ifndef RUNNER_TEXT_H
#define RUNNER_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <lib/base/compiler.h>

/* Bytes with a terminating 0 behind them. Starts as {0}; bytes may be null while len is 0. */
struct text {
	char *bytes;
	size_t len;
	size_t capacity;
};

void text_add(struct text *text, const char *bytes, size_t len);
void text_print(struct text *text, const char *format, ...) PRINTF_FORMAT(2, 3);
void text_fini(struct text *text);

/* A new string, the caller's to free. */
char *text_format(const char *format, ...) PRINTF_FORMAT(1, 2);
char *text_copy(const char *string);

/* Appends the string to text so that a POSIX shell reads it as one word. */
void text_add_quoted(struct text *text, const char *word);

/* A command line that grows: items[count] is always null once something was added. */
struct words {
	char **items;
	size_t count;
};

void words_add(struct words *words, const char *format, ...) PRINTF_FORMAT(2, 3);
void words_fini(struct words *words);

/* Does name match pattern: as a shell pattern if it holds one of *?[ and as a substring otherwise?
 */
bool text_matches(const char *pattern, const char *name);

#endif
