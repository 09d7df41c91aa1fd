/*
 * The kernel's command line: words separated by blanks, each "key" or "key=value". The last one of
 * a key wins. Known keys are listed in docs/cmdline.md. Pure functions, any context.
 */
#ifndef KERNEL_CORE_CMDLINE_H
#define KERNEL_CORE_CMDLINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <lib/base/compiler.h>

/* Copies the value of key ("" for a bare key) into value, cut to size - 1 bytes. False: not there.
 */
bool cmdline_get(const char *cmdline, const char *key, char *value, size_t size);

/* Is key there, with exactly this value? */
bool cmdline_is(const char *cmdline, const char *key, const char *value);

/* The value as a number, decimal or 0x. Errors: -ENOENT no such key; -EINVAL no number or too
 * large. */
MUST_CHECK int cmdline_number(const char *cmdline, const char *key, uint64_t *out);

#endif
