/*
 * Growing text and word lists. The one place of the runner that calls realloc.
 */
#include "text.h"

#include <fnmatch.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "say.h"

static void *grow(void *memory, size_t bytes)
{
	void *grown = realloc(memory, bytes);

	if (!grown)
		say_and_die("out of memory while asking for %zu bytes", bytes);
	return grown;
}

void text_add(struct text *text, const char *bytes, size_t len)
{
	if (len >= SIZE_MAX / 2 - text->len)
		say_and_die("out of memory: a text of more than half the address space");
	if (text->len + len + 1 > text->capacity) {
		text->capacity = (text->len + len + 1) * 2;
		text->bytes = grow(text->bytes, text->capacity);
	}
	memcpy(text->bytes + text->len, bytes, len);
	text->len += len;
	text->bytes[text->len] = '\0';
}

static void text_vprint(struct text *text, const char *format, va_list args)
{
	va_list again;
	int len;
	char *line;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (len < 0)
		say_and_die("a message could not be formatted");
	line = grow(NULL, (size_t)len + 1);
	vsnprintf(line, (size_t)len + 1, format, args);
	text_add(text, line, (size_t)len);
	free(line);
}

void text_print(struct text *text, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	text_vprint(text, format, args);
	va_end(args);
}

void text_fini(struct text *text)
{
	free(text->bytes);
	*text = (struct text){0};
}

char *text_format(const char *format, ...)
{
	struct text text = {0};
	va_list args;

	va_start(args, format);
	text_vprint(&text, format, args);
	va_end(args);
	return text.bytes;
}

char *text_copy(const char *string)
{
	return text_format("%s", string);
}

void text_add_quoted(struct text *text, const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				    "-_=+,./:@%";

	if (*word && strspn(word, plain) == strlen(word)) {
		text_add(text, word, strlen(word));
		return;
	}
	text_add(text, "'", 1);
	for (const char *c = word; *c; c++) {
		if (*c == '\'')
			text_add(text, "'\\''", 4);
		else
			text_add(text, c, 1);
	}
	text_add(text, "'", 1);
}

void words_add(struct words *words, const char *format, ...)
{
	struct text text = {0};
	va_list args;

	va_start(args, format);
	text_vprint(&text, format, args);
	va_end(args);
	words->items = grow(words->items, (words->count + 2) * sizeof(*words->items));
	words->items[words->count++] = text.bytes;
	words->items[words->count] = NULL;
}

void words_fini(struct words *words)
{
	for (size_t i = 0; i < words->count; i++)
		free(words->items[i]);
	free(words->items);
	*words = (struct words){0};
}

bool text_matches(const char *pattern, const char *name)
{
	if (strpbrk(pattern, "*?["))
		return fnmatch(pattern, name, 0) == 0;
	return strstr(name, pattern) != NULL;
}
