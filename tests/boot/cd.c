/*
 * cd IMAGE OUT: makes a CD from a disk image: the same stages and bundle on a medium with blocks of
 * 2048 bytes, which is the only one of that kind that SeaBIOS starts from. "No emulation" in
 * [ELTORITO] means that the BIOS loads the first block to 0x7c00 and reads the CD through INT 13h
 * as it is.
 *
 *   block 0    1       2         16           17            19        64        512       last
 *   | MBR    | GPT   | entries | ISO 9660   | boot record | catalog | stage 2 | bundle | GPT |
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <abi/disk/bundle.h>
#include <lib/base/math.h>
#include <tests/boot/disk_image.h>

#define CD_BYTES 2048u

enum {
	VOLUME_BLOCK = 16, /* [ECMA119 6.2.1] */
	BOOT_RECORD_BLOCK = 17,
	END_BLOCK = 18,
	CATALOG_BLOCK = 19,
	STAGE2_BLOCK = 64,
	SLOT_BLOCK = 512,
	TABLE_BLOCKS = 16, /* enough for the backup */
};

/* [ELTORITO 2.1], [ELTORITO 2.2] */
struct catalog {
	uint8_t header_id, platform;
	uint16_t reserved0;
	char maker[24];
	uint16_t checksum; /* makes the sum of the first 16 words 0 */
	uint16_t key;      /* 0xaa55 */
	uint8_t bootable;  /* 0x88 */
	uint8_t medium;    /* 0: no emulation */
	uint16_t segment;  /* 0: 0x7c0 */
	uint8_t system, reserved1;
	uint16_t nr_sectors; /* of 512 bytes */
	uint32_t first_block;
	uint8_t reserved2[20];
} __attribute__((packed));

_Static_assert(sizeof(struct catalog) == 64, "[ELTORITO 2.0]");

static void write_descriptors(uint8_t *cd)
{
	struct catalog catalog = {.header_id = 1,
	                          .key = 0xaa55,
	                          .bootable = 0x88,
	                          .nr_sectors = CD_BYTES / BLOCK_BYTES};
	uint32_t catalog_block = CATALOG_BLOCK;
	uint16_t word;

	for (size_t i = 0; i < 32; i += sizeof(word)) {
		memcpy(&word, (uint8_t *)&catalog + i, sizeof(word));
		if (i != offsetof(struct catalog, checksum))
			catalog.checksum = (uint16_t)(catalog.checksum - word);
	}
	memcpy(cd + VOLUME_BLOCK * CD_BYTES, "\1CD001\1", 7);
	memcpy(cd + BOOT_RECORD_BLOCK * CD_BYTES, "\0CD001\1EL TORITO SPECIFICATION", 30);
	memcpy(cd + BOOT_RECORD_BLOCK * CD_BYTES + 71, &catalog_block, sizeof(catalog_block));
	memcpy(cd + END_BLOCK * CD_BYTES, "\377CD001\1", 7);
	memcpy(cd + CATALOG_BLOCK * CD_BYTES, &catalog, sizeof(catalog));
}

/* The table of the CD; false if the parts do not fit. */
static bool write_table(uint8_t *cd, uint64_t nr_blocks, uint64_t slot_blocks)
{
	const struct gpt_partition slot = {
		.type = GPT_TYPE_SLOT, .first_lba = SLOT_BLOCK, .nr_blocks = slot_blocks};
	const struct gpt_layout layout = {.nr_blocks = nr_blocks,
	                                  .block_bytes = CD_BYTES,
	                                  .partitions = &slot,
	                                  .nr_partitions = 1};
	static const enum gpt_copy copies[] = {GPT_PRIMARY, GPT_BACKUP};
	uint8_t entries[GPT_ENTRIES_BYTES];

	if (gpt_fill_entries(&layout, entries) < 0)
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(copies); i++) {
		gpt_fill_header(&layout, entries, copies[i],
		                cd + gpt_header_lba(&layout, copies[i]) * CD_BYTES);
		memcpy(cd + gpt_entries_lba(&layout, copies[i]) * CD_BYTES, entries,
		       sizeof(entries));
	}
	return true;
}

static int make_cd(struct disk_image *image, const char *path)
{
	struct mbr mbr = *disk_image_mbr(image);
	const uint8_t *bundle = disk_image_at(image, image->slot.first_lba);
	size_t stage2_bytes = (size_t)mbr.stage2_count * BLOCK_BYTES;
	uint64_t slot_blocks, nr_blocks;
	struct bundle_header header;
	uint8_t *cd;
	int result = -1;

	memcpy(&header, bundle, sizeof(header));
	slot_blocks = header.total_bytes / CD_BYTES;
	nr_blocks = SLOT_BLOCK + slot_blocks + TABLE_BLOCKS;
	cd = calloc(nr_blocks, CD_BYTES);
	if (!cd || stage2_bytes > (SLOT_BLOCK - STAGE2_BLOCK) * CD_BYTES)
		goto out;
	memcpy(cd + STAGE2_BLOCK * CD_BYTES, disk_image_at(image, mbr.stage2_lba), stage2_bytes);
	memcpy(cd + SLOT_BLOCK * CD_BYTES, bundle, header.total_bytes);
	mbr.stage2_lba = STAGE2_BLOCK;
	mbr.stage2_count = (uint32_t)(align_up(stage2_bytes, CD_BYTES) / CD_BYTES);
	memcpy(cd, &mbr, sizeof(mbr));
	write_descriptors(cd);
	if (write_table(cd, nr_blocks, slot_blocks))
		result = disk_image_write(path, cd, nr_blocks * CD_BYTES);
out:
	free(cd);
	return result;
}

int main(int argc, char **argv)
{
	static struct disk_image image;
	int result;

	if (argc != 3) {
		fprintf(stderr, "use: cd IMAGE OUT\n");
		return 2;
	}
	if (disk_image_load(&image, argv[1]) < 0)
		return 1;
	result = make_cd(&image, argv[2]);
	if (result < 0)
		fprintf(stderr, "cd: %s could not be made\n", argv[2]);
	disk_image_unload(&image);
	return result < 0;
}
