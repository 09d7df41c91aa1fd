/*
 * Reading a bundle (abi/disk/bundle.h): bytes in, checked structures out. Borrows the bytes,
 * allocates nothing, any context.
 */
#ifndef LIB_FORMAT_BUNDLE_H
#define LIB_FORMAT_BUNDLE_H

#include <stddef.h>
#include <stdint.h>

#include <abi/disk/bundle.h>
#include <lib/base/compiler.h>

/* A function that continues a CRC-32C, so that a caller with the machine's instruction can give it.
 * */
typedef uint32_t (*bundle_crc_fn)(uint32_t crc, const void *data, size_t len);

struct bundle {
	const uint8_t *bytes;
	uint64_t total_bytes;
	uint32_t machine;
	uint32_t nr_parts;
};

/* A part, checked: its bytes lie inside the bundle. */
struct bundle_view {
	uint32_t kind; /* enum bundle_kind or unknown */
	const uint8_t *bytes;
	uint64_t len_bytes;
	uint32_t crc32c;
	const char *name; /* terminated, in the bundle */
};

/* How many bytes the bundle has that begins with this header page (BUNDLE_PAGE_BYTES bytes): for a
 * loader that reads a partition. Checks magic, format and the header's checksum.
 * Errors: as bundle_open, except for what the parts hold. */
MUST_CHECK int bundle_probe(const void *page, bundle_crc_fn crc, uint64_t *total_bytes,
                            const char **why);

/* Checks the header and every entry of the table, not the parts' bytes. *why (may be null) gets a
 * static sentence for people.
 * Errors: -EINVAL no bundle (magic), -ENOTSUP unknown format or required kind, -EBADMSG wrong
 * header checksum, -ERANGE shorter than it says (truncated), -ENOEXEC table breaks a rule of
 * abi/disk/bundle.h. */
MUST_CHECK int bundle_open(struct bundle *bundle, const void *bytes, size_t len, bundle_crc_fn crc,
                           const char **why);

/* Part number index < nr_parts. */
void bundle_part_at(const struct bundle *bundle, uint32_t index, struct bundle_view *out);

/* Does the checksum of the part's bytes agree, and is the rest of its last page zero? Errors:
 * -EBADMSG. */
MUST_CHECK int bundle_check_part(const struct bundle_view *part, bundle_crc_fn crc);

#endif
