/*
 * A bundle: one file that holds everything the loader hands to a machine. `qemu -initrd` gets it, a
 * partition of a disk image holds it, an update will download it.
 *
 *   byte 0        4096                                        total_bytes
 *   | header page | part 0, padded | part 1, padded | ... |
 *
 * 1. Everything is little endian. The header is one page: a struct bundle_header, then up to
 *    BUNDLE_MAX_PARTS entries of struct bundle_part; the rest of the page is zero.
 * 2. Every part starts at a multiple of 4096, in ascending order, without overlap, and the bytes
 *    between a part's end and the next page are zero; so a part is used where it lies.
 * 3. header_crc32c covers the whole header page with that field as 0; a part's crc32c covers its
 *    len_bytes.
 * 4. total_bytes is a multiple of 4096: what follows in a slot does not belong to the bundle.
 * 5. Readers refuse a format they do not know and skip kinds they do not know, unless the part is
 *    marked required. Kinds for manifests, signatures and hash trees are reserved.
 */
#ifndef ABI_DISK_BUNDLE_H
#define ABI_DISK_BUNDLE_H

#include <stdint.h>

#define BUNDLE_MAGIC      "LINTELBU" /* 8 bytes, no terminator */
#define BUNDLE_FORMAT     1u
#define BUNDLE_PAGE_BYTES 4096u
#define BUNDLE_MAX_PARTS  30u

enum bundle_kind {
	BUNDLE_KERNEL = 1,    /* ELF, exactly one */
	BUNDLE_CMDLINE = 2,   /* UTF-8 text without a terminator, at most one */
	BUNDLE_MODULE = 3,    /* an archive or image, handed to the kernel as a module */
	BUNDLE_MANIFEST = 4,  /* reserved */
	BUNDLE_SIGNATURE = 5, /* reserved */
	BUNDLE_HASH_TREE = 6, /* reserved */
};

enum bundle_part_flags {
	BUNDLE_PART_REQUIRED = 1u << 0, /* a reader that does not know the kind must refuse */
};

struct bundle_header {
	uint8_t magic[8];
	uint32_t format;
	uint32_t header_crc32c;
	uint64_t total_bytes;
	uint32_t machine; /* ELF e_machine of the kernel */
	uint32_t nr_parts;
	uint64_t sequence; /* reserved for updates: 0 */
	uint8_t reserved[88];
};

struct bundle_part {
	uint32_t kind;         /* enum bundle_kind */
	uint32_t flags;        /* enum bundle_part_flags */
	uint64_t offset_bytes; /* from the start of the bundle */
	uint64_t len_bytes;
	uint32_t crc32c;
	uint32_t reserved0;
	char name[64];         /* 0-terminated, UTF-8: the module's path as the kernel sees it */
	uint8_t reserved1[32]; /* a digest, later */
};

_Static_assert(sizeof(struct bundle_header) == 128, "layout of the header");
_Static_assert(sizeof(struct bundle_part) == 128, "layout of a part");
_Static_assert(sizeof(struct bundle_header) + BUNDLE_MAX_PARTS * sizeof(struct bundle_part) <=
                       BUNDLE_PAGE_BYTES,
               "the header fits its page");

#endif
