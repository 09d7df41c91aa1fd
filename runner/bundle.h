/*
 * Writing bundles (abi/disk/bundle.h).
 */
#ifndef RUNNER_BUNDLE_H
#define RUNNER_BUNDLE_H

#include <lib/base/compiler.h>

#include "machine_names.h"
#include "text.h"

struct bundle_request {
	enum arch arch;              /* whose kernel, if kernel is null */
	const char *path;            /* written under another name, then renamed */
	const char *kernel;          /* an ELF file; null: the build's */
	const char *cmdline;         /* or null */
	const struct words *modules; /* NAME=FILE each, or null */
};

/* Writes a bundle. Returns 0 or a negative error after saying what is wrong:
 * -ENOEXEC the kernel is no ELF file, -E2BIG more parts than a bundle holds, and those of files. */
MUST_CHECK int bundle_make(const struct bundle_request *request);

#endif
