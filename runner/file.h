/*
 * Whole files in memory, and files that appear complete or not at all.
 */
#ifndef RUNNER_FILE_H
#define RUNNER_FILE_H

#include <lib/base/compiler.h>

#include "text.h"

/* Appends the file's bytes to *out. Returns 0 or -errno, said. */
MUST_CHECK int file_read(const char *path, struct text *out);

/* Writes len bytes to a temporary file beside path, then renames it to path.
 * Returns 0 or -errno, said; then no temporary file is left. */
MUST_CHECK int file_write(const char *path, const void *bytes, size_t len);

/* Copies a file's content by the two above. */
MUST_CHECK int file_copy(const char *from, const char *to);

#endif
