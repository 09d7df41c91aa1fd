/*
 * The memory map against a pretended INT 15h function E820, and the places it finds.
 */
#include <boot/bios/memory.h>

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <boot/bios/bios_sample.h>
#include <lib/base/compiler.h>

#define MIB (1024ull * 1024ull)
#define GIB (1024ull * MIB)

struct told_range {
	uint64_t base;
	uint64_t len;
	uint32_t type;
	uint32_t attributes;
};

static const struct told_range *told; /* what the BIOS says */
static size_t nr_told;

void bios_interrupt(uint8_t vector, struct bios_registers *registers)
{
	size_t index = registers->ebx;

	assert_int_equal(vector, 0x15);
	assert_int_equal(registers->eax, 0xe820);
	assert_int_equal(registers->edx, 0x534d4150);
	registers->flags = 0;
	if (index >= nr_told) {
		pretend_failure(registers, 0x86);
		return;
	}
	/* Attributes that are all ones stand for a BIOS that does not write them. */
	memcpy(bios_pointer((uint64_t)registers->es * 16 + (registers->edi & 0xffff)), &told[index],
	       told[index].attributes == ~0u ? 20 : 24);
	registers->eax = 0x534d4150;
	registers->ebx = index + 1 < nr_told ? (uint32_t)index + 1 : 0;
}

static void tell(const struct told_range *ranges, size_t nr_ranges)
{
	told = ranges;
	nr_told = nr_ranges;
	memory_map_read();
}

#define TELL(ranges) tell(ranges, ARRAY_SIZE(ranges))

static void keeps_what_the_bios_says(void **state)
{
	static const struct told_range ranges[] = {
		{0, 0x9fc00, 1, ~0u},  {MIB, 63 * MIB, 1, 1}, {64 * MIB, MIB, 3, 1},
		{65 * MIB, MIB, 4, 1}, {66 * MIB, MIB, 5, 1}, {67 * MIB, MIB, 12, 1},
		{68 * MIB, 0, 1, 1},   {69 * MIB, MIB, 1, 0}, {4 * GIB, GIB, 1, 1},
	};
	static const uint32_t types[] = {
		LIMINE_MEMMAP_USABLE,   LIMINE_MEMMAP_USABLE,     LIMINE_MEMMAP_ACPI_RECLAIMABLE,
		LIMINE_MEMMAP_ACPI_NVS, LIMINE_MEMMAP_BAD_MEMORY, LIMINE_MEMMAP_RESERVED,
		LIMINE_MEMMAP_USABLE,
	};
	size_t nr_ranges;
	const struct firmware_range *map;

	(void)state;
	TELL(ranges);
	map = memory_map(&nr_ranges);
	assert_true(nr_ranges > ARRAY_SIZE(types)); /* and what sill occupies */
	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		assert_int_equal(map[i].type, types[i]);
	assert_int_equal(map[6].base, 4 * GIB); /* empty and disabled ranges are left out */
}

static void takes_the_highest_place(void **state)
{
	static const struct told_range ranges[] = {
		{4 * GIB, GIB, 1, 1}, {MIB, 99 * MIB + 5, 1, 1}, {0, 0x9fc00, 1, 1}};

	(void)state;
	TELL(ranges);
	assert_ptr_equal(memory_map_take(3 * MIB, "a test"), bios_pointer(97 * MIB));
	assert_ptr_equal(memory_map_take(MIB, "a test"), bios_pointer(96 * MIB));
	assert_ptr_equal(memory_map_take(95 * MIB, "a test"), bios_pointer(MIB));
}

static void avoids_what_overlaps(void **state)
{
	static const struct told_range ranges[] = {
		{0, 100 * MIB, 1, 1},
		{90 * MIB + 1, MIB, 2, 1},
		{80 * MIB, 5 * MIB, 4, 1},
		{95 * MIB, ~0ull - 100 * MIB, 2, 1},
	};

	(void)state;
	TELL(ranges);
	assert_ptr_equal(memory_map_take(3 * MIB, "a test"), bios_pointer(92 * MIB));
	assert_ptr_equal(memory_map_take(5 * MIB, "a test"), bios_pointer(85 * MIB));
	assert_ptr_equal(memory_map_take(6 * MIB, "a test"), bios_pointer(74 * MIB));
}

static void stays_between_1_mib_and_4_gib(void **state)
{
	static const struct told_range ranges[] = {{0, 2 * MIB, 1, 1}, {4 * GIB, GIB, 1, 1}};

	(void)state;
	TELL(ranges);
	assert_ptr_equal(memory_map_take(MIB, "a test"), bios_pointer(MIB));
	if (setjmp(fail_jump) == 0) {
		memory_map_take(4096, "a test");
		fail();
	}
	assert_non_null(strstr(fail_text, "too little memory: no free 4 KiB"));
}

static void refuses_a_bios_without_a_map(void **state)
{
	(void)state;
	if (setjmp(fail_jump) == 0) {
		tell(NULL, 0);
		fail();
	}
	assert_non_null(strstr(fail_text, "no memory map"));
}

static void refuses_a_map_without_an_end(void **state)
{
	static struct told_range ranges[1000];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(ranges); i++)
		ranges[i] = (struct told_range){i * MIB, MIB, 1, 1};
	if (setjmp(fail_jump) == 0) {
		TELL(ranges);
		fail();
	}
	assert_non_null(strstr(fail_text, "more than 248 ranges"));
}

static void refuses_absurd_lengths(void **state)
{
	static const struct told_range ranges[] = {{MIB, ~0ull, 1, 1}};

	(void)state;
	TELL(ranges);
	if (setjmp(fail_jump) == 0) {
		memory_map_take(~0ull - 4095, "a test");
		fail();
	}
	assert_non_null(strstr(fail_text, "too little memory"));
	assert_ptr_equal(memory_map_take(4096, "a test"), bios_pointer(4 * GIB - 4096));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_what_the_bios_says),
		cmocka_unit_test(takes_the_highest_place),
		cmocka_unit_test(avoids_what_overlaps),
		cmocka_unit_test(stays_between_1_mib_and_4_gib),
		cmocka_unit_test(refuses_a_bios_without_a_map),
		cmocka_unit_test(refuses_a_map_without_an_end),
		cmocka_unit_test(refuses_absurd_lengths),
	};

	pretend_bounce_buffer();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
