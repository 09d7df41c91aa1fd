/*
 * Walking ACPI tables and the MADT, with lengths that lie. Tables lie anywhere in this program's
 * memory; the XSDT holds 64-bit addresses.
 */
#include <boot/core/acpi.h>

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static uint8_t rsdp[36];
static uint8_t xsdt[36 + 4 * 8];
static uint8_t madt[128];
static uint8_t other[36];

static void make_table(uint8_t *table, const char *signature, uint32_t length)
{
	memcpy(table, signature, 4);
	memcpy(table + 4, &length, sizeof(length));
}

static void put_address(uint8_t *at, const void *table)
{
	const uint64_t address = (uintptr_t)table;

	memcpy(at, &address, sizeof(address));
}

static int make_tables(void **state)
{
	(void)state;
	memset(rsdp, 0, sizeof(rsdp));
	memset(xsdt, 0, sizeof(xsdt));
	memset(madt, 0, sizeof(madt));
	memcpy(rsdp, "RSD PTR ", 8);
	rsdp[15] = 2;
	put_address(rsdp + 24, xsdt);
	make_table(xsdt, "XSDT", sizeof(xsdt));
	make_table(other, "FACP", sizeof(other));
	make_table(madt, "APIC", sizeof(madt));
	put_address(xsdt + 36, other);
	put_address(xsdt + 36 + 16, madt); /* the second address stays null */
	return 0;
}

static void tables_are_found(void **state)
{
	(void)state;
	assert_ptr_equal(acpi_find((uintptr_t)rsdp, "APIC"), madt);
	assert_ptr_equal(acpi_find((uintptr_t)rsdp, "FACP"), other);
	assert_ptr_equal(acpi_find((uintptr_t)rsdp, "XSDT"), xsdt);
	assert_null(acpi_find((uintptr_t)rsdp, "HPET"));
	assert_null(acpi_find(0, "APIC"));
}

static void a_root_shorter_than_its_header_is_none(void **state)
{
	(void)state;
	make_table(xsdt, "XSDT", 35);
	assert_null(acpi_find((uintptr_t)rsdp, "APIC"));
}

static void a_table_shorter_than_its_header_is_none(void **state)
{
	(void)state;
	make_table(madt, "APIC", 10);
	assert_null(acpi_find((uintptr_t)rsdp, "APIC"));
}

static void madt_entries_are_walked(void **state)
{
	struct acpi_entry entry;
	uint32_t offset = 0;

	(void)state;
	memcpy(madt + 44, "\000\010\001\002\001\000\000\000", 8);
	memcpy(madt + 52, "\001\014", 2);
	make_table(madt, "APIC", 64);
	assert_int_equal(acpi_next_madt_entry((void *)madt, &offset, &entry), 1);
	assert_int_equal(entry.type, 0);
	assert_int_equal(entry.bytes[3], 2);
	assert_int_equal(acpi_next_madt_entry((void *)madt, &offset, &entry), 1);
	assert_int_equal(entry.type, 1);
	assert_int_equal(entry.length, 12);
	assert_int_equal(acpi_next_madt_entry((void *)madt, &offset, &entry), 0);
}

static void madt_entries_that_lie_end_the_walk(void **state)
{
	struct acpi_entry entry;

	(void)state;
	for (unsigned length = 0; length < 256; length++) {
		uint32_t offset = 0;

		make_table(madt, "APIC", 44 + 8);
		madt[45] = (uint8_t)length;
		assert_int_equal(acpi_next_madt_entry((void *)madt, &offset, &entry),
		                 length >= 2 && length <= 8);
	}
	for (uint32_t length = 36; length < 46; length++) {
		uint32_t offset = 0;

		make_table(madt, "APIC", length);
		madt[45] = 2;
		assert_int_equal(acpi_next_madt_entry((void *)madt, &offset, &entry), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(tables_are_found, make_tables),
		cmocka_unit_test_setup(a_root_shorter_than_its_header_is_none, make_tables),
		cmocka_unit_test_setup(a_table_shorter_than_its_header_is_none, make_tables),
		cmocka_unit_test_setup(madt_entries_are_walked, make_tables),
		cmocka_unit_test_setup(madt_entries_that_lie_end_the_walk, make_tables),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
