/*
 * Finding the firmware's tables: ACPI by the RSDP [ACPI 5.2]. Addresses are physical, as
 * everywhere in the loader.
 */
#ifndef BOOT_CORE_ACPI_H
#define BOOT_CORE_ACPI_H

#include <stddef.h>
#include <stdint.h>

#include <lib/base/compiler.h>

/* [ACPI 5.2.6] head of every table but RSDP and FACS. */
struct acpi_header {
	char signature[4];
	uint32_t length; /* bytes, with this header */
	uint8_t revision;
	uint8_t checksum;
	char oem_id[6];
	char oem_table_id[8];
	uint32_t oem_revision;
	uint32_t creator_id;
	uint32_t creator_revision;
} PACKED;

/* Calls visit for the RSDT or XSDT and for every table one of them names (not FACS, not DSDT). */
void acpi_for_each(uint64_t rsdp, void (*visit)(const struct acpi_header *table, void *context),
                   void *context);

/* The first table with this signature, or null. rsdp may be 0. */
const struct acpi_header *acpi_find(uint64_t rsdp, const char *signature);

/* One entry of a table that is a list of (type, length) records, as MADT and DMAR are. */
struct acpi_entry {
	uint8_t type;
	uint8_t length;
	const uint8_t *bytes; /* the whole entry */
};

/* Gives the MADT entry at *offset (start with 0) [ACPI 5.2.12]. Returns 1, or 0 at the end. */
int acpi_next_madt_entry(const struct acpi_header *madt, uint32_t *offset, struct acpi_entry *out);

#endif
