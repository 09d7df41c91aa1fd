/*
 * The disk that the BIOS started us from, read through INT 13h extensions [EDD3].
 */
#ifndef BOOT_BIOS_DISK_H
#define BOOT_BIOS_DISK_H

#include <stdint.h>

#include <lib/base/compiler.h>

struct disk {
	uint8_t drive;         /* the BIOS's number */
	uint32_t block_bytes;  /* a power of two, 512 to 4096 */
	uint32_t max_blocks;   /* of one call; shrinks when the BIOS chokes on long transfers */
	uint64_t nr_blocks;    /* 0: the BIOS does not know */
	uint64_t failed_block; /* of the last error: what was to be read, */
	uint8_t status;        /* and what the BIOS said */
};

/* Asks the BIOS about the drive. Fails with sill_fail if it has no extensions or absurd blocks. */
void disk_open(struct disk *disk, uint8_t drive);

/* Reads nr_blocks blocks from block on to a buffer anywhere below 4 GiB. Retries.
 * Errors: -EIO, with disk->failed_block and disk->status. */
MUST_CHECK int disk_read(struct disk *disk, uint64_t block, uint64_t nr_blocks, void *buffer);

#endif
