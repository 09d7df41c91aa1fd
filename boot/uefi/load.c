/*
 * Where the bundle comes from. The nearest place wins, so that two disks with Lintel on them do not
 * start each other's system:
 *   1. what whoever started us hands over (an "initial ramdisk"),
 *   2. the bundle's partition on the disk we were started from,
 *   3. the file \lintel.bundle on the volume we were started from,
 *   4. the bundle's partition on any other disk.
 * A bundle that is found and damaged is an error, not a reason to look further.
 */
#include <boot/uefi/uefi.h>

#include <lib/base/math.h>

void load_reserve(struct firmware *fw, uint64_t len, uint64_t align)
{
	fw->bundle = uefi_alloc(len, max_u64(align, EFI_PAGE_BYTES));
	if (!fw->bundle)
		sill_fail("not enough memory: the bundle needs %ju KiB in one piece, the largest "
		          "free piece has %ju KiB",
		          len >> 10, uefi_largest_free() >> 10);
	fw->bundle_bytes = (size_t)len;
}

void load_bundle(struct firmware *fw)
{
	if (file_load_initrd(fw) || disk_load(DISK_OURS, fw) || file_load(fw))
		return;
	uefi_connect_all();
	if (disk_load(DISK_OTHER, fw))
		return;
	firmware_print("Looked for a partition of Lintel's type on every disk:\n");
	disk_print_seen();
	firmware_print("and for the file \\lintel.bundle on the volume this loader came from.\n");
	sill_fail(
		"no bundle found, so there is nothing to start; write a disk with ./lintel image");
}
