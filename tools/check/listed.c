/*
 * Makefiles are split at blanks and at the characters that end a file's name in a list; what ends
 * in .c or .S is kept, with the prefix of $(addprefix PREFIX,...) around it. A variable inside of a
 * word matches one or more characters other than a slash.
 */
#define _GNU_SOURCE

#include <tools/check/listed.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tools/base/file.h>

#define WORD_ENDS " \t\n\\,:=;+'\""

static bool is_source(const char *path)
{
	return path_has_suffix(path, ".c") || path_has_suffix(path, ".S");
}

static int add_source(struct listed *listed, const char *prefix, const char *word)
{
	char *path = NULL;
	int result;

	if (!is_source(word))
		return 0;
	if (asprintf(&path, "%s%s", prefix, word) < 0)
		return -ENOMEM;
	result = list_add(&listed->words, path);
	free(path);
	return result;
}

/* How many calls end in this word that began before it. */
static int calls_ended(const char *word)
{
	int ended = 0;

	for (; *word; word++)
		ended += (*word == ')') - (*word == '(');
	return ended;
}

static int add_words(struct listed *listed, char *text)
{
	const char *prefix = "";
	bool expects_prefix = false;
	char *state = NULL;
	int result = 0;

	for (char *word = strtok_r(text, WORD_ENDS, &state); word && result == 0;
	     word = strtok_r(NULL, WORD_ENDS, &state)) {
		bool ends_call = calls_ended(word) > 0;

		if (ends_call && !strchr(word, '('))
			word[strcspn(word, ")")] = 0;
		if (expects_prefix)
			prefix = word;
		else
			result = add_source(listed, prefix, word);
		expects_prefix = strcmp(word, "$(addprefix") == 0;
		if (ends_call)
			prefix = "";
	}
	return result;
}

int listed_read(struct listed *listed, const struct list *files)
{
	int result = 0;

	*listed = (struct listed){.words = {.count = 0}};
	for (size_t i = 0; result == 0 && i < files->count; i++) {
		struct file file;

		if (!path_has_suffix(files->paths[i], ".mk") &&
		    !path_has_suffix(files->paths[i], "Makefile"))
			continue;
		result = file_load(&file, files->paths[i]);
		if (result < 0)
			break;
		result = add_words(listed, (char *)file.bytes);
		file_unload(&file);
	}
	if (result < 0)
		listed_free(listed);
	return result;
}

/* Does word, with its variables, match path? Bounded by the lengths of both. */
static bool word_matches(const char *word, const char *path)
{
	const char *end;

	while (*word && *word != '$') {
		if (*word++ != *path++)
			return false;
	}
	if (*word == 0)
		return *path == 0;
	end = strchr(word, ')');
	if (!end)
		return false;
	while (*path && *path != '/') {
		if (word_matches(end + 1, ++path))
			return true;
	}
	return false;
}

bool listed_has(const struct listed *listed, const char *path)
{
	for (size_t i = 0; i < listed->words.count; i++) {
		if (word_matches(listed->words.paths[i], path))
			return true;
	}
	return false;
}

void listed_free(struct listed *listed)
{
	list_free(&listed->words);
}
