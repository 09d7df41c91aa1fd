/* The list of files that a checker looks at. */
#ifndef TOOLS_CHECK_LIST_H
#define TOOLS_CHECK_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <lib/base/compiler.h>

/* File names, one per line, relative to the project's top. */
struct list {
	char **paths;
	size_t count;
};

/* Reads names from stream up to its end; the caller frees with list_free.
 * Errors: -ENOMEM; -EIO the stream fails or names no file. Both are reported on stderr. */
MUST_CHECK int list_read(struct list *list, FILE *stream);

/* Appends a copy of path. Errors: -ENOMEM. */
MUST_CHECK int list_add(struct list *list, const char *path);

void list_free(struct list *list);

/* Does path end in suffix? */
bool path_has_suffix(const char *path, const char *suffix);

#endif
