/*
 * The disk image with our own loader:
 *
 *   MBR with stage 1 | GPT | ESP | BIOS boot: stage 2 | slot: the bundle | backup GPT
 *
 * Partitions begin at multiples of 1 MiB. The loaders find the slot by its type (abi/disk/gpt.h),
 * so the ESP holds nothing but the UEFI program. An image for a machine without a BIOS has no BIOS
 * boot partition and an MBR without code. With fixed identities the same build gives the same
 * bytes.
 */
#include "image.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include <abi/disk/gpt.h>
#include <abi/disk/mbr.h>
#include <lib/base/compiler.h>
#include <lib/base/math.h>
#include <lib/format/gpt.h>

#include "bundle.h"
#include "command.h"
#include "esp.h"
#include "file.h"
#include "iso.h"
#include "process.h"
#include "say.h"

#define BLOCK_BYTES 512u
#define MIB         (1024ull * 1024ull)

/* The first part of every fixed identity; the last bytes count. */
#define FIXED_GUID(n) ((struct gpt_guid){0x4c494e54, 0x454c, 0x4449, {0x80, 0, 0, 0, 0, 0, 0, (n)}})

enum part { PART_ESP, PART_BIOS, PART_SLOT, NR_PARTS };

/* What goes into the image, before it has a place. */
struct contents {
	struct text mbr; /* stage 1, or empty */
	struct text parts[NR_PARTS];
};

static void contents_fini(struct contents *contents)
{
	text_fini(&contents->mbr);
	for (int i = 0; i < NR_PARTS; i++)
		text_fini(&contents->parts[i]);
}

static int read_built(enum arch arch, const char *name, struct text *out)
{
	char *path = text_format("build/%s/%s", arch_names[arch], name);
	int result = file_read(path, out);

	free(path);
	return result;
}

static int read_bundle(const struct image_request *request, struct text *out)
{
	char *path;
	int result;

	if (request->bundle)
		return file_read(request->bundle, out);
	path = text_format("%s/bundle", process_work_folder());
	result = bundle_make(&(struct bundle_request){
		.arch = request->arch, .path = path, .cmdline = request->cmdline});
	if (!result)
		result = file_read(path, out);
	free(path);
	return result;
}

static int gather(const struct image_request *request, struct contents *out)
{
	char *loader = text_format("build/%s/%s", arch_names[request->arch],
	                           esp_loader_names[request->arch]);
	const struct esp_file file = {
		.from = loader, .folder = "EFI/BOOT", .name = esp_loader_names[request->arch]};
	int result = esp_make(&file, 1, &out->parts[PART_ESP]);

	free(loader);
	if (!result && request->arch == ARCH_X86_64)
		result = read_built(request->arch, "stage1.bin", &out->mbr);
	if (!result && request->arch == ARCH_X86_64)
		result = read_built(request->arch, "stage2.bin", &out->parts[PART_BIOS]);
	if (!result)
		result = read_bundle(request, &out->parts[PART_SLOT]);
	return result;
}

static struct gpt_guid make_guid(const struct image_request *request, uint8_t number)
{
	struct gpt_guid guid = FIXED_GUID(number);

	if (!request->random_guids)
		return guid;
	if (getrandom(&guid, sizeof(guid), 0) != sizeof(guid))
		say_and_die("the system gave no random numbers: %s", strerror(errno));
	guid.c = (uint16_t)((guid.c & 0x0fff) | 0x4000); /* version 4 [RFC9562 5.4] */
	guid.d[0] = (uint8_t)((guid.d[0] & 0x3f) | 0x80);
	return guid;
}

/* Gives every part that has bytes a partition. Returns how many. */
static uint32_t place(const struct image_request *request, const struct contents *contents,
                      uint64_t *end_bytes, struct gpt_partition *out)
{
	static const struct gpt_guid types[NR_PARTS] = {
		[PART_ESP] = GPT_TYPE_ESP,
		[PART_BIOS] = GPT_TYPE_BIOS_BOOT,
		[PART_SLOT] = GPT_TYPE_SLOT,
	};
	static const char *const names[NR_PARTS] = {
		[PART_ESP] = "esp",
		[PART_BIOS] = "bios",
		[PART_SLOT] = "slot-a",
	};
	uint64_t next_bytes = MIB;
	uint32_t count = 0;

	for (int i = 0; i < NR_PARTS; i++) {
		size_t len = contents->parts[i].len;

		if (!len)
			continue;
		out[count] = (struct gpt_partition){
			.type = types[i],
			.id = make_guid(request, (uint8_t)(i + 1)),
			.first_lba = next_bytes / BLOCK_BYTES,
			.nr_blocks = align_up(len, MIB) / BLOCK_BYTES,
		};
		gpt_set_name(&out[count], names[i]);
		next_bytes += align_up(len, MIB);
		count++;
	}
	*end_bytes = next_bytes;
	return count;
}

