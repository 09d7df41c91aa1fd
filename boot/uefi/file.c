/*
 * The bundle as a file: \lintel.bundle on the volume that this loader was started from, or the
 * "initial ramdisk" that whoever started us hands over (`qemu-system-aarch64 -kernel
 * BOOTAA64.EFI -initrd bundle` does, under AAVMF) through the protocol that Linux made customary
 * [LINUXEFI initrd]. In the latter case our load options are the kernel's extra command line.
 */
#include <boot/uefi/uefi.h>

#include <boot/core/machine.h>
#include <boot/uefi/convert.h>
#include <lib/base/math.h>
#include <lib/base/string.h>
#include <lib/format/bundle.h>

#define BUNDLE_FILE      L"\\lintel.bundle"
#define BUNDLE_FILE_NAME "\\lintel.bundle"
#define READ_BYTES       (4u << 20) /* per call: large, but not more than old firmware takes */

/* Reads exactly len bytes from where the file stands. */
static void read_file(struct efi_file *file, uint8_t *out, uint64_t len)
{
	efi_status status;
	size_t piece;

	for (uint64_t done = 0; done < len; done += piece) {
		piece = (size_t)min_u64(len - done, READ_BYTES);
		status = file->read(file, &piece, out + done);
		if (status != 0)
			sill_fail("cannot read " BUNDLE_FILE_NAME " after %ju bytes: %s", done,
			          uefi_error_text(status));
		if (piece == 0)
			sill_fail(BUNDLE_FILE_NAME " is cut short: %ju bytes are missing",
			          len - done);
	}
}

/* The open file, or null if there is none. */
static struct efi_file *open_bundle_file(void)
{
	static const struct efi_guid guid = EFI_SIMPLE_FILE_SYSTEM_GUID;
	struct efi_simple_file_system *volume = uefi_protocol(uefi.loaded->device, &guid);
	struct efi_file *root, *file;
	efi_status status;

	if (!volume || volume->open_volume(volume, &root) != 0)
		return NULL;
	status = root->open(root, &file, BUNDLE_FILE, EFI_FILE_MODE_READ, 0);
	root->close(root);
	if (status == EFI_ERROR_CODE(EFI_CODE_NOT_FOUND))
		return NULL;
	if (status != 0)
		sill_fail("cannot open " BUNDLE_FILE_NAME ": %s", uefi_error_text(status));
	return file;
}

bool file_load(struct firmware *fw)
{
	struct efi_file *file = open_bundle_file();
	uint64_t total_bytes;
	const char *why;
	uint8_t *page;

	if (!file)
		return false;
	page = uefi_alloc(BUNDLE_PAGE_BYTES, EFI_PAGE_BYTES);
	if (!page)
		sill_fail("no memory for one page");
	read_file(file, page, BUNDLE_PAGE_BYTES);
	if (bundle_probe(page, machine_crc32c, &total_bytes, &why) != 0)
		sill_fail(BUNDLE_FILE_NAME ": %s", why);
	load_reserve(fw, total_bytes, EFI_PAGE_BYTES);
	memcpy((void *)fw->bundle, page, BUNDLE_PAGE_BYTES);
	read_file(file, (uint8_t *)fw->bundle + BUNDLE_PAGE_BYTES, total_bytes - BUNDLE_PAGE_BYTES);
	file->close(file);
	return true;
}

/* Load options are text only by custom; QEMU and boot managers' entries keep to it. */
static const char *load_options(void)
{
	static char text[2048];

	if (!uefi.loaded->load_options)
		return NULL;
	convert_text(text, sizeof(text), uefi.loaded->load_options,
	             uefi.loaded->load_options_bytes / sizeof(efi_char16));
	return text;
}

bool file_load_initrd(struct firmware *fw)
{
	static const struct efi_guid guid = EFI_LOAD_FILE2_GUID;
	static const struct efi_vendor_path initrd = {
		.vendor = {EFI_PATH_MEDIA, EFI_PATH_MEDIA_VENDOR, {20, 0}},
		.guid = EFI_INITRD_MEDIA_GUID,
		.end = {EFI_PATH_END, EFI_PATH_END_ENTIRE, {4, 0}},
	};
	const struct efi_device_path *path = &initrd.vendor;
	struct efi_load_file2 *source;
	efi_status status;
	void *handle;
	size_t len = 0;

	if (uefi.boot->locate_device_path(&guid, &path, &handle) != 0)
		return false;
	source = uefi_protocol(handle, &guid);
	if (!source ||
	    source->load(source, path, 0, &len, NULL) != EFI_ERROR_CODE(EFI_CODE_BUFFER_TOO_SMALL))
		return false;
	load_reserve(fw, len, EFI_PAGE_BYTES);
	status = source->load(source, path, 0, &len, (void *)fw->bundle);
	if (status != 0)
		sill_fail("cannot read the bundle given as initial ramdisk: %s",
		          uefi_error_text(status));
	fw->extra_cmdline = load_options();
	return true;
}
