/*
 * Walking the firmware's ACPI tables. Only what a loader needs: which tables there are, and the
 * lists inside MADT. Lengths come from firmware and are checked; checksums are not, because a table
 * with a wrong one is still the only one there is. Source: [ACPI 5.2].
 */
#include <boot/core/acpi.h>

#include <lib/base/string.h>

struct acpi_rsdp {
	char signature[8];
	uint8_t checksum;
	char oem_id[6];
	uint8_t revision; /* 0: the fields behind rsdt do not exist */
	uint32_t rsdt;
	uint32_t length;
	uint64_t xsdt;
	uint8_t extended_checksum;
	uint8_t reserved[3];
} PACKED;

_Static_assert(sizeof(struct acpi_rsdp) == 36, "[ACPI 5.2.5.3]");
_Static_assert(sizeof(struct acpi_header) == 36, "[ACPI 5.2.6]");

enum { MADT_ENTRIES_OFFSET = 44 };

struct acpi_search {
	const char *signature;
	const struct acpi_header *found;
};

static const struct acpi_header *table_at(uint64_t address)
{
	return (const struct acpi_header *)(uintptr_t)address;
}

/* Reads entry number index of an RSDT (4 bytes each) or XSDT (8 bytes each, not aligned). */
static uint64_t root_entry(const struct acpi_header *root, size_t index, size_t entry_bytes)
{
	uint64_t address = 0;

	memcpy(&address, (const uint8_t *)(root + 1) + index * entry_bytes, entry_bytes);
	return address;
}

void acpi_for_each(uint64_t rsdp_address, void (*visit)(const struct acpi_header *, void *),
                   void *context)
{
	const struct acpi_rsdp *rsdp = (const struct acpi_rsdp *)(uintptr_t)rsdp_address;
	const struct acpi_header *root;
	size_t entry_bytes = 4;

	if (rsdp == NULL)
		return;
	root = table_at(rsdp->rsdt);
	if (rsdp->revision >= 2 && rsdp->xsdt != 0) {
		root = table_at(rsdp->xsdt);
		entry_bytes = 8;
	}
	if (root == NULL || root->length < sizeof(*root))
		return;
	visit(root, context);
	for (size_t i = 0; i < (root->length - sizeof(*root)) / entry_bytes; i++) {
		const struct acpi_header *table = table_at(root_entry(root, i, entry_bytes));

		if (table != NULL && table->length >= sizeof(*table))
			visit(table, context);
	}
}

static void match_signature(const struct acpi_header *table, void *context)
{
	struct acpi_search *search = context;

	if (search->found == NULL && memcmp(table->signature, search->signature, 4) == 0)
		search->found = table;
}

const struct acpi_header *acpi_find(uint64_t rsdp, const char *signature)
{
	struct acpi_search search = {.signature = signature};

	acpi_for_each(rsdp, match_signature, &search);
	return search.found;
}

int acpi_next_madt_entry(const struct acpi_header *madt, uint32_t *offset, struct acpi_entry *out)
{
	if (*offset == 0)
		*offset = MADT_ENTRIES_OFFSET;
	if (*offset > madt->length || madt->length - *offset < 2)
		return 0;
	out->bytes = (const uint8_t *)madt + *offset;
	out->type = out->bytes[0];
	out->length = out->bytes[1];
	if (out->length < 2 || out->length > madt->length - *offset)
		return 0;
	*offset += out->length;
	return 1;
}
