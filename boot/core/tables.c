/*
 * Where the firmware's tables lie. Firmware often leaves them in plain reserved memory (SeaBIOS) or
 * in pages that its map does not mention; the kernel may only touch what the direct map shows. So
 * each table becomes a piece of type RESERVED_MAPPED, unless it lies in ACPI memory, which is
 * mapped anyway (memory.c's order of danger sees to that).
 */
#include <boot/core/tables.h>

#include <boot/core/acpi.h>
#include <boot/core/memory.h>
#include <lib/base/string.h>

/* Offsets of the fields used below. */
enum {
	RSDP_BYTES = 36,         /* [ACPI 5.2.5.3] */
	FADT_FIRMWARE_CTRL = 36, /* u32, FACS [ACPI 5.2.9] */
	FADT_DSDT = 40,          /* u32 */
	FADT_X_FIRMWARE_CTRL = 132,
	FADT_X_DSDT = 140,
	FACS_LENGTH = 4, /* u32 */

	SMBIOS32_BYTES = 0x1f, /* [SMBIOS 5.2.1] */
	SMBIOS32_TABLE_LENGTH = 0x16,
	SMBIOS32_TABLE = 0x18,
	SMBIOS64_BYTES = 0x18, /* [SMBIOS 5.2.2] */
	SMBIOS64_TABLE_LENGTH = 0x0c,
	SMBIOS64_TABLE = 0x10,

	EFI_HEADER_SIZE = 12, /* u32, of every EFI table [UEFI 4.2] */
	EFI_VENDOR = 24,      /* system table, [UEFI 4.3] */
	EFI_RUNTIME_SERVICES = 88,
	EFI_NR_CONFIGURATION = 104,
	EFI_CONFIGURATION = 112,
	EFI_CONFIGURATION_BYTES = 24, /* each [UEFI 4.6] */
	EFI_MAX_VENDOR_CHARS = 1024,
};

static uint16_t read16(uint64_t address)
{
	uint16_t value;

	memcpy(&value, (const void *)(uintptr_t)address, sizeof(value));
	return value;
}

static uint32_t read32(uint64_t address)
{
	uint32_t value;

	memcpy(&value, (const void *)(uintptr_t)address, sizeof(value));
	return value;
}

static uint64_t read64(uint64_t address)
{
	uint64_t value;

	memcpy(&value, (const void *)(uintptr_t)address, sizeof(value));
	return value;
}

static void mark(uint64_t base, uint64_t len)
{
	if (base != 0)
		memory_claim(base, len, LIMINE_MEMMAP_RESERVED_MAPPED);
}

/* FACS and DSDT both carry their length at offset 4. */
static void mark_by_own_length(uint64_t address)
{
	if (address != 0)
		mark(address, read32(address + FACS_LENGTH));
}

static void mark_acpi_table(const struct acpi_header *table, void *context)
{
	const uint64_t address = (uintptr_t)table;

	(void)context;
	mark(address, table->length);
	if (memcmp(table->signature, "FACP", 4) != 0)
		return;
	if (table->length >= FADT_DSDT + 4) {
		mark_by_own_length(read32(address + FADT_FIRMWARE_CTRL));
		mark_by_own_length(read32(address + FADT_DSDT));
	}
	if (table->length >= FADT_X_DSDT + 8) {
		mark_by_own_length(read64(address + FADT_X_FIRMWARE_CTRL));
		mark_by_own_length(read64(address + FADT_X_DSDT));
	}
}

static void mark_smbios(const struct firmware *fw)
{
	if (fw->smbios32 != 0) {
		mark(fw->smbios32, SMBIOS32_BYTES);
		mark(read32(fw->smbios32 + SMBIOS32_TABLE),
		     read16(fw->smbios32 + SMBIOS32_TABLE_LENGTH));
	}
	if (fw->smbios64 != 0) {
		mark(fw->smbios64, SMBIOS64_BYTES);
		mark(read64(fw->smbios64 + SMBIOS64_TABLE),
		     read32(fw->smbios64 + SMBIOS64_TABLE_LENGTH));
	}
}

static uint64_t vendor_bytes(uint64_t text)
{
	uint64_t chars = 0;

	while (chars < EFI_MAX_VENDOR_CHARS && read16(text + 2 * chars) != 0)
		chars++;
	return 2 * (chars + 1);
}

static void mark_efi(uint64_t system_table)
{
	uint64_t vendor;
	uint64_t runtime;

	if (system_table == 0)
		return;
	vendor = read64(system_table + EFI_VENDOR);
	runtime = read64(system_table + EFI_RUNTIME_SERVICES);
	mark(system_table, read32(system_table + EFI_HEADER_SIZE));
	if (vendor != 0)
		mark(vendor, vendor_bytes(vendor));
	if (runtime != 0)
		mark(runtime, read32(runtime + EFI_HEADER_SIZE));
	mark(read64(system_table + EFI_CONFIGURATION),
	     read64(system_table + EFI_NR_CONFIGURATION) * EFI_CONFIGURATION_BYTES);
}

void tables_mark(const struct firmware *fw, uint64_t base_revision)
{
	/* Below revision 5 EFI's runtime memory, RESERVED_MAPPED for front ends, is only reserved.
	 */
	if (base_revision < 5)
		memory_rename(LIMINE_MEMMAP_RESERVED_MAPPED, LIMINE_MEMMAP_RESERVED);
	if (base_revision >= 4 && fw->rsdp != 0) {
		mark(fw->rsdp, RSDP_BYTES);
		acpi_for_each(fw->rsdp, mark_acpi_table, NULL);
	}
	if (base_revision >= 5) {
		mark_smbios(fw);
		mark_efi(fw->efi_system_table);
	}
}
