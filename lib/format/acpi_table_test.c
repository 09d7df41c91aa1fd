/*
 * ACPI tables made by hand: what is read of them, and that what is damaged, too short or missing is
 * refused. Real firmware's tables are read by every boot test of a PC.
 */
#include <lib/format/acpi_table.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include <lib/base/errno.h>

static uint8_t bytes[512];

static void put(uint32_t offset, uint64_t value, unsigned nr_bytes)
{
	for (unsigned i = 0; i < nr_bytes; i++)
		bytes[offset + i] = (uint8_t)(value >> 8 * i);
}

/* Starts a table of that length. */
static void begin(const char *signature, uint32_t len)
{
	memset(bytes, 0, sizeof(bytes));
	memcpy(bytes, signature, 4);
	put(4, len, 4);
}

static struct acpi_table seal(void)
{
	struct acpi_table table = {0};
	uint32_t len = (uint32_t)bytes[4] | (uint32_t)bytes[5] << 8;
	uint8_t sum = 0;

	bytes[9] = 0;
	for (uint32_t i = 0; i < len; i++)
		sum = (uint8_t)(sum + bytes[i]);
	bytes[9] = (uint8_t)-sum;
	assert_int_equal(acpi_open(bytes, sizeof(bytes), &table), 0);
	assert_int_equal(table.len, len);
	return table;
}

static void make_rsdp(uint8_t revision, uint32_t rsdt, uint64_t xsdt)
{
	uint8_t sum = 0;

	memset(bytes, 0, sizeof(bytes));
	memcpy(bytes, "RSD PTR ", 8);
	bytes[15] = revision;
	put(16, rsdt, 4);
	put(20, 36, 4);
	put(24, xsdt, 8);
	for (int i = 0; i < 20; i++)
		sum = (uint8_t)(sum + bytes[i]);
	bytes[8] = (uint8_t)-sum;
	sum = 0;
	for (int i = 0; i < 36; i++)
		sum = (uint8_t)(sum + bytes[i]);
	bytes[32] = (uint8_t)-sum;
}

static void reads_rsdp(void **state)
{
	struct acpi_root root;

	(void)state;
	make_rsdp(2, 0x1000, 0x123456789000);
	assert_int_equal(acpi_read_rsdp(bytes, &root), 0);
	assert_true(root.address == 0x123456789000 && root.entry_bytes == 8);
	make_rsdp(0, 0x1000, 0);
	assert_int_equal(acpi_read_rsdp(bytes, &root), 0);
	assert_true(root.address == 0x1000 && root.entry_bytes == 4);
	bytes[17] ^= 1;
	assert_int_equal(acpi_read_rsdp(bytes, &root), -EINVAL);
	make_rsdp(0, 0, 0);
	assert_int_equal(acpi_read_rsdp(bytes, &root), -EINVAL);
}

static void refuses_damage(void **state)
{
	struct acpi_table table;

	(void)state;
	begin("TEST", 64);
	seal();
	assert_int_equal(acpi_open(bytes, 63, &table), -EINVAL);
	bytes[40] ^= 1;
	assert_int_equal(acpi_open(bytes, 64, &table), -EINVAL);
	begin("TEST", 35);
	assert_int_equal(acpi_table_bytes(bytes), 0);
	put(4, 0xffffffff, 4);
	assert_int_equal(acpi_table_bytes(bytes), 0);
}

static void lists_root_entries(void **state)
{
	struct acpi_table table;

	(void)state;
	begin("XSDT", 36 + 2 * 8 + 3);
	put(36, 0xaaaa0000bbbb, 8);
	put(44, 0xcccc, 8);
	table = seal();
	assert_true(acpi_root_entry(&table, 8, 0) == 0xaaaa0000bbbb);
	assert_true(acpi_root_entry(&table, 8, 1) == 0xcccc);
	assert_true(acpi_root_entry(&table, 8, 2) == 0);
}

static void reads_fadt(void **state)
{
	struct acpi_table table;
	struct acpi_fadt fadt;

	(void)state;
	begin("FACP", 268);
	put(40, 0x7000, 4);
	put(64, 0x604, 4);
	put(112, 1 << 10, 4);
	put(116, ACPI_IO, 1);
	put(120, 0xcf9, 8);
	put(128, 6, 1);
	put(129, 3, 2);
	put(244 + 3, 1, 1);
	put(244 + 4, 0xfea00000, 8);
	table = seal();
	assert_int_equal(acpi_read_fadt(&table, &fadt), 0);
	assert_true(fadt.dsdt == 0x7000 && fadt.pm1a_control.address == 0x604);
	assert_int_equal(fadt.pm1a_control.space, ACPI_IO);
	assert_true(fadt.pm1b_control.address == 0);
	assert_true(fadt.reset.address == 0xcf9 && fadt.reset_value == 6);
	assert_true(fadt.has_psci && fadt.psci_by_hvc && !fadt.is_hardware_reduced);
	assert_true(fadt.sleep_control.address == 0xfea00000);
	assert_int_equal(fadt.sleep_control.space, ACPI_MEMORY);

	/* the wide fields win; an old short table has none */
	put(140, 0x123400000000, 8);
	put(172, ACPI_MEMORY, 1);
	put(176, 0xfed00000, 8);
	table = seal();
	assert_int_equal(acpi_read_fadt(&table, &fadt), 0);
	assert_true(fadt.dsdt == 0x123400000000 && fadt.pm1a_control.address == 0xfed00000);
	put(4, 116, 4);
	table = seal();
	assert_int_equal(acpi_read_fadt(&table, &fadt), 0);
	assert_true(fadt.dsdt == 0x7000 && fadt.sleep_control.address == 0);
	put(4, 115, 4);
	table = seal();
	assert_int_equal(acpi_read_fadt(&table, &fadt), -EINVAL);
}

