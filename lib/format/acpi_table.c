/*
 * Reading ACPI tables, see acpi_table.h. Tables are packed and little endian, and what firmware
 * writes is often shorter than today's specification; so fields are read by their offset, written
 * here with the field's name, and one that lies behind the table's end is 0.
 */
#include <lib/format/acpi_table.h>

#include <lib/base/errno.h>
#include <lib/base/math.h>
#include <lib/base/string.h>

enum {
	RSDP_OLD_BYTES = 20, /* summed alone, in every version */
	RSDP_REVISION = 15,
	RSDP_RSDT = 16,
	RSDP_XSDT = 24,

	HEADER_LENGTH = 4,

	FADT_DSDT = 40,
	FADT_SMI_COMMAND = 48,
	FADT_ACPI_ENABLE = 52,
	FADT_PM1A_CONTROL = 64,
	FADT_PM1B_CONTROL = 68,
	FADT_MIN_BYTES = 116,
	FADT_FLAGS = 112,
	FADT_FLAG_RESET = 1 << 10,
	FADT_FLAG_HARDWARE_REDUCED = 1 << 20,
	FADT_RESET = 116,
	FADT_RESET_VALUE = 128,
	FADT_ARM_BOOT = 129,
	FADT_ARM_PSCI = 1 << 0,
	FADT_ARM_HVC = 1 << 1,
	FADT_X_DSDT = 140,
	FADT_X_PM1A_CONTROL = 172,
	FADT_X_PM1B_CONTROL = 184,
	FADT_SLEEP_CONTROL = 244,

	SPCR_INTERFACE = 36,
	SPCR_BASE = 40,
	SPCR_MIN_BYTES = 52,

	HPET_BASE = 40,
	MCFG_FIRST_BASE = 44,

	MADT_ENTRIES = 44,
	MADT_MIN_ENTRY_BYTES = 2,

	AML_NAME = 0x08,
	AML_PACKAGE = 0x12,
	AML_ZERO = 0x00,
	AML_ONE = 0x01,
	AML_BYTE = 0x0a,
	AML_WORD = 0x0b,
	AML_DWORD = 0x0c,
	SLEEP_TYPE_MASK = 7, /* the field has three bits */
};

static uint64_t get(const struct acpi_table *table, uint32_t offset, unsigned nr_bytes)
{
	uint64_t value = 0;

	if (!range_fits(offset, nr_bytes, table->len))
		return 0;
	for (unsigned i = nr_bytes; i-- > 0;)
		value = value << 8 | table->bytes[offset + i];
	return value;
}

static bool sums_to_zero(const uint8_t *bytes, size_t len)
{
	uint8_t sum = 0;

	for (size_t i = 0; i < len; i++)
		sum = (uint8_t)(sum + bytes[i]);
	return sum == 0;
}

int acpi_read_rsdp(const uint8_t *bytes, struct acpi_root *out)
{
	const struct acpi_table rsdp = {bytes, ACPI_RSDP_BYTES};

	if (memcmp(bytes, "RSD PTR ", 8) != 0 || !sums_to_zero(bytes, RSDP_OLD_BYTES))
		return -EINVAL;
	if (bytes[RSDP_REVISION] >= 2 && sums_to_zero(bytes, ACPI_RSDP_BYTES) &&
	    get(&rsdp, RSDP_XSDT, 8) != 0)
		*out = (struct acpi_root){get(&rsdp, RSDP_XSDT, 8), 8};
	else
		*out = (struct acpi_root){get(&rsdp, RSDP_RSDT, 4), 4};
	return out->address ? 0 : -EINVAL;
}

uint32_t acpi_table_bytes(const uint8_t *bytes)
{
	const struct acpi_table header = {bytes, ACPI_HEADER_BYTES};
	uint64_t len = get(&header, HEADER_LENGTH, 4);

	return len >= ACPI_HEADER_BYTES && len <= ACPI_TABLE_MAX_BYTES ? (uint32_t)len : 0;
}

