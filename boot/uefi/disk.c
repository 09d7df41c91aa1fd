/*
 * The bundle's partition: found by its GPT type, read through the whole disk's block device.
 *
 * The firmware also gives every partition a block device of its own, but not every firmware says
 * what type it has; so we read the table ourselves, with the code that every front end uses. A disk
 * is ours if its device path is the beginning of the path that this loader came by.
 * Source: [UEFI 5.3], [UEFI 10.2], [UEFI 13.9].
 */
#include <boot/uefi/uefi.h>

#include <abi/disk/gpt.h>
#include <boot/core/machine.h>
#include <boot/uefi/convert.h>
#include <lib/base/errno.h>
#include <lib/base/fmt.h>
#include <lib/base/math.h>
#include <lib/base/string.h>
#include <lib/format/bundle.h>
#include <lib/format/gpt.h>

enum {
	READ_BYTES = 4 << 20, /* per call: large, but not more than old firmware takes */
	MAX_SEEN = 16,
	PATH_TEXT_BYTES = 120,
};

struct disk {
	struct gpt_disk gpt; /* first: the reader hands it back to read_one */
	struct efi_block_io *io;
	const struct efi_device_path *path; /* or null */
};

/* Why a disk was passed over, for the message when all were. */
struct seen {
	const struct efi_device_path *path;
	const char *why;
};
static struct seen seen[MAX_SEEN];
static size_t nr_seen;

static void remember(const struct disk *disk, const char *why)
{
	if (nr_seen < MAX_SEEN)
		seen[nr_seen++] = (struct seen){disk->path, why};
}

/* The path as people write it, "PciRoot(0x0)/Pci(0x3,0x0)". */
static void path_text(const struct efi_device_path *path, char out[PATH_TEXT_BYTES])
{
	static const struct efi_guid guid = EFI_DEVICE_PATH_TO_TEXT_GUID;
	struct efi_device_path_to_text *converter;
	efi_char16 *text = NULL;

	if (path && uefi.boot->locate_protocol(&guid, NULL, (void **)&converter) == 0)
		text = converter->path_to_text(path, 1, 1);
	str_copy(out, "a disk", PATH_TEXT_BYTES);
	if (text)
		convert_text(out, PATH_TEXT_BYTES, text, SIZE_MAX);
}

void disk_print_seen(void)
{
	char line[PATH_TEXT_BYTES + 80], path[PATH_TEXT_BYTES];

	if (nr_seen == 0)
		firmware_print("  the firmware shows no disk at all\n");
	for (size_t i = 0; i < nr_seen; i++) {
		path_text(seen[i].path, path);
		fmt_string(line, sizeof(line), "  %s: %s\n", path, seen[i].why);
		firmware_print(line);
	}
}

/* Reads whole blocks from first_block on. out is aligned as the device wants it. */
static efi_status read_blocks(const struct disk *disk, uint64_t first_block, uint64_t len,
                              uint8_t *out)
{
	const struct efi_block_media *media = disk->io->media;
	efi_status status = 0;
	uint64_t piece;

	for (uint64_t done = 0; done < len && status == 0; done += piece) {
		piece = min_u64(len - done, READ_BYTES);
		status = disk->io->read(disk->io, media->media_id,
		                        first_block + done / media->block_bytes, (size_t)piece,
		                        out + done);
	}
	return status;
}

/* Memory that the device can read into. */
static void *alloc_for(const struct disk *disk, uint64_t len)
{
	return uefi_alloc(len, max_u64(disk->io->media->io_align, EFI_PAGE_BYTES));
}

static int read_one(struct gpt_disk *gpt, uint64_t lba, void *block)
{
	struct disk *disk = CONTAINER_OF(gpt, struct disk, gpt);

	return read_blocks(disk, lba, gpt->block_bytes, block) == 0 ? 0 : -EIO;
}

