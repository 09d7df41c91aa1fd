/*
 * QEMU's fw_cfg device by memory-mapped registers [QEMU fw_cfg], for one file: "etc/memmap", in
 * which a LoongArch machine of QEMU 7.2 says what its device tree does not: where its memory is.
 *
 *   base + 0   data, a byte stream of the selected item
 *   base + 8   selector, 16 bits, big endian
 *   item 0x19  the directory: be32 count, then {be32 size, be16 item, be16 0, char name[56]}
 *   the file   {le64 base, le64 bytes, le32 type, le32 0}, type 1 is RAM [ACPI 15]
 */
#include <boot/direct/direct.h>

#include <lib/base/string.h>

#include "mmio.h"

#define FW_CFG_DATA      0
#define FW_CFG_SELECTOR  8
#define FW_CFG_SIGNATURE 0x00 /* reads "QEMU" */
#define FW_CFG_DIRECTORY 0x19
#define MAX_FILES        256u
#define MEMMAP_RAM       1u

struct directory_entry {
	uint32_t size_be;
	uint16_t item_be;
	uint16_t reserved;
	char name[56];
};

struct memmap_entry {
	uint64_t base;
	uint64_t len;
	uint32_t type;
	uint32_t reserved;
};

_Static_assert(sizeof(struct directory_entry) == 64, "[QEMU fw_cfg]");
_Static_assert(sizeof(struct memmap_entry) == 24, "[QEMU fw_cfg]");

static void select_item(uintptr_t device, uint16_t item)
{
	mmio_write16(device + FW_CFG_SELECTOR, __builtin_bswap16(item));
}

static void read_bytes(uintptr_t device, void *out, size_t len)
{
	for (uint8_t *byte = out; len > 0; len--)
		*byte++ = mmio_read8(device + FW_CFG_DATA);
}

/* Selects the file with this name and returns its length, 0 if there is none. */
static uint32_t open_file(uintptr_t device, const char *name)
{
	uint32_t nr_files;
	char signature[4];

	select_item(device, FW_CFG_SIGNATURE);
	read_bytes(device, signature, sizeof(signature));
	if (memcmp(signature, "QEMU", sizeof(signature)) != 0)
		return 0;
	select_item(device, FW_CFG_DIRECTORY);
	read_bytes(device, &nr_files, sizeof(nr_files));
	nr_files = __builtin_bswap32(nr_files);
	for (uint32_t i = 0; i < nr_files && i < MAX_FILES; i++) {
		struct directory_entry entry;

		read_bytes(device, &entry, sizeof(entry));
		if (strncmp(entry.name, name, sizeof(entry.name)) != 0)
			continue;
		select_item(device, __builtin_bswap16(entry.item_be));
		return __builtin_bswap32(entry.size_be);
	}
	return 0;
}

size_t fw_cfg_memory(const void *tree, struct tree_range *out, size_t max)
{
	struct tree_range range;
	uintptr_t device;
	size_t nr_ranges = 0;
	uint32_t left;

	if (tree_find_device(tree, "qemu,fw-cfg-mmio", 0, &range) != 0)
		return 0;
	device = direct_device(range.base);
	left = open_file(device, "etc/memmap");
	for (; left >= sizeof(struct memmap_entry) && nr_ranges < max;
	     left -= sizeof(struct memmap_entry)) {
		struct memmap_entry entry;

		read_bytes(device, &entry, sizeof(entry));
		if (entry.type == MEMMAP_RAM && entry.len <= UINT64_MAX - entry.base)
			out[nr_ranges++] = (struct tree_range){entry.base, entry.len};
	}
	return nr_ranges;
}
