/*
 * damage IMAGE HOW: breaks a disk image (made by `lintel image`) in one way, in place, for tests of
 * the loaders' messages. The names of the ways and what they do: the table `ways`.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <abi/disk/bundle.h>
#include <abi/disk/gpt.h>
#include <abi/disk/mbr.h>
#include <lib/base/compiler.h>
#include <lib/format/gpt.h>

#define BLOCK_BYTES 512u

struct image {
	struct gpt_disk disk; /* the reader's view of bytes */
	uint8_t *bytes;
	uint64_t nr_blocks;
	struct gpt gpt;
	struct gpt_partition slot;
	uint8_t block[BLOCK_BYTES] ALIGNED(8);
};

struct way {
	const char *name;
	void (*damage)(struct image *image);
};

static uint8_t *block_at(struct image *image, uint64_t lba)
{
	return image->bytes + lba * BLOCK_BYTES;
}

static int read_block(struct gpt_disk *disk, uint64_t lba, void *block)
{
	struct image *image = CONTAINER_OF(disk, struct image, disk);

	memcpy(block, block_at(image, lba), BLOCK_BYTES);
	return 0;
}

static void damage_primary(struct image *image)
{
	block_at(image, 1)[offsetof(struct gpt_header, disk_id)] ^= 1;
}

static void damage_both(struct image *image)
{
	damage_primary(image);
	block_at(image, image->nr_blocks - 1)[offsetof(struct gpt_header, disk_id)] ^= 1;
}

static void remove_table(struct image *image)
{
	memset(block_at(image, 1), 0, BLOCK_BYTES);
	memset(block_at(image, image->nr_blocks - 1), 0, BLOCK_BYTES);
}

/* Writes both tables again, with the slot as `slot` says; with nr_blocks 0 it is left out. */
static void write_table(struct image *image, const struct gpt_partition *slot)
{
	struct gpt_partition partitions[GPT_NR_ENTRIES];
	uint8_t entries[GPT_ENTRIES_BYTES];
	struct gpt_layout layout = {
		.nr_blocks = image->nr_blocks,
		.block_bytes = BLOCK_BYTES,
		.disk_id = image->gpt.disk_id,
		.partitions = partitions,
	};
	uint32_t cursor = 0;

	while (gpt_next(&image->gpt, &cursor, &partitions[layout.nr_partitions]) > 0) {
		struct gpt_partition *partition = &partitions[layout.nr_partitions];

		if (partition->number == slot->number)
			*partition = *slot;
		if (partition->nr_blocks != 0)
			layout.nr_partitions++;
	}
	if (gpt_fill_entries(&layout, entries) < 0) {
		fprintf(stderr, "damage: the new table is wrong\n");
		exit(1);
	}
	for (int copy = GPT_PRIMARY; copy <= GPT_BACKUP; copy++) {
		gpt_fill_header(&layout, entries, (enum gpt_copy)copy,
		                block_at(image, gpt_header_lba(&layout, (enum gpt_copy)copy)));
		memcpy(block_at(image, gpt_entries_lba(&layout, (enum gpt_copy)copy)), entries,
		       sizeof(entries));
	}
}

static void remove_slot(struct image *image)
{
	image->slot.nr_blocks = 0;
	write_table(image, &image->slot);
}

static void shorten_slot(struct image *image)
{
	image->slot.nr_blocks = 2 * BUNDLE_PAGE_BYTES / BLOCK_BYTES;
	write_table(image, &image->slot);
}

static void damage_bundle_header(struct image *image)
{
	block_at(image, image->slot.first_lba)[offsetof(struct bundle_header, sequence)] ^= 1;
}

static void remove_bundle(struct image *image)
{
	memset(block_at(image, image->slot.first_lba), 0, BUNDLE_PAGE_BYTES);
}

/* The first part loses everything behind its first page, as if writing had stopped there. */
static void cut_bundle(struct image *image)
{
	uint8_t *bundle = block_at(image, image->slot.first_lba);
	struct bundle_header header;

	memcpy(&header, bundle, sizeof(header));
	memset(bundle + 2 * BUNDLE_PAGE_BYTES, 0, header.total_bytes - 2 * BUNDLE_PAGE_BYTES);
}

static struct mbr *mbr_of(struct image *image)
{
	return (struct mbr *)(void *)image->bytes;
}

static void damage_stage2(struct image *image)
{
	block_at(image, mbr_of(image)->stage2_lba)[10 * BLOCK_BYTES] ^= 1;
}

static void remove_stage2(struct image *image)
{
	memset(block_at(image, mbr_of(image)->stage2_lba), 0, BLOCK_BYTES);
}

static void misplace_stage2(struct image *image)
{
	mbr_of(image)->stage2_lba = image->nr_blocks + 1000;
}

static const struct way ways[] = {
	{"primary-table", damage_primary}, {"both-tables", damage_both},
	{"no-table", remove_table},        {"no-slot", remove_slot},
	{"short-slot", shorten_slot},      {"bundle-header", damage_bundle_header},
	{"no-bundle", remove_bundle},      {"cut-bundle", cut_bundle},
	{"stage2", damage_stage2},         {"no-stage2", remove_stage2},
	{"stage2-place", misplace_stage2},
};

static int open_image(struct image *image, FILE *file)
{
	const char *why = "it cannot be read";
	long len;

	if (fseek(file, 0, SEEK_END) != 0)
		return -1;
	len = ftell(file);
	if (len < (long)BLOCK_BYTES || fseek(file, 0, SEEK_SET) != 0)
		return -1;
	image->bytes = malloc((size_t)len);
	if (!image->bytes || fread(image->bytes, 1, (size_t)len, file) != (size_t)len)
		return -1;
	image->nr_blocks = (uint64_t)len / BLOCK_BYTES;
	image->disk = (struct gpt_disk){.read = read_block,
	                                .nr_blocks = image->nr_blocks,
	                                .block_bytes = BLOCK_BYTES,
	                                .block = image->block};
	if (gpt_open(&image->gpt, &image->disk, &why) < 0 ||
	    gpt_find(&image->gpt, &GPT_TYPE_SLOT, &image->slot) < 0) {
		fprintf(stderr, "damage: expected an image with a slot: %s\n", why);
		return -1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	static struct image image;
	const struct way *way = NULL;
	size_t len;
	FILE *file;

	for (size_t i = 0; argc == 3 && i < ARRAY_SIZE(ways); i++) {
		if (strcmp(argv[2], ways[i].name) == 0)
			way = &ways[i];
	}
	if (!way) {
		fprintf(stderr, "use: damage IMAGE HOW\n");
		return 2;
	}
	file = fopen(argv[1], "r+b");
	if (!file || open_image(&image, file) < 0) {
		fprintf(stderr, "damage: %s cannot be used\n", argv[1]);
		return 1;
	}
	way->damage(&image);
	len = image.nr_blocks * BLOCK_BYTES;
	rewind(file);
	if (fwrite(image.bytes, 1, len, file) != len || fclose(file) != 0) {
		fprintf(stderr, "damage: %s cannot be written\n", argv[1]);
		return 1;
	}
	free(image.bytes);
	return 0;
}
