/*
 * The partition table's reader and writer.
 *
 * Reader: a table is trusted once its header's checksum, the header's numbers and the checksum of
 * all entries agree. If the primary table fails, the backup is tried: where the primary header
 * says, if only the entries are damaged, else at the disk's last block. After gpt_open
 * 1. the blocks of the entries lie on the disk and outside of the usable part;
 * 2. no entry crosses a block, so one block of memory is enough.
 *
 * The entries could change between gpt_open and gpt_next if the disk lies; gpt_next therefore
 * checks every entry's range by itself.
 *
 * A protective MBR is not asked for: some tools write another one, and the checksums say more.
 */
#include <lib/format/gpt.h>

#include <lib/base/crc32.h>
#include <lib/base/errno.h>
#include <lib/base/math.h>
#include <lib/base/string.h>

#define CRC_OFFSET        offsetof(struct gpt_header, header_crc32)
#define MAX_ENTRIES       1024u
#define PRIMARY_LBA       1u
#define TYPE_PROTECTIVE   0xee
#define MAX_MBR_NR_BLOCKS 0xffffffffu

static int fail(int error, const char **why, const char *sentence);
static bool block_size_known(uint32_t block_bytes);
static int read_block(struct gpt *gpt, uint64_t lba);
static int open_table(struct gpt *gpt, uint64_t lba, uint64_t *alternate_lba, const char **why);
static int check_header(const struct gpt *gpt, const struct gpt_header *header, uint64_t lba,
                        const char **why);
static int check_places(const struct gpt *gpt, const struct gpt_header *header, const char **why);
static uint32_t header_crc(const void *block, uint32_t header_bytes);
static int check_entries(struct gpt *gpt, uint32_t expected_crc, const char **why);
static bool partition_fits(const struct gpt_layout *layout, uint32_t index);

