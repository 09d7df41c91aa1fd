/*
 * damage IMAGE HOW: breaks a disk image (made by `lintel image`) in one way, in place, for tests of
 * the loaders' messages. The names of the ways and what they do: the table `ways`.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <abi/disk/bundle.h>
#include <abi/disk/gpt.h>
#include <abi/disk/mbr.h>
#include <lib/base/compiler.h>
#include <lib/format/gpt.h>
#include <tests/boot/disk_image.h>

struct way {
	const char *name;
	void (*damage)(struct disk_image *image);
};

static void damage_primary(struct disk_image *image)
{
	disk_image_at(image, 1)[offsetof(struct gpt_header, disk_id)] ^= 1;
}

static void damage_both(struct disk_image *image)
{
	damage_primary(image);
	disk_image_at(image, image->nr_blocks - 1)[offsetof(struct gpt_header, disk_id)] ^= 1;
}

static void remove_table(struct disk_image *image)
{
	memset(disk_image_at(image, 1), 0, BLOCK_BYTES);
	memset(disk_image_at(image, image->nr_blocks - 1), 0, BLOCK_BYTES);
}

/* Writes both tables again, with the slot as `slot` says; with nr_blocks 0 it is left out. */
static void write_table(struct disk_image *image, const struct gpt_partition *slot)
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
		                disk_image_at(image, gpt_header_lba(&layout, (enum gpt_copy)copy)));
		memcpy(disk_image_at(image, gpt_entries_lba(&layout, (enum gpt_copy)copy)), entries,
		       sizeof(entries));
	}
}

static void remove_slot(struct disk_image *image)
{
	image->slot.nr_blocks = 0;
	write_table(image, &image->slot);
}

static void shorten_slot(struct disk_image *image)
{
	image->slot.nr_blocks = 2 * BUNDLE_PAGE_BYTES / BLOCK_BYTES;
	write_table(image, &image->slot);
}

static void damage_bundle_header(struct disk_image *image)
{
	disk_image_at(image, image->slot.first_lba)[offsetof(struct bundle_header, sequence)] ^= 1;
}

static void remove_bundle(struct disk_image *image)
{
	memset(disk_image_at(image, image->slot.first_lba), 0, BUNDLE_PAGE_BYTES);
}

/* The first part loses everything behind its first page, as if writing had stopped there. */
static void cut_bundle(struct disk_image *image)
{
	uint8_t *bundle = disk_image_at(image, image->slot.first_lba);
	struct bundle_header header;

	memcpy(&header, bundle, sizeof(header));
	memset(bundle + 2 * BUNDLE_PAGE_BYTES, 0, header.total_bytes - 2 * BUNDLE_PAGE_BYTES);
}

static void damage_stage2(struct disk_image *image)
{
	disk_image_at(image, disk_image_mbr(image)->stage2_lba)[10 * BLOCK_BYTES] ^= 1;
}

static void remove_stage2(struct disk_image *image)
{
	memset(disk_image_at(image, disk_image_mbr(image)->stage2_lba), 0, BLOCK_BYTES);
}

static void misplace_stage2(struct disk_image *image)
{
	disk_image_mbr(image)->stage2_lba = image->nr_blocks + 1000;
}

static const struct way ways[] = {
	{"primary-table", damage_primary}, {"both-tables", damage_both},
	{"no-table", remove_table},        {"no-slot", remove_slot},
	{"short-slot", shorten_slot},      {"bundle-header", damage_bundle_header},
	{"no-bundle", remove_bundle},      {"cut-bundle", cut_bundle},
	{"stage2", damage_stage2},         {"no-stage2", remove_stage2},
	{"stage2-place", misplace_stage2},
};

int main(int argc, char **argv)
{
	static struct disk_image image;
	const struct way *way = NULL;
	int result;

	for (size_t i = 0; argc == 3 && i < ARRAY_SIZE(ways); i++) {
		if (strcmp(argv[2], ways[i].name) == 0)
			way = &ways[i];
	}
	if (!way) {
		fprintf(stderr, "use: damage IMAGE HOW\n");
		return 2;
	}
	if (disk_image_load(&image, argv[1]) < 0)
		return 1;
	way->damage(&image);
	result = disk_image_write(argv[1], image.bytes, image.nr_blocks * BLOCK_BYTES);
	disk_image_unload(&image);
	return result < 0;
}
