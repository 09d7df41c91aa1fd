/*
 * EFI system partitions: FAT file systems made with mtools, without root.
 */
#ifndef RUNNER_ESP_H
#define RUNNER_ESP_H

#include <stddef.h>

#include <lib/base/compiler.h>

#include "machine_names.h"
#include "text.h"

struct esp_file {
	const char *from;   /* on this machine */
	const char *folder; /* in the file system, such as "EFI/BOOT" */
	const char *name;
};

/* What firmware looks for on a removable disk [UEFI 3.5.1.1], per machine; null where we have none.
 */
extern const char *const esp_loader_names[NR_ARCHES];

/* Appends a file system with these files to *out; the same files give the same bytes.
 * Returns 0 or a negative error, said. */
MUST_CHECK int esp_make(const struct esp_file *files, size_t count, struct text *out);

#endif
