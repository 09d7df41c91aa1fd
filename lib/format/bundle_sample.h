/*
 * A small well-formed bundle, made in memory: what the unit test damages and the fuzz target starts
 * from. A kernel, a command line and a module with a part of an unknown kind between them.
 */
#ifndef LIB_FORMAT_BUNDLE_SAMPLE_H
#define LIB_FORMAT_BUNDLE_SAMPLE_H

#include <stddef.h>
#include <stdint.h>

#include <abi/disk/bundle.h>
#include <lib/base/crc32c.h>
#include <lib/base/string.h>

#define SAMPLE_NR_PARTS 4
#define SAMPLE_NR_PAGES 6

struct bundle_sample {
	struct bundle_header header;
	struct bundle_part parts[BUNDLE_MAX_PARTS];
	uint8_t rest[BUNDLE_PAGE_BYTES - 31 * 128];
	uint8_t pages[SAMPLE_NR_PAGES][BUNDLE_PAGE_BYTES];
};

_Static_assert(offsetof(struct bundle_sample, pages) == BUNDLE_PAGE_BYTES, "the header's page");

/* Makes the header's checksum right again. */
static inline void bundle_sample_seal(struct bundle_sample *s)
{
	s->header.header_crc32c = 0;
	s->header.header_crc32c = crc32c(0, s, BUNDLE_PAGE_BYTES);
}

static inline void bundle_sample_part(struct bundle_sample *s, uint32_t kind, uint32_t page,
                                      uint64_t len, const char *name)
{
	struct bundle_part *part = &s->parts[s->header.nr_parts++];
	uint8_t *bytes = (uint8_t *)s + (page + 1) * BUNDLE_PAGE_BYTES;

	part->kind = kind;
	part->offset_bytes = (uint64_t)(page + 1) * BUNDLE_PAGE_BYTES;
	part->len_bytes = len;
	for (uint64_t i = 0; i < len; i++)
		bytes[i] = (uint8_t)(i * 7 + kind);
	part->crc32c = crc32c(0, bytes, len);
	str_copy(part->name, name, sizeof(part->name));
}

static inline void bundle_sample_init(struct bundle_sample *s)
{
	memset(s, 0, sizeof(*s));
	memcpy(s->header.magic, BUNDLE_MAGIC, sizeof(s->header.magic));
	s->header.format = BUNDLE_FORMAT;
	s->header.total_bytes = sizeof(*s);
	s->header.machine = 62;
	bundle_sample_part(s, BUNDLE_KERNEL, 0, 5000, "boot/kernel");
	bundle_sample_part(s, 4711, 2, 1, "of a later version");
	bundle_sample_part(s, BUNDLE_CMDLINE, 3, 0, "");
	bundle_sample_part(s, BUNDLE_MODULE, 3, 2 * BUNDLE_PAGE_BYTES, "root.cpio");
	bundle_sample_seal(s);
}

#endif
