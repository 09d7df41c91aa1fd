/*
 * What the firmware says about the machine: ACPI, SMBIOS, device tree, clock.
 *
 * Tables are handed over where they lie, but for the device tree: firmware keeps it in memory that
 * becomes usable [UEFI 4.6], so it is copied.
 */
#include <boot/uefi/uefi.h>

#include <boot/uefi/arch/arch.h>
#include <boot/uefi/convert.h>
#include <lib/base/string.h>

#define DTB_MAGIC 0xd00dfeedu /* [DT 5.2] */

enum {
	/* [SMBIOS 5.2.1], [SMBIOS 5.2.2] */
	SMBIOS32_BYTES = 31,
	SMBIOS32_TABLE_LEN = 22,
	SMBIOS32_TABLE = 24,
	SMBIOS64_BYTES = 24,
	SMBIOS64_TABLE_LEN = 12,
	SMBIOS64_TABLE = 16,
};

static uint64_t find(struct efi_guid guid)
{
	return (uint64_t)(uintptr_t)uefi_table(&guid);
}

uint64_t tables_find_rsdp(void)
{
	uint64_t rsdp = find((struct efi_guid)EFI_ACPI_20_TABLE_GUID);

	return rsdp ? rsdp : find((struct efi_guid)EFI_ACPI_10_TABLE_GUID);
}

const void *tables_find_tree(void)
{
	return uefi_table(&(struct efi_guid)EFI_DTB_TABLE_GUID);
}

static uint32_t big_endian32(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
	       bytes[3];
}

/* The address of a tree for the kernel, 0 if there is none. */
static uint64_t copy_tree(const uint8_t *tree)
{
	uint32_t len;
	void *copy;

	if (!tree || big_endian32(tree) != DTB_MAGIC)
		return 0;
	len = big_endian32(tree + 4);
	copy = uefi_alloc(len, EFI_PAGE_BYTES);
	if (!copy)
		sill_fail("no memory for a copy of the device tree (%u bytes)", len);
	memcpy(copy, tree, len);
	return arch_prepare_tree(copy) ? (uint64_t)(uintptr_t)copy : 0;
}

void tables_find(struct firmware *fw)
{
	struct efi_time time;

	fw->rsdp = tables_find_rsdp();
	fw->smbios32 = find((struct efi_guid)EFI_SMBIOS_TABLE_GUID);
	fw->smbios64 = find((struct efi_guid)EFI_SMBIOS3_TABLE_GUID);
	fw->dtb = copy_tree(tables_find_tree());
	fw->efi_system_table = (uint64_t)(uintptr_t)uefi.system;
	if (uefi.system->runtime->get_time(&time, NULL) == 0)
		fw->date_at_boot = convert_time(&time);
}

size_t tables_ranges(const struct firmware *fw, struct firmware_range *out)
{
	const uint8_t *entry;
	uint64_t table64 = 0;
	uint32_t table32 = 0, len = 0;
	uint16_t len16 = 0;
	size_t nr = 0;

	if (fw->smbios32) {
		entry = (const void *)(uintptr_t)fw->smbios32;
		memcpy(&len16, entry + SMBIOS32_TABLE_LEN, sizeof(len16));
		memcpy(&table32, entry + SMBIOS32_TABLE, sizeof(table32));
		out[nr++] = (struct firmware_range){fw->smbios32, SMBIOS32_BYTES,
		                                    LIMINE_MEMMAP_RESERVED_MAPPED};
		out[nr++] = (struct firmware_range){table32, len16, LIMINE_MEMMAP_RESERVED_MAPPED};
	}
	if (fw->smbios64) {
		entry = (const void *)(uintptr_t)fw->smbios64;
		memcpy(&len, entry + SMBIOS64_TABLE_LEN, sizeof(len));
		memcpy(&table64, entry + SMBIOS64_TABLE, sizeof(table64));
		out[nr++] = (struct firmware_range){fw->smbios64, SMBIOS64_BYTES,
		                                    LIMINE_MEMMAP_RESERVED_MAPPED};
		out[nr++] = (struct firmware_range){table64, len, LIMINE_MEMMAP_RESERVED_MAPPED};
	}
	return nr;
}