int acpi_open(const uint8_t *bytes, size_t len, struct acpi_table *out)
{
	uint32_t own_len;

	if (len < ACPI_HEADER_BYTES)
		return -EINVAL;
	own_len = acpi_table_bytes(bytes);
	if (own_len == 0 || own_len > len || !sums_to_zero(bytes, own_len))
		return -EINVAL;
	*out = (struct acpi_table){bytes, own_len};
	return 0;
}

uint64_t acpi_root_entry(const struct acpi_table *table, unsigned entry_bytes, uint32_t index)
{
	if (index >= (table->len - ACPI_HEADER_BYTES) / entry_bytes)
		return 0;
	return get(table, ACPI_HEADER_BYTES + index * entry_bytes, entry_bytes);
}

static struct acpi_register get_register(const struct acpi_table *table, uint32_t offset)
{
	return (struct acpi_register){
		.space = (uint8_t)get(table, offset, 1),
		.bits = (uint8_t)get(table, offset + 1, 1),
		.access_size = (uint8_t)get(table, offset + 3, 1),
		.address = get(table, offset + 4, 8),
	};
}

/* The wide field if it is there and says something, else the old one, which is a port. */
static struct acpi_register get_port(const struct acpi_table *table, uint32_t wide, uint32_t old)
{
	struct acpi_register found = get_register(table, wide);

	if (found.address != 0)
		return found;
	return (struct acpi_register){ACPI_IO, 16, 2, get(table, old, 4)};
}

int acpi_read_fadt(const struct acpi_table *table, struct acpi_fadt *out)
{
	uint64_t flags = get(table, FADT_FLAGS, 4);
	uint64_t arm = get(table, FADT_ARM_BOOT, 2);

	if (table->len < FADT_MIN_BYTES)
		return -EINVAL;
	*out = (struct acpi_fadt){
		.pm1a_control = get_port(table, FADT_X_PM1A_CONTROL, FADT_PM1A_CONTROL),
		.pm1b_control = get_port(table, FADT_X_PM1B_CONTROL, FADT_PM1B_CONTROL),
		.sleep_control = get_register(table, FADT_SLEEP_CONTROL),
		.smi_command = (uint32_t)get(table, FADT_SMI_COMMAND, 4),
		.acpi_enable = (uint8_t)get(table, FADT_ACPI_ENABLE, 1),
		.reset_value = (uint8_t)get(table, FADT_RESET_VALUE, 1),
		.is_hardware_reduced = flags & FADT_FLAG_HARDWARE_REDUCED,
		.has_psci = arm & FADT_ARM_PSCI,
		.psci_by_hvc = arm & FADT_ARM_HVC,
		.dsdt = get(table, FADT_X_DSDT, 8),
	};
	if (flags & FADT_FLAG_RESET)
		out->reset = get_register(table, FADT_RESET);
	if (out->dsdt == 0)
		out->dsdt = get(table, FADT_DSDT, 4);
	return 0;
}

int acpi_read_console(const struct acpi_table *table, struct acpi_console *out)
{
	if (table->len < SPCR_MIN_BYTES)
		return -EINVAL;
	*out = (struct acpi_console){
		.interface = (uint8_t)get(table, SPCR_INTERFACE, 1),
		.base = get_register(table, SPCR_BASE),
	};
	return 0;
}

uint64_t acpi_read_hpet(const struct acpi_table *table)
{
	struct acpi_register base = get_register(table, HPET_BASE);

	return base.space == ACPI_MEMORY ? base.address : 0;
}

uint64_t acpi_read_mcfg(const struct acpi_table *table)
{
	return get(table, MCFG_FIRST_BASE, 8);
}

