/* ACPI tables must be mapped in memory of a type that says so, from base revision 4 on. */
#include "probe.h"

#include <lib/base/string.h>

static uint64_t read_value(uint64_t pointer, size_t bytes)
{
	uint64_t value = 0;

	memcpy(&value, (const void *)(uintptr_t)pointer, bytes);
	return value;
}

static bool is_acpi_place(uint64_t pa)
{
	const int type = probe_type_at(pa);

	return type == LIMINE_MEMMAP_ACPI_RECLAIMABLE || type == LIMINE_MEMMAP_ACPI_NVS ||
	       type == LIMINE_MEMMAP_RESERVED_MAPPED;
}

/* Are first and last byte of a table in such memory, and mapped? */
static bool table_is_mapped(uint64_t pa)
{
	struct probe_mapping m;
	uint64_t len;

	if (!is_acpi_place(pa) || !machine_walk(probe_hhdm() + pa + 4, &m))
		return false;
	len = read_value(probe_hhdm() + pa + 4, 4);
	return len != 0 && is_acpi_place(pa + len - 1) &&
	       machine_walk(probe_hhdm() + pa + len - 1, &m);
}

/* FADT names two more tables [ACPI 5.2.9]. */
static bool fadt_is_mapped(uint64_t pa)
{
	const uint64_t facs = read_value(probe_hhdm() + pa + 36, 4);
	const uint64_t dsdt = read_value(probe_hhdm() + pa + 40, 4);

	return (facs == 0 || table_is_mapped(facs)) && (dsdt == 0 || table_is_mapped(dsdt));
}

static bool sum_is_zero(uint64_t pointer, size_t len)
{
	uint8_t sum = 0;

	for (size_t i = 0; i < len; i++)
		sum += ((const uint8_t *)(uintptr_t)pointer)[i];
	return sum == 0;
}

void probe_check_acpi(uint64_t rsdp)
{
	const bool has_xsdt = read_value(rsdp + 15, 1) >= 2 && read_value(rsdp + 24, 8) != 0;
	const uint64_t root = has_xsdt ? read_value(rsdp + 24, 8) : read_value(rsdp + 16, 4);
	const size_t entry_bytes = has_xsdt ? 8 : 4;
	bool mapped = table_is_mapped(root);

	probe_check(memcmp((const void *)(uintptr_t)rsdp, "RSD PTR ", 8) == 0 &&
	                    sum_is_zero(rsdp, 20) && is_acpi_place(rsdp - probe_hhdm()),
	            "the RSDP is one, in ACPI memory");
	if (mapped) {
		const uint64_t len = read_value(probe_hhdm() + root + 4, 4);

		for (uint64_t at = 36; at + entry_bytes <= len; at += entry_bytes) {
			const uint64_t pa = read_value(probe_hhdm() + root + at, entry_bytes);

			if (pa == 0)
				continue;
			mapped = mapped && table_is_mapped(pa);
			if (mapped &&
			    memcmp((const void *)(uintptr_t)(probe_hhdm() + pa), "FACP", 4) == 0)
				mapped = fadt_is_mapped(pa);
		}
	}
	probe_check(mapped, "every ACPI table is mapped, in memory of an ACPI type");
}