static void copy_parts(const struct contents *contents, const struct gpt_layout *layout,
                       char *image)
{
	const struct gpt_partition *partition = layout->partitions;

	for (int i = 0; i < NR_PARTS; i++) {
		if (!contents->parts[i].len)
			continue;
		memcpy(image + partition->first_lba * BLOCK_BYTES, contents->parts[i].bytes,
		       contents->parts[i].len);
		partition++;
	}
}

static void write_mbr(const struct contents *contents, const struct gpt_layout *layout, char *image)
{
	struct mbr mbr = {0};

	memcpy(mbr.code, contents->mbr.bytes ? contents->mbr.bytes : "",
	       min_u64(contents->mbr.len, sizeof(mbr.code)));
	if (contents->parts[PART_BIOS].len) {
		mbr.stage2_lba = layout->partitions[PART_BIOS].first_lba;
		mbr.stage2_count =
			(uint32_t)(align_up(contents->parts[PART_BIOS].len, BLOCK_BYTES) /
		                   BLOCK_BYTES);
	}
	gpt_fill_mbr(layout, &mbr);
	memcpy(image, &mbr, sizeof(mbr));
}

static int write_table(const struct gpt_layout *layout, char *image)
{
	static const enum gpt_copy copies[] = {GPT_PRIMARY, GPT_BACKUP};
	char *entries = image + gpt_entries_lba(layout, GPT_PRIMARY) * BLOCK_BYTES;
	int result = gpt_fill_entries(layout, entries);

	if (result) {
		say("the partitions do not fit the image (error %d): a larger --size may help",
		    -result);
		return result;
	}
	memcpy(image + gpt_entries_lba(layout, GPT_BACKUP) * BLOCK_BYTES, entries,
	       GPT_ENTRIES_BYTES);
	for (size_t i = 0; i < ARRAY_SIZE(copies); i++)
		gpt_fill_header(layout, entries, copies[i],
		                image + gpt_header_lba(layout, copies[i]) * BLOCK_BYTES);
	return 0;
}

int image_make(const struct image_request *request)
{
	struct contents contents = {0};
	struct gpt_partition partitions[NR_PARTS];
	struct gpt_layout layout = {.block_bytes = BLOCK_BYTES,
	                            .disk_id = make_guid(request, 0),
	                            .partitions = partitions};
	uint64_t bytes;
	char *image = NULL;
	int result = gather(request, &contents);

	if (result)
		goto out;
	layout.nr_partitions = place(request, &contents, &bytes, partitions);
	bytes += MIB; /* the backup table */
	if (request->size_bytes && request->size_bytes < bytes) {
		say("--size must be %lluM at least for what is in the image, found %lluM",
		    (unsigned long long)(bytes / MIB),
		    (unsigned long long)(request->size_bytes / MIB));
		result = -ENOSPC;
		goto out;
	}
	bytes = max_u64(bytes, request->size_bytes);
	layout.nr_blocks = bytes / BLOCK_BYTES;
	image = bytes ? calloc(1, bytes) : NULL;
	if (!image)
		say_and_die("out of memory for an image of %llu bytes", (unsigned long long)bytes);
	result = write_table(&layout, image);
	if (!result) {
		write_mbr(&contents, &layout, image);
		copy_parts(&contents, &layout, image);
		result = file_write(request->path, image, bytes);
	}
	free(image);
out:
	contents_fini(&contents);
	return result;
}

int image_command(const struct settings *settings)
{
	const struct image_request request = {.arch = (enum arch)settings->arch,
	                                      .path = settings->out,
	                                      .bundle = settings->bundle,
	                                      .cmdline = settings->cmdline,
	                                      .size_bytes = settings->size_bytes,
	                                      .random_guids = settings->random_guids};
	int result;

	if (settings->bundle && (settings->limine || settings->cmdline))
		return say_usage(
			"--bundle brings its own kernel and command line: without --limine "
			"and --cmdline");
	if (!settings->out)
		return say_usage("image needs a file to write: lintel image -o disk.img");
	if (!esp_loader_names[request.arch])
		return say_usage(
			"an image is for x86_64 or aarch64, found --arch %s: its loader for "
			"disks comes later",
			arch_names[request.arch]);
	if (settings->limine && (settings->size_bytes || settings->random_guids))
		return say_usage("--limine makes an ISO image, which has neither --size nor "
		                 "--random-guids: leave them away");
	if (process_make(request.arch, settings->limine ? "kernel" : "bundle sill"))
		return STATUS_NOT_STARTED;
	result = settings->limine ? iso_make_limine(&request, settings->limine)
	                          : image_make(&request);
	if (!result && settings->limine)
		say("%s boots with Limine as a CD (BIOS, UEFI) and as a disk or stick (UEFI only)",
		    request.path);
	return result ? STATUS_NOT_STARTED : STATUS_OK;
}