/* Fields of an entry behind its two bytes of kind and length; [ACPI 5.2.12]. */
bool acpi_madt_next(const struct acpi_table *table, uint32_t *at, struct acpi_madt_entry *out)
{
	uint32_t offset = *at ? *at : MADT_ENTRIES;
	struct acpi_table entry;
	uint32_t len;

	if (!range_fits(offset, MADT_MIN_ENTRY_BYTES, table->len))
		return false;
	len = table->bytes[offset + 1];
	if (len < MADT_MIN_ENTRY_BYTES || !range_fits(offset, len, table->len))
		return false;
	*at = offset + len;
	entry = (struct acpi_table){table->bytes + offset, len};
	*out = (struct acpi_madt_entry){.kind = entry.bytes[0]};
	switch (out->kind) {
	case ACPI_MADT_IOAPIC:
		out->address = get(&entry, 4, 4);
		out->line = (uint32_t)get(&entry, 8, 4);
		break;
	case ACPI_MADT_OVERRIDE:
		out->source = (uint8_t)get(&entry, 3, 1);
		out->line = (uint32_t)get(&entry, 4, 4);
		out->flags = (uint16_t)get(&entry, 8, 2);
		break;
	case ACPI_MADT_GICC:
		out->address = get(&entry, 32, 8);
		break;
	case ACPI_MADT_GICD:
		out->address = get(&entry, 8, 8);
		out->version = (uint8_t)get(&entry, 20, 1);
		break;
	case ACPI_MADT_GICR:
		out->address = get(&entry, 4, 8);
		out->len = get(&entry, 12, 4);
		break;
	default:
		break;
	}
	return true;
}

/* A number of AML at *at, which steps behind it [ACPI 20.2.3]. */
static bool get_integer(const struct acpi_table *table, uint32_t *at, uint64_t *out)
{
	unsigned nr_bytes;

	if (*at >= table->len)
		return false;
	switch (table->bytes[*at]) {
	case AML_ZERO:
	case AML_ONE:
		*out = table->bytes[*at];
		*at += 1;
		return true;
	case AML_BYTE:
		nr_bytes = 1;
		break;
	case AML_WORD:
		nr_bytes = 2;
		break;
	case AML_DWORD:
		nr_bytes = 4;
		break;
	default:
		return false;
	}
	if (!range_fits(*at + 1, nr_bytes, table->len))
		return false;
	*out = get(table, *at + 1, nr_bytes);
	*at += 1 + nr_bytes;
	return true;
}

/* Name (_S5, Package () { a, b, ... }); at points behind the name. */
static bool read_sleep_package(const struct acpi_table *table, uint32_t at, struct acpi_sleep *out)
{
	uint64_t type_a, type_b = 0;
	uint32_t nr_elements;

	if (!range_fits(at, 2, table->len) || table->bytes[at] != AML_PACKAGE)
		return false;
	/* The two highest bits of the length's first byte tell how many more it has. */
	at += 2 + (table->bytes[at + 1] >> 6);
	if (at >= table->len)
		return false;
	nr_elements = table->bytes[at++];
	if (nr_elements == 0 || !get_integer(table, &at, &type_a))
		return false;
	if (nr_elements > 1 && !get_integer(table, &at, &type_b))
		return false;
	*out = (struct acpi_sleep){type_a & SLEEP_TYPE_MASK, type_b & SLEEP_TYPE_MASK};
	return true;
}

int acpi_find_sleep5(const struct acpi_table *table, struct acpi_sleep *out)
{
	const uint8_t *bytes = table->bytes;

	for (uint32_t at = ACPI_HEADER_BYTES; at + 5 <= table->len; at++) {
		/* The name may begin at the root: a backslash before it. */
		uint32_t name = at + 1 + (bytes[at + 1] == '\\');

		if (bytes[at] != AML_NAME || !range_fits(name, 4, table->len))
			continue;
		if (memcmp(bytes + name, "_S5_", 4) == 0 &&
		    read_sleep_package(table, name + 4, out))
			return 0;
	}
	return -ENOENT;
}
