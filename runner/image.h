/*
 * Disk images: one file that BIOS and UEFI machines boot.
 */
#ifndef RUNNER_IMAGE_H
#define RUNNER_IMAGE_H

#include <stdbool.h>
#include <stdint.h>

#include <lib/base/compiler.h>

#include "machine_names.h"

struct image_request {
	enum arch arch;
	const char *path;    /* written under another name, then renamed */
	const char *bundle;  /* a finished bundle, or null: one with cmdline is made of the build */
	const char *cmdline; /* or null */
	uint64_t size_bytes; /* 0: as small as it can be */
	bool random_guids;   /* else the same request gives the same bytes */
};

/* Writes an image with our loader of what make built. Returns 0 or a negative error, said. */
MUST_CHECK int image_make(const struct image_request *request);

#endif
