/* Which sources the build's lists name: a file that is not listed is not built. */
#ifndef TOOLS_CHECK_LISTED_H
#define TOOLS_CHECK_LISTED_H

#include <stdbool.h>

#include <lib/base/compiler.h>
#include <tools/check/list.h>

/* The words of all makefiles that look like sources. */
struct listed {
	struct list words;
};

/* Reads every Makefile and .mk of files; the caller frees with listed_free.
 * Errors: -EIO or -ENOMEM, reported on stderr. */
MUST_CHECK int listed_read(struct listed *listed, const struct list *files);

/* Is path in a list? $(ARCH) and other variables in a list's word stand for any one name. */
bool listed_has(const struct listed *listed, const char *path);

void listed_free(struct listed *listed);

#endif
