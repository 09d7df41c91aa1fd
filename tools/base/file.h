/* Whole files in memory, for the host tools. Messages for people go to stderr. */
#ifndef TOOLS_BASE_FILE_H
#define TOOLS_BASE_FILE_H

#include <stddef.h>
#include <stdint.h>

#include <lib/base/compiler.h>

/* bytes[len] is a 0, so that text can be read as a string. */
struct file {
	const char *path; /* borrowed */
	uint8_t *bytes;
	size_t len;
};

/* Reads all of path. The caller frees the bytes with file_unload.
 * Errors: -EIO it cannot be opened or read, -ENOMEM; both have been reported on stderr. */
MUST_CHECK int file_load(struct file *file, const char *path);

void file_unload(struct file *file);

#endif
