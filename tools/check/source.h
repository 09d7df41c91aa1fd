/*
 * C source as a stream of tokens, for the checkers: exact enough to tell code from comments,
 * strings and directives, without a preprocessor.
 */
#ifndef TOOLS_CHECK_SOURCE_H
#define TOOLS_CHECK_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <tools/base/file.h>

enum token_kind {
	TOKEN_END,
	TOKEN_COMMENT, /* with its marks */
	TOKEN_WORD,    /* identifier, keyword, or the name of a directive (then is_directive) */
	TOKEN_NUMBER,
	TOKEN_STRING, /* or character constant, with its quotes; a quoted header's name too */
	TOKEN_HEADER, /* <name> behind #include, with its brackets */
	TOKEN_PUNCT,  /* one character */
};

struct token {
	enum token_kind kind;
	const char *text; /* in the file, not terminated */
	size_t len;
	uint32_t line; /* from 1 */
	uint32_t end_line;
	bool in_directive; /* between a # that begins a line and that line's end */
	bool is_directive; /* the directive's name itself */
};

struct source {
	const struct file *file;
	size_t position;
	uint32_t line;
	bool at_line_start; /* only blanks since the line's start */
	bool in_directive;
	bool expects_directive; /* the # was just read */
	bool expects_header;    /* #include was just read */
};

/* Starts at the file's first byte. Borrows the file. */
void source_open(struct source *source, const struct file *file);

/* Gives the next token; false, and kind TOKEN_END, at the end of the file. */
bool source_next(struct source *source, struct token *token);

bool token_is(const struct token *token, const char *text);

#endif
