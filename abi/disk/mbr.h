/*
 * The first sector of a disk that a BIOS starts, and the head of sill's second stage.
 *
 *   byte 0            424          432            436        440        446            510   512
 *   | stage 1's code  | stage2_lba | stage2_count | reserved | disk_id  | partitions   | 55aa |
 *                     '------ written by whoever makes the image ------'
 *
 * 1. The builder copies the first MBR_CODE_BYTES bytes of stage1.bin, puts stage2.bin into the GPT
 *    BIOS boot partition from its first block on, and writes where it lies: both numbers count the
 *    disk's own logical blocks, the count is stage2.bin's length rounded up to whole blocks.
 * 2. The partition table holds the protective entry of [UEFI 5.2.3]. Some BIOSes start a disk only
 *    if an entry is marked active (0x80); others do not mind.
 * 3. stage2.bin is a multiple of 512 bytes long and begins with struct stage2_header; its checksum
 *    covers total_bytes with the field itself as 0. Stage 1 checks the magic, stage 2 the rest.
 *
 * The macros serve the assembly of boot/bios; the assertions tie them to the structures.
 * Source: [UEFI 5.2.1], [UEFI 5.2.3].
 */
#ifndef ABI_DISK_MBR_H
#define ABI_DISK_MBR_H

#define MBR_BYTES               512
#define MBR_CODE_BYTES          424
#define MBR_STAGE2_LBA_OFFSET   424
#define MBR_STAGE2_COUNT_OFFSET 432
#define MBR_SIGNATURE           0xaa55 /* little endian: bytes 55 aa */

#define STAGE2_MAGIC        "SILLSTG2" /* 8 bytes, no terminator */
#define STAGE2_MAGIC_HEAD   0x4c4c4953 /* its first 4 as a number: what stage 1 looks at */
#define STAGE2_HEADER_BYTES 32
#define STAGE2_BYTES_OFFSET 8
#define STAGE2_CRC_OFFSET   12
#define STAGE2_MAX_BYTES    0x60000 /* what fits into low memory with its variables */

#ifndef __ASSEMBLER__

#include <stddef.h>
#include <stdint.h>

struct mbr_partition {
	uint8_t status; /* 0x80: active */
	uint8_t first_chs[3];
	uint8_t type; /* 0xee: protective */
	uint8_t last_chs[3];
	uint32_t first_lba;
	uint32_t nr_blocks;
} __attribute__((packed));

struct mbr {
	uint8_t code[MBR_CODE_BYTES];
	uint64_t stage2_lba;
	uint32_t stage2_count;
	uint32_t reserved0;
	uint32_t disk_id;
	uint16_t reserved1;
	struct mbr_partition partitions[4];
	uint16_t signature; /* MBR_SIGNATURE */
} __attribute__((packed));

struct stage2_header {
	uint8_t magic[8];
	uint32_t total_bytes;
	uint32_t crc32c;
	uint8_t reserved[16];
};

_Static_assert(sizeof(struct mbr_partition) == 16, "layout of a partition entry");
_Static_assert(sizeof(struct mbr) == MBR_BYTES, "layout of the first sector");
_Static_assert(offsetof(struct mbr, stage2_lba) == MBR_STAGE2_LBA_OFFSET, "known to stage 1");
_Static_assert(offsetof(struct mbr, stage2_count) == MBR_STAGE2_COUNT_OFFSET, "known to stage 1");
_Static_assert(offsetof(struct mbr, partitions) == 446, "as every BIOS expects");
_Static_assert(sizeof(struct stage2_header) == STAGE2_HEADER_BYTES, "the entry follows it");
_Static_assert(offsetof(struct stage2_header, total_bytes) == STAGE2_BYTES_OFFSET, "stage 2's");
_Static_assert(offsetof(struct stage2_header, crc32c) == STAGE2_CRC_OFFSET, "stage 2's check");

#endif

#endif