bool gpt_guid_equal(const struct gpt_guid *a, const struct gpt_guid *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

int gpt_open(struct gpt *gpt, struct gpt_disk *disk, const char **why)
{
	uint64_t backup_lba = disk->nr_blocks - 1;
	int primary_error, error;

	*gpt = (struct gpt){.disk = disk};
	if (!block_size_known(disk->block_bytes))
		return fail(-EINVAL, why, "the disk's blocks have a size that is not supported");
	if (disk->nr_blocks < 3)
		return fail(-EINVAL, why, "the disk is too small for a partition table");
	primary_error = open_table(gpt, PRIMARY_LBA, &backup_lba, why);
	if (primary_error == 0)
		return 0;
	gpt->from_backup = true;
	error = open_table(gpt, backup_lba, NULL, NULL);
	if (error == 0)
		return 0;
	/* No table in front and a broken one at the end is a broken table. */
	if (primary_error == -EINVAL && error != -EINVAL)
		return fail(error, why,
		            "the disk's partition table is damaged, and so is its backup");
	return primary_error;
}

int gpt_next(struct gpt *gpt, uint32_t *cursor, struct gpt_partition *out)
{
	static const struct gpt_guid free_type;

	while (*cursor < gpt->nr_entries) {
		uint64_t at = (uint64_t)*cursor * gpt->entry_bytes;
		struct gpt_entry entry;
		int error = read_block(gpt, gpt->entries_lba + at / gpt->disk->block_bytes);

		if (error != 0)
			return error;
		memcpy(&entry, (uint8_t *)gpt->disk->block + at % gpt->disk->block_bytes,
		       sizeof(entry));
		*cursor += 1;
		if (gpt_guid_equal(&entry.type, &free_type))
			continue;
		if (entry.first_lba < gpt->first_usable_lba || entry.first_lba > entry.last_lba ||
		    entry.last_lba > gpt->last_usable_lba)
			return -EBADMSG;
		*out = (struct gpt_partition){
			.type = entry.type,
			.id = entry.id,
			.first_lba = entry.first_lba,
			.nr_blocks = entry.last_lba - entry.first_lba + 1,
			.attributes = entry.attributes,
			.number = *cursor,
		};
		memcpy(out->name, entry.name, sizeof(out->name));
		return 1;
	}
	return 0;
}

int gpt_find(struct gpt *gpt, const struct gpt_guid *type, struct gpt_partition *out)
{
	struct gpt_partition partition;
	uint32_t cursor = 0;
	int more;

	for (more = gpt_next(gpt, &cursor, &partition); more > 0;
	     more = gpt_next(gpt, &cursor, &partition)) {
		if (gpt_guid_equal(&partition.type, type)) {
			*out = partition;
			return 0;
		}
	}
	return more < 0 ? more : -ENOENT;
}

uint64_t gpt_header_lba(const struct gpt_layout *layout, enum gpt_copy copy)
{
	return copy == GPT_PRIMARY ? PRIMARY_LBA : layout->nr_blocks - 1;
}

uint64_t gpt_entries_lba(const struct gpt_layout *layout, enum gpt_copy copy)
{
	return copy == GPT_PRIMARY ? PRIMARY_LBA + 1 : gpt_end_usable(layout);
}

uint64_t gpt_first_usable(const struct gpt_layout *layout)
{
	return PRIMARY_LBA + 1 + GPT_ENTRIES_BYTES / layout->block_bytes;
}

uint64_t gpt_end_usable(const struct gpt_layout *layout)
{
	return layout->nr_blocks - 1 - GPT_ENTRIES_BYTES / layout->block_bytes;
}

int gpt_fill_entries(const struct gpt_layout *layout, void *entries)
{
	static const struct gpt_guid free_type;

	if (!block_size_known(layout->block_bytes) || layout->nr_partitions > GPT_NR_ENTRIES ||
	    layout->nr_blocks <= 2 * gpt_first_usable(layout))
		return -EINVAL;
	for (uint32_t i = 0; i < layout->nr_partitions; i++) {
		if (gpt_guid_equal(&layout->partitions[i].type, &free_type) ||
		    !partition_fits(layout, i))
			return -EINVAL;
	}
	memset(entries, 0, GPT_ENTRIES_BYTES);
	for (uint32_t i = 0; i < layout->nr_partitions; i++) {
		const struct gpt_partition *p = &layout->partitions[i];
		struct gpt_entry entry = {
			.type = p->type,
			.id = p->id,
			.first_lba = p->first_lba,
			.last_lba = p->first_lba + p->nr_blocks - 1,
			.attributes = p->attributes,
		};

		memcpy(entry.name, p->name, sizeof(entry.name));
		memcpy((uint8_t *)entries + i * sizeof(entry), &entry, sizeof(entry));
	}
	return 0;
}

void gpt_fill_header(const struct gpt_layout *layout, const void *entries, enum gpt_copy copy,
                     void *block)
{
	struct gpt_header header = {
		.revision = GPT_REVISION,
		.header_bytes = GPT_HEADER_BYTES,
		.my_lba = gpt_header_lba(layout, copy),
		.alternate_lba =
			gpt_header_lba(layout, copy == GPT_PRIMARY ? GPT_BACKUP : GPT_PRIMARY),
		.first_usable_lba = gpt_first_usable(layout),
		.last_usable_lba = gpt_end_usable(layout) - 1,
		.disk_id = layout->disk_id,
		.entries_lba = gpt_entries_lba(layout, copy),
		.nr_entries = GPT_NR_ENTRIES,
		.entry_bytes = sizeof(struct gpt_entry),
		.entries_crc32 = crc32(0, entries, GPT_ENTRIES_BYTES),
	};

	memcpy(header.signature, GPT_SIGNATURE, sizeof(header.signature));
	header.header_crc32 = crc32(0, &header, GPT_HEADER_BYTES);
	memset(block, 0, layout->block_bytes);
	memcpy(block, &header, sizeof(header));
}

void gpt_fill_mbr(const struct gpt_layout *layout, struct mbr *mbr)
{
	memset(mbr->partitions, 0, sizeof(mbr->partitions));
	/* [UEFI 5.2.3] table 5-4: the whole disk; cylinders, heads and sectors are what they are
	 * told. */
	mbr->partitions[0] = (struct mbr_partition){
		.first_chs = {0x00, 0x02, 0x00},
		.type = TYPE_PROTECTIVE,
		.last_chs = {0xff, 0xff, 0xff},
		.first_lba = PRIMARY_LBA,
		.nr_blocks = (uint32_t)min_u64(layout->nr_blocks - 1, MAX_MBR_NR_BLOCKS),
	};
	mbr->signature = MBR_SIGNATURE;
}

void gpt_set_name(struct gpt_partition *partition, const char *text)
{
	memset(partition->name, 0, sizeof(partition->name));
	for (size_t i = 0; i < GPT_NAME_UNITS && text[i] != 0; i++)
		partition->name[i] = (uint8_t)text[i];
}

static int fail(int error, const char **why, const char *sentence)
{
	if (why != NULL)
		*why = sentence;
	return error;
}

static bool block_size_known(uint32_t block_bytes)
{
	return is_power_of_two(block_bytes) && block_bytes >= 512 && block_bytes <= 4096;
}

static int read_block(struct gpt *gpt, uint64_t lba)
{
	int error;

	if (gpt->cached_lba == lba)
		return 0;
	gpt->cached_lba = 0;
	error = gpt->disk->read(gpt->disk, lba, gpt->disk->block);
	if (error == 0)
		gpt->cached_lba = lba;
	return error;
}

/* Reads one copy. *alternate_lba (may be null) is set if the header says it and can be trusted. */
static int open_table(struct gpt *gpt, uint64_t lba, uint64_t *alternate_lba, const char **why)
{
	struct gpt_header header;
	int error = read_block(gpt, lba);

	if (error != 0)
		return fail(error, why, "the disk's partition table cannot be read");
	memcpy(&header, gpt->disk->block, sizeof(header));
	error = check_header(gpt, &header, lba, why);
	if (error != 0)
		return error;
	if (alternate_lba != NULL && header.alternate_lba > PRIMARY_LBA &&
	    header.alternate_lba < gpt->disk->nr_blocks)
		*alternate_lba = header.alternate_lba;
	gpt->entries_lba = header.entries_lba;
	gpt->first_usable_lba = header.first_usable_lba;
	gpt->last_usable_lba = header.last_usable_lba;
	gpt->nr_entries = header.nr_entries;
	gpt->entry_bytes = header.entry_bytes;
	gpt->disk_id = header.disk_id;
	return check_entries(gpt, header.entries_crc32, why);
}

/* The header's block is in disk->block, its fields are in *header. */
static int check_header(const struct gpt *gpt, const struct gpt_header *header, uint64_t lba,
                        const char **why)
{
	if (memcmp(header->signature, GPT_SIGNATURE, sizeof(header->signature)) != 0)
		return fail(-EINVAL, why, "the disk has no GUID partition table");
	if (header->header_bytes < GPT_HEADER_BYTES ||
	    header->header_bytes > gpt->disk->block_bytes ||
	    header->header_crc32 != header_crc(gpt->disk->block, header->header_bytes))
		return fail(
			-EBADMSG, why,
			"the disk's partition table is damaged: its header's checksum is wrong");
	if (header->revision >> 16 != GPT_REVISION >> 16 || header->nr_entries > MAX_ENTRIES ||
	    header->entry_bytes < sizeof(struct gpt_entry) ||
	    !is_power_of_two(header->entry_bytes) || header->entry_bytes > gpt->disk->block_bytes)
		return fail(-ENOTSUP, why, "the disk's partition table is of an unknown kind");
	if (header->my_lba != lba)
		return fail(-EBADMSG, why,
		            "the disk's partition table was written for another place");
	return check_places(gpt, header, why);
}

/* nr_entries and entry_bytes are known to be small. */
static int check_places(const struct gpt *gpt, const struct gpt_header *header, const char **why)
{
	uint64_t entries_bytes = (uint64_t)header->nr_entries * header->entry_bytes;
	uint64_t entries_blocks =
		align_up(entries_bytes, gpt->disk->block_bytes) / gpt->disk->block_bytes;

	if (header->first_usable_lba <= PRIMARY_LBA ||
	    header->first_usable_lba > header->last_usable_lba ||
	    header->last_usable_lba >= gpt->disk->nr_blocks)
		return fail(-EBADMSG, why, "the disk's partition table is for a bigger disk");
	if (header->entries_lba <= PRIMARY_LBA ||
	    !range_fits(header->entries_lba, entries_blocks, gpt->disk->nr_blocks) ||
	    (header->entries_lba + entries_blocks > header->first_usable_lba &&
	     header->entries_lba <= header->last_usable_lba))
		return fail(-EBADMSG, why, "the disk's partition table lies where it must not");
	return 0;
}

static uint32_t header_crc(const void *block, uint32_t header_bytes)
{
	static const uint8_t zero[sizeof(uint32_t)];
	size_t behind = CRC_OFFSET + sizeof(zero);
	uint32_t sum = crc32(0, block, CRC_OFFSET);

	sum = crc32(sum, zero, sizeof(zero));
	return crc32(sum, (const uint8_t *)block + behind, header_bytes - behind);
}

static int check_entries(struct gpt *gpt, uint32_t expected_crc, const char **why)
{
	uint64_t left = (uint64_t)gpt->nr_entries * gpt->entry_bytes;
	uint32_t sum = 0;

	for (uint64_t lba = gpt->entries_lba; left > 0; lba++) {
		size_t step = min_u64(left, gpt->disk->block_bytes);
		int error = read_block(gpt, lba);

		if (error != 0)
			return fail(error, why, "the disk's partition entries cannot be read");
		sum = crc32(sum, gpt->disk->block, step);
		left -= step;
	}
	if (sum != expected_crc)
		return fail(
			-EBADMSG, why,
			"the disk's partition table is damaged: its entries' checksum is wrong");
	return 0;
}

/* Is partition `index` in the usable part, and clear of those before it? */
static bool partition_fits(const struct gpt_layout *layout, uint32_t index)
{
	const struct gpt_partition *p = &layout->partitions[index];

	if (p->nr_blocks == 0 || p->first_lba < gpt_first_usable(layout) ||
	    !range_fits(p->first_lba, p->nr_blocks, gpt_end_usable(layout)))
		return false;
	for (uint32_t i = 0; i < index; i++) {
		const struct gpt_partition *other = &layout->partitions[i];

		if (p->first_lba < other->first_lba + other->nr_blocks &&
		    other->first_lba < p->first_lba + p->nr_blocks)
			return false;
	}
	return true;
}
