/*
 * IOMMUs off: from base revision 5 the kernel finds devices reaching memory untranslated, whatever
 * firmware protected. Intel's units are listed in the DMAR table [VT-d 8.3], AMD's in IVRS [AMD-Vi
 * 5.2.2]. Source: [LIMINE base revision 5].
 */
#include "x86_priv.h"

#include <boot/core/acpi.h>
#include <lib/base/string.h>

enum {
	REMAPPING_ENTRIES_OFFSET = 48, /* DMAR and IVRS alike */

	DMAR_UNIT = 0,
	VTD_COMMAND = 0x18,
	VTD_STATUS = 0x1c,

	IVRS_UNIT_FIRST = 0x10, /* types 0x10, 0x11, 0x40 describe a unit */
	IVRS_UNIT_SECOND = 0x11,
	IVRS_UNIT_THIRD = 0x40,
	AMD_CONTROL = 0x18,
	AMD_ENABLE = 1,

	MAX_POLLS = 1000000,
};

#define VTD_TRANSLATION   (1u << 31)
#define VTD_REMAPPING     (1u << 25)
#define VTD_STATUS_TO_SET 0x96ffffffu /* without the one-shot bits [VT-d 11.4.4.1] */

static void vtd_clear(uint64_t base, uint32_t bit)
{
	const uint32_t status = x86_mmio_read(base + VTD_STATUS);

	if (!(status & bit))
		return;
	x86_mmio_write(base + VTD_COMMAND, (status & VTD_STATUS_TO_SET) & ~bit);
	for (int i = 0; i < MAX_POLLS; i++) {
		if (!(x86_mmio_read(base + VTD_STATUS) & bit))
			return;
	}
	sill_warn("the IOMMU at 0x%llx does not turn off", (unsigned long long)base);
}

static uint16_t read16(const uint8_t *bytes)
{
	return (uint16_t)(bytes[0] | bytes[1] << 8);
}

static uint64_t unit_base(const uint8_t *entry)
{
	uint64_t base;

	memcpy(&base, entry + 8, sizeof(base));
	return base;
}

static void disable_intel(const uint8_t *entry, uint16_t len)
{
	if (read16(entry) != DMAR_UNIT || len < 16)
		return;
	vtd_clear(unit_base(entry), VTD_TRANSLATION);
	vtd_clear(unit_base(entry), VTD_REMAPPING);
}

static void disable_amd(const uint8_t *entry, uint16_t len)
{
	const bool is_unit = entry[0] == IVRS_UNIT_FIRST || entry[0] == IVRS_UNIT_SECOND ||
	                     entry[0] == IVRS_UNIT_THIRD;

	if (!is_unit || len < 16)
		return;
	x86_mmio_write(unit_base(entry) + AMD_CONTROL,
	               x86_mmio_read(unit_base(entry) + AMD_CONTROL) & ~(uint32_t)AMD_ENABLE);
}

/* Both tables are lists of entries with a 16-bit length at offset 2. */
static void for_each_entry(const struct acpi_header *table,
                           void (*disable)(const uint8_t *entry, uint16_t len))
{
	uint32_t offset = REMAPPING_ENTRIES_OFFSET;

	while (table != NULL && offset + 4 <= table->length) {
		const uint8_t *entry = (const uint8_t *)table + offset;
		const uint16_t len = read16(entry + 2);

		if (len < 4 || len > table->length - offset)
			return;
		disable(entry, len);
		offset += len;
	}
}

void x86_iommu_disable(const struct firmware *fw)
{
	for_each_entry(acpi_find(fw->rsdp, "DMAR"), disable_intel);
	for_each_entry(acpi_find(fw->rsdp, "IVRS"), disable_amd);
}
