/*
 * Images with a genuine Limine release instead of our loader: to show that the kernel boots with
 * it, too.
 */
#ifndef RUNNER_ISO_H
#define RUNNER_ISO_H

#include <lib/base/compiler.h>

#include "image.h"

/* Writes an ISO image that boots with the Limine release in folder: as a CD under BIOS and UEFI,
 * and as a disk or USB stick under UEFI. (As a disk under BIOS it would need Limine's own
 * installer.) Returns 0 or a negative error, said. */
MUST_CHECK int iso_make_limine(const struct image_request *request, const char *folder);

#endif
