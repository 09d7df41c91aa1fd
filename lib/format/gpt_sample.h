/*
 * A disk in memory with a partition table that lib/format/gpt.c has written: what the unit test
 * damages and the fuzz target starts from.
 */
#ifndef LIB_FORMAT_GPT_SAMPLE_H
#define LIB_FORMAT_GPT_SAMPLE_H

#include <lib/base/crc32.h>
#include <lib/base/errno.h>
#include <lib/base/string.h>
#include <lib/format/gpt.h>

#define SAMPLE_NR_PARTITIONS 3

struct gpt_sample {
	struct gpt_disk disk;
	uint8_t *bytes;   /* the whole disk */
	uint64_t bad_lba; /* reading it fails; 0: none does */
	uint64_t block[512];
};

static inline int gpt_sample_read(struct gpt_disk *disk, uint64_t lba, void *block)
{
	struct gpt_sample *s = CONTAINER_OF(disk, struct gpt_sample, disk);

	if (lba >= disk->nr_blocks)
		__builtin_trap(); /* the reader promises not to */
	if (s->bad_lba != 0 && lba == s->bad_lba)
		return -EIO;
	memcpy(block, s->bytes + lba * disk->block_bytes, disk->block_bytes);
	return 0;
}

static inline struct gpt_header *gpt_sample_header(struct gpt_sample *s, enum gpt_copy copy)
{
	uint64_t lba = copy == GPT_PRIMARY ? 1 : s->disk.nr_blocks - 1;

	return (struct gpt_header *)(s->bytes + lba * s->disk.block_bytes);
}

/* Makes a header's checksum right again, if it says a length that there is. */
static inline void gpt_sample_seal(struct gpt_sample *s, enum gpt_copy copy)
{
	struct gpt_header *header = gpt_sample_header(s, copy);

	header->header_crc32 = 0;
	if (header->header_bytes <= s->disk.block_bytes)
		header->header_crc32 = crc32(0, header, header->header_bytes);
}

static inline void gpt_sample_partitions(struct gpt_partition partitions[SAMPLE_NR_PARTITIONS],
                                         uint64_t first)
{
	memset(partitions, 0, SAMPLE_NR_PARTITIONS * sizeof(partitions[0]));
	partitions[0].type = GPT_TYPE_ESP;
	partitions[1].type = GPT_TYPE_BIOS_BOOT;
	partitions[2].type = GPT_TYPE_SLOT;
	for (unsigned i = 0; i < SAMPLE_NR_PARTITIONS; i++) {
		partitions[i].id.a = 0x1000 + i;
		partitions[i].first_lba = first + 10 * i;
		partitions[i].nr_blocks = 10 - i;
		partitions[i].attributes = i;
	}
	gpt_set_name(&partitions[0], "EFI system");
	gpt_set_name(&partitions[2], "a name that is longer than thirty-six characters");
}

/* Writes the table as the image builder does, to bytes: the whole disk, all zero. */
static inline int gpt_sample_init(struct gpt_sample *s, void *bytes, uint64_t nr_blocks,
                                  uint32_t block_bytes)
{
	struct gpt_partition partitions[SAMPLE_NR_PARTITIONS];
	struct gpt_layout layout = {
		.nr_blocks = nr_blocks,
		.block_bytes = block_bytes,
		.disk_id = {.a = 0xd15c},
		.partitions = partitions,
		.nr_partitions = SAMPLE_NR_PARTITIONS,
	};
	uint8_t entries[GPT_ENTRIES_BYTES];
	int error;

	memset(s, 0, sizeof(*s));
	s->disk = (struct gpt_disk){gpt_sample_read, nr_blocks, block_bytes, s->block};
	gpt_sample_partitions(partitions, gpt_first_usable(&layout));
	error = gpt_fill_entries(&layout, entries);
	if (error != 0)
		return error;
	s->bytes = bytes;
	gpt_fill_mbr(&layout, (struct mbr *)s->bytes);
	for (enum gpt_copy copy = GPT_PRIMARY; copy <= GPT_BACKUP; copy++) {
		gpt_fill_header(&layout, entries, copy, gpt_sample_header(s, copy));
		memcpy(s->bytes + gpt_entries_lba(&layout, copy) * block_bytes, entries,
		       sizeof(entries));
	}
	return 0;
}

#endif
