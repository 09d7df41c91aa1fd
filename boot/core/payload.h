/* What the bundle holds: the kernel, its command line and its modules, where they lie in memory. */
#ifndef BOOT_CORE_PAYLOAD_H
#define BOOT_CORE_PAYLOAD_H

#include <stddef.h>
#include <stdint.h>

#include <lib/format/bundle.h>
#include <lib/format/elf.h>

struct payload {
	struct bundle bundle;
	struct bundle_view kernel;
	struct bundle_view cmdline; /* len_bytes 0: none */
	struct bundle_view modules[BUNDLE_MAX_PARTS];
	size_t nr_modules;
};

/* Reads the bundle's table; fails with sill_fail where it breaks the format. Borrows the bytes. */
void payload_open(struct payload *out, const void *bytes, size_t len);

/* Compares every part's checksum; fails with sill_fail where one is wrong. */
void payload_verify(const struct payload *payload);

#endif