/* Makes a disk of a handle's block device. False if that is a partition or holds no medium. */
static bool open_disk(void *handle, struct disk *disk)
{
	static const struct efi_guid block_io = EFI_BLOCK_IO_GUID;
	static const struct efi_guid device_path = EFI_DEVICE_PATH_GUID;
	const struct efi_block_media *media;

	disk->io = uefi_protocol(handle, &block_io);
	disk->path = uefi_protocol(handle, &device_path);
	if (!disk->io || disk->io->media->logical_partition || !disk->io->media->present)
		return false;
	media = disk->io->media;
	disk->gpt = (struct gpt_disk){.read = read_one,
	                              .nr_blocks = media->last_block + 1,
	                              .block_bytes = media->block_bytes};
	return true;
}

static bool is_ours(const struct disk *disk)
{
	static const struct efi_guid guid = EFI_DEVICE_PATH_GUID;
	const struct efi_device_path *our_path = uefi_protocol(uefi.loaded->device, &guid);

	return our_path && disk->path && convert_path_bytes(disk->path) != 0 &&
	       convert_path_starts_with(our_path, disk->path);
}

/* Finds the slot on a disk; says why not where there is none. */
static bool find_slot(struct disk *disk, struct gpt_partition *out)
{
	const struct gpt_guid type = GPT_TYPE_SLOT;
	const char *why = "it cannot be read";
	struct gpt gpt;
	int error;

	disk->gpt.block = alloc_for(disk, disk->gpt.block_bytes);
	if (!disk->gpt.block)
		sill_fail("no memory for one block of a disk");
	error = gpt_open(&gpt, &disk->gpt, &why);
	if (error == 0) {
		why = "no partition of Lintel's type";
		error = gpt_find(&gpt, &type, out);
		if (error != 0 && error != -ENOENT)
			why = "its partition table is damaged";
	}
	if (error != 0)
		remember(disk, error == -EIO ? "it cannot be read" : why);
	return error == 0;
}

/* Reads the bundle in a partition; every failure is final. */
static void read_bundle(const struct disk *disk, const struct gpt_partition *slot,
                        struct firmware *fw)
{
	uint64_t total_bytes, slot_bytes = slot->nr_blocks * disk->gpt.block_bytes;
	char path[PATH_TEXT_BYTES];
	efi_status status;
	const char *why;
	void *page;

	path_text(disk->path, path);
	page = alloc_for(disk, BUNDLE_PAGE_BYTES);
	if (!page)
		sill_fail("no memory for one page");
	if (slot_bytes < BUNDLE_PAGE_BYTES)
		sill_fail("partition %u of %s is too small for a bundle", slot->number, path);
	status = read_blocks(disk, slot->first_lba, BUNDLE_PAGE_BYTES, page);
	if (status != 0)
		sill_fail("cannot read partition %u of %s: %s", slot->number, path,
		          uefi_error_text(status));
	if (bundle_probe(page, machine_crc32c, &total_bytes, &why) != 0)
		sill_fail("partition %u of %s: %s", slot->number, path, why);
	if (total_bytes > slot_bytes)
		sill_fail("partition %u of %s is shorter than its bundle: %ju KiB of %ju KiB",
		          slot->number, path, slot_bytes >> 10, total_bytes >> 10);
	load_reserve(fw, total_bytes, disk->io->media->io_align);
	status = read_blocks(disk, slot->first_lba, total_bytes, (uint8_t *)(uintptr_t)fw->bundle);
	if (status != 0)
		sill_fail("cannot read the bundle in partition %u of %s: %s", slot->number, path,
		          uefi_error_text(status));
}

bool disk_load(enum disk_choice choice, struct firmware *fw)
{
	static const struct efi_guid block_io = EFI_BLOCK_IO_GUID;
	struct gpt_partition slot;
	struct disk disk;
	void **handles;
	size_t nr;

	handles = uefi_handles(&block_io, &nr);
	for (size_t i = 0; i < nr; i++) {
		if (!open_disk(handles[i], &disk) || is_ours(&disk) != (choice == DISK_OURS) ||
		    !find_slot(&disk, &slot))
			continue;
		read_bundle(&disk, &slot, fw);
		return true;
	}
	return false;
}
