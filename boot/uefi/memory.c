/*
 * Memory: pages from the firmware while it works, and its map when it goes.
 *
 * ExitBootServices wants the key of the newest memory map, and everything that allocates makes a
 * new one. So the buffers are taken first, with room for what taking them adds; then map and exit
 * follow each other, again if the firmware's own work came between them [UEFI 7.4.6].
 */
#include <boot/uefi/uefi.h>

#include <boot/uefi/arch/arch.h>
#include <boot/uefi/convert.h>
#include <lib/base/math.h>
#include <lib/base/string.h>

enum {
	SPARE_DESCRIPTORS = 64,
	MAX_EXIT_TRIES = 16,
};

void *uefi_alloc(uint64_t len, uint64_t align)
{
	uint64_t slack = align > EFI_PAGE_BYTES ? align - EFI_PAGE_BYTES : 0;
	uint64_t address, bytes;

	if (!u64_add(len, slack + EFI_PAGE_BYTES - 1, &bytes) ||
	    uefi.boot->allocate_pages(EFI_ALLOCATE_ANY_PAGES, EFI_LOADER_DATA,
	                              (size_t)(bytes / EFI_PAGE_BYTES), &address) != 0)
		return NULL;
	return (void *)(uintptr_t)align_up(address, max_u64(align, EFI_PAGE_BYTES));
}

/* The firmware's map in fresh memory with room to grow; *map_bytes is the room. */
static void *alloc_map(size_t *map_bytes, size_t *descriptor_bytes)
{
	uint32_t version;
	size_t key;
	void *map;

	*map_bytes = 0;
	uefi.boot->get_memory_map(map_bytes, NULL, &key, descriptor_bytes, &version);
	*map_bytes += SPARE_DESCRIPTORS * *descriptor_bytes;
	map = uefi_alloc(*map_bytes, EFI_PAGE_BYTES);
	if (!map)
		sill_fail("no memory for the memory map (%zu bytes)", *map_bytes);
	return map;
}

uint64_t uefi_largest_free(void)
{
	struct efi_memory_descriptor descriptor;
	size_t map_bytes, descriptor_bytes, key;
	uint8_t *map = alloc_map(&map_bytes, &descriptor_bytes);
	uint64_t largest = 0;
	uint32_t version;

	if (uefi.boot->get_memory_map(&map_bytes, map, &key, &descriptor_bytes, &version) != 0)
		return 0;
	for (size_t at = 0; range_fits(at, descriptor_bytes, map_bytes); at += descriptor_bytes) {
		memcpy(&descriptor, map + at, sizeof(descriptor));
		if (descriptor.type == EFI_CONVENTIONAL_MEMORY)
			largest = max_u64(largest, descriptor.nr_pages * EFI_PAGE_BYTES);
	}
	return largest;
}

/* Leaves the firmware. Fills the map's size and shape. */
static void exit_boot_services(void *map, size_t room_bytes, struct firmware *fw)
{
	size_t map_bytes, descriptor_bytes, key;
	efi_status status;
	uint32_t version;

	for (int i = 0; i < MAX_EXIT_TRIES; i++) {
		map_bytes = room_bytes;
		status = uefi.boot->get_memory_map(&map_bytes, map, &key, &descriptor_bytes,
		                                   &version);
		if (status != 0)
			break;
		status = uefi.boot->exit_boot_services(uefi.image, key);
		if (status == 0) {
			fw->efi_memmap = (uint64_t)(uintptr_t)map;
			fw->efi_memmap_bytes = map_bytes;
			fw->efi_descriptor_bytes = descriptor_bytes;
			fw->efi_descriptor_version = version;
			return;
		}
	}
	sill_fail("the firmware does not let go of the machine: %s", uefi_error_text(status));
}

void uefi_take_over(struct firmware *fw)
{
	size_t room_bytes, descriptor_bytes, max_ranges;
	void *map = alloc_map(&room_bytes, &descriptor_bytes);

	max_ranges = room_bytes / descriptor_bytes + TABLES_MAX_RANGES;
	fw->ranges = uefi_alloc(max_ranges * sizeof(*fw->ranges), EFI_PAGE_BYTES);
	if (!fw->ranges)
		sill_fail("no memory for %zu ranges of memory", max_ranges);
	exit_boot_services(map, room_bytes, fw);
	arch_interrupts_off();
	uefi.boot = NULL;

	fw->nr_ranges = convert_memory_map(map, (size_t)fw->efi_memmap_bytes,
	                                   (size_t)fw->efi_descriptor_bytes, fw->ranges,
	                                   max_ranges - TABLES_MAX_RANGES);
	fw->nr_ranges += tables_ranges(fw, fw->ranges + fw->nr_ranges);
}
