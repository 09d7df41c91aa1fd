/*
 * Any bytes as ACPI tables: the checksum is made right, then everything is read that can be. The
 * table lies at the end of a block of exactly its length, so that AddressSanitizer sees the first
 * byte too far. Walks must end.
 */
#include <lib/base/fuzz.h>

#include <stdlib.h>
#include <string.h>

#include <lib/format/acpi_table.h>

static void seal(uint8_t *bytes, size_t len)
{
	uint8_t sum = 0;

	bytes[4] = (uint8_t)len;
	bytes[5] = (uint8_t)(len >> 8);
	bytes[6] = (uint8_t)(len >> 16);
	bytes[7] = 0;
	bytes[9] = 0;
	for (size_t i = 0; i < len; i++)
		sum = (uint8_t)(sum + bytes[i]);
	bytes[9] = (uint8_t)-sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct acpi_madt_entry entry;
	struct acpi_console console;
	struct acpi_table table;
	struct acpi_sleep sleep;
	struct acpi_fadt fadt;
	struct acpi_root root;
	uint32_t at = 0, nr_entries = 0;
	uint8_t *bytes;

	if (size < ACPI_HEADER_BYTES || size >= 1 << 16)
		return 0;
	bytes = malloc(size);
	fuzz_expect(bytes != NULL);
	memcpy(bytes, data, size);
	(void)!acpi_read_rsdp(bytes, &root);
	(void)!acpi_open(bytes, size, &table); /* as it is, mostly refused */
	seal(bytes, size);
	fuzz_expect(acpi_open(bytes, size, &table) == 0);
	while (acpi_madt_next(&table, &at, &entry))
		nr_entries++;
	fuzz_expect(nr_entries <= size / 2);
	fuzz_expect(acpi_root_entry(&table, 8, (uint32_t)size) == 0);
	(void)acpi_root_entry(&table, 8, data[0]);
	(void)acpi_root_entry(&table, 4, data[0]);
	(void)!acpi_read_fadt(&table, &fadt);
	(void)!acpi_read_console(&table, &console);
	(void)acpi_read_hpet(&table);
	(void)acpi_read_mcfg(&table);
	if (acpi_find_sleep5(&table, &sleep) == 0)
		fuzz_expect(sleep.type_a < 8 && sleep.type_b < 8);
	free(bytes);
	return 0;
}

/* Begins with a table that is a little of everything: a MADT's entries, then AML. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	static const uint8_t parts[] = {
		1,    12,  0,   0,   0,   0,    0xc0, 0xfe, 0,    0, 0, 0, /* I/O APIC */
		2,    10,  0,   9,   9,   0,    0,    0,    0x0d, 0,       /* override */
		0x08, '_', 'S', '5', '_', 0x12, 0x06, 0x04, 0x0a, 5, 0, 0, /* \_S5 */
	};
	const size_t sample_size = 300;

	if (fuzz_begins(size, sample_size, seed) && max_size >= sample_size) {
		memset(data, 0, sample_size);
		memcpy(data, seed & 0x100 ? "RSD PTR " : "APIC", seed & 0x100 ? 8 : 4);
		memcpy(data + 44, parts, sizeof(parts));
		size = sample_size;
	}
	return LLVMFuzzerMutate(data, size, max_size);
}
