/*
 * A disk image made by `lintel image`, whole in memory, with its slot found: for the programs of
 * this folder that change one. What goes wrong is said on stderr.
 */
#ifndef TESTS_BOOT_DISK_IMAGE_H
#define TESTS_BOOT_DISK_IMAGE_H

#include <stddef.h>
#include <stdint.h>

#include <abi/disk/mbr.h>
#include <lib/base/compiler.h>
#include <lib/format/gpt.h>

#define BLOCK_BYTES 512u

struct disk_image {
	struct gpt_disk disk; /* the reader's view of bytes */
	uint8_t *bytes;
	uint64_t nr_blocks;
	struct gpt gpt;
	struct gpt_partition slot;
	uint8_t block[BLOCK_BYTES] ALIGNED(8);
};

/* Reads the file. Must not be moved while it is in use. Errors: -1, said. */
MUST_CHECK int disk_image_load(struct disk_image *image, const char *path);

/* Writes len bytes. Errors: -1, said. */
MUST_CHECK int disk_image_write(const char *path, const uint8_t *bytes, size_t len);

void disk_image_unload(struct disk_image *image);

static inline uint8_t *disk_image_at(struct disk_image *image, uint64_t lba)
{
	return image->bytes + lba * BLOCK_BYTES;
}

static inline struct mbr *disk_image_mbr(struct disk_image *image)
{
	return (struct mbr *)(void *)image->bytes;
}

#endif
