/*
 * The first page of the slot says how long the bundle is; that much is read, into the place where
 * it stays. Whether its parts are right is for sill_check to find out.
 */
#include <boot/bios/slot.h>

#include <abi/disk/gpt.h>
#include <boot/bios/memory.h>
#include <boot/core/firmware.h>
#include <lib/base/crc32c.h>
#include <lib/base/errno.h>
#include <lib/base/math.h>
#include <lib/format/bundle.h>
#include <lib/format/gpt.h>

#define AGAIN "make it again with ./lintel image"

enum { MAX_BLOCK_BYTES = 4096 };

/* The reader's view of a disk, and ours. */
struct slot_disk {
	struct gpt_disk gpt;
	struct disk *disk;
};

static uint8_t block_buffer[MAX_BLOCK_BYTES] ALIGNED(8);
static uint8_t header_page[BUNDLE_PAGE_BYTES] ALIGNED(8);

_Static_assert(BUNDLE_PAGE_BYTES % MAX_BLOCK_BYTES == 0, "a page is a number of blocks");

static void find_slot(struct disk *disk, struct gpt_partition *out);
static int read_block(struct gpt_disk *disk, uint64_t lba, void *block);
NORETURN static void fail_read(const struct disk *disk);

const void *slot_load_bundle(struct disk *disk, size_t *bundle_bytes)
{
	struct gpt_partition slot;
	uint64_t bytes = 0;
	uint64_t slot_bytes;
	const char *why = NULL;
	void *bundle;

	find_slot(disk, &slot);
	if (disk_read(disk, slot.first_lba, BUNDLE_PAGE_BYTES / disk->block_bytes, header_page) < 0)
		fail_read(disk);
	if (bundle_probe(header_page, crc32c, &bytes, &why) < 0)
		sill_fail("partition %u: %s; " AGAIN, slot.number, why);
	if (!u64_mul(slot.nr_blocks, disk->block_bytes, &slot_bytes) || bytes > slot_bytes)
		sill_fail("partition %u: the bundle is truncated: it has %llu KiB, there is room "
		          "for %llu KiB; " AGAIN,
		          slot.number, (unsigned long long)(bytes / 1024),
		          (unsigned long long)(slot.nr_blocks * disk->block_bytes / 1024));

	bundle = memory_map_take(bytes, "the bundle");
	if (disk_read(disk, slot.first_lba, bytes / disk->block_bytes, bundle) < 0)
		fail_read(disk);
	*bundle_bytes = (size_t)bytes;
	return bundle;
}

/* Finds the first slot on the disk; fails with a message if there is none. */
static void find_slot(struct disk *disk, struct gpt_partition *out)
{
	struct slot_disk view = {
		.gpt = {.read = read_block,
	                .nr_blocks = disk->nr_blocks != 0 ? disk->nr_blocks : UINT64_MAX,
	                .block_bytes = disk->block_bytes,
	                .block = block_buffer},
		.disk = disk,
	};
	const char *why = "it cannot be read";
	struct gpt gpt;
	int err = gpt_open(&gpt, &view.gpt, &why);

	if (err == -EIO)
		fail_read(disk);
	if (err < 0)
		sill_fail("disk %02xh: %s; " AGAIN, disk->drive, why);
	if (gpt.from_backup)
		sill_warn("the disk's partition table is damaged, its backup is used");

	err = gpt_find(&gpt, &GPT_TYPE_SLOT, out);
	if (err == -EIO)
		fail_read(disk);
	if (err == -ENOENT)
		sill_fail("disk %02xh has no partition with a bundle (type slot); " AGAIN,
		          disk->drive);
	if (err < 0)
		sill_fail("disk %02xh: a partition lies outside of the disk; " AGAIN, disk->drive);
}

static int read_block(struct gpt_disk *disk, uint64_t lba, void *block)
{
	struct slot_disk *view = CONTAINER_OF(disk, struct slot_disk, gpt);

	return disk_read(view->disk, lba, 1, block);
}

NORETURN static void fail_read(const struct disk *disk)
{
	sill_fail("disk %02xh: read error: LBA %llu, status %02xh; try another disk", disk->drive,
	          (unsigned long long)disk->failed_block, disk->status);
}