static void walks_madt(void **state)
{
	struct acpi_madt_entry entry;
	struct acpi_table table;
	uint32_t at = 0;

	(void)state;
	begin("APIC", 44 + 12 + 10 + 8);
	put(44, 1 | 12 << 8, 2);
	put(48, 0xfec00000, 4);
	put(52, 24, 4);
	put(56, 2 | 10 << 8, 2);
	put(59, 9, 1);
	put(60, 20, 4);
	put(64, 0xd, 2);
	put(66, 0 | 8 << 8, 2);
	table = seal();
	assert_true(acpi_madt_next(&table, &at, &entry));
	assert_true(entry.kind == ACPI_MADT_IOAPIC && entry.address == 0xfec00000);
	assert_int_equal(entry.line, 24);
	assert_true(acpi_madt_next(&table, &at, &entry));
	assert_true(entry.kind == ACPI_MADT_OVERRIDE && entry.source == 9 && entry.line == 20);
	assert_int_equal(entry.flags, 0xd);
	assert_true(acpi_madt_next(&table, &at, &entry));
	assert_int_equal(entry.kind, 0);
	assert_false(acpi_madt_next(&table, &at, &entry));

	/* an entry of no length would be walked for ever; one that is too long ends the walk */
	bytes[45] = 0;
	table = seal();
	at = 0;
	assert_false(acpi_madt_next(&table, &at, &entry));
	bytes[45] = 200;
	table = seal();
	at = 0;
	assert_false(acpi_madt_next(&table, &at, &entry));
}

static void finds_sleep5(void **state)
{
	static const uint8_t plain[] = {0x08, '_',  'S',  '5', '_',  0x12,
	                                0x06, 0x04, 0x0a, 5,   0x00, 0};
	static const uint8_t rooted[] = {0x08, '\\', '_',  'S',  '5',  '_',  0x12,
	                                 0x47, 0x00, 0x02, 0x0b, 0x07, 0x00, 0x01};
	struct acpi_table table;
	struct acpi_sleep sleep;

	(void)state;
	begin("DSDT", 100);
	memcpy(bytes + 50, plain, sizeof(plain));
	table = seal();
	assert_int_equal(acpi_find_sleep5(&table, &sleep), 0);
	assert_true(sleep.type_a == 5 && sleep.type_b == 0);

	begin("DSDT", 100);
	memcpy(bytes + 100 - sizeof(rooted), rooted, sizeof(rooted));
	table = seal();
	assert_int_equal(acpi_find_sleep5(&table, &sleep), 0);
	assert_true(sleep.type_a == 7 && sleep.type_b == 1);

	/* cut at any byte: refused, not read past the end */
	for (uint32_t cut = 1; cut <= sizeof(rooted); cut++) {
		begin("DSDT", 100 - cut);
		memcpy(bytes + 100 - sizeof(rooted), rooted, sizeof(rooted) - cut);
		table = seal();
		assert_int_equal(acpi_find_sleep5(&table, &sleep), -ENOENT);
	}
}

static void reads_small_tables(void **state)
{
	struct acpi_console console;
	struct acpi_table table;

	(void)state;
	begin("SPCR", 80);
	put(36, 3, 1);
	put(43, 3, 1);
	put(44, 0x9000000, 8);
	table = seal();
	assert_int_equal(acpi_read_console(&table, &console), 0);
	assert_true(console.interface == 3 && console.base.address == 0x9000000);
	assert_int_equal(console.base.access_size, 3);
	begin("SPCR", 51);
	table = seal();
	assert_int_equal(acpi_read_console(&table, &console), -EINVAL);

	begin("HPET", 56);
	put(44, 0xfed00000, 8);
	table = seal();
	assert_true(acpi_read_hpet(&table) == 0xfed00000);
	begin("MCFG", 60);
	put(44, 0xb0000000, 8);
	table = seal();
	assert_true(acpi_read_mcfg(&table) == 0xb0000000);
	begin("MCFG", 44);
	table = seal();
	assert_true(acpi_read_mcfg(&table) == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_rsdp),         cmocka_unit_test(refuses_damage),
		cmocka_unit_test(lists_root_entries), cmocka_unit_test(reads_fadt),
		cmocka_unit_test(walks_madt),         cmocka_unit_test(finds_sleep5),
		cmocka_unit_test(reads_small_tables),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
