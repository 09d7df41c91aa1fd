/*
 * The memory map against an oracle that knows the type of every page, and the allocator's promises.
 */
#include <boot/core/memory.h>

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <boot/core/fail_test.h>

#define PAGE ((uint64_t)MEMORY_PAGE_BYTES)

enum { ORACLE_PAGES = 64, ROUNDS = 3000, NOTHING = 255 };

static struct firmware_range ranges[16];
static struct firmware fw = {.ranges = ranges, .bundle = (const void *)PAGE};

static void start(size_t nr_ranges)
{
	fw.nr_ranges = nr_ranges;
	memory_init(&fw);
}

static uint32_t type_at(uint64_t address)
{
	size_t nr_pieces;
	const struct memory_piece *pieces = memory_pieces(&nr_pieces);

	for (size_t i = 0; i < nr_pieces; i++) {
		if (address >= pieces[i].base && address < pieces[i].end)
			return pieces[i].type;
	}
	return NOTHING;
}

static void assert_invariants(void)
{
	size_t nr_pieces;
	const struct memory_piece *pieces = memory_pieces(&nr_pieces);

	for (size_t i = 0; i < nr_pieces; i++) {
		assert_true(pieces[i].base < pieces[i].end);
		if (i == 0)
			continue;
		assert_true(pieces[i - 1].end <= pieces[i].base);
		assert_false(pieces[i - 1].end == pieces[i].base &&
		             pieces[i - 1].type == pieces[i].type);
	}
}

/* The order of danger, written down a second time. */
static unsigned danger_of(uint32_t type)
{
	static const uint8_t order[] = {
		LIMINE_MEMMAP_USABLE,
		LIMINE_MEMMAP_BOOTLOADER_RECLAIMABLE,
		LIMINE_MEMMAP_EXECUTABLE_AND_MODULES,
		LIMINE_MEMMAP_RESERVED,
		LIMINE_MEMMAP_RESERVED_MAPPED,
		LIMINE_MEMMAP_ACPI_RECLAIMABLE,
		LIMINE_MEMMAP_ACPI_NVS,
		LIMINE_MEMMAP_FRAMEBUFFER,
		LIMINE_MEMMAP_BAD_MEMORY,
	};

	for (unsigned i = 0; i < sizeof(order); i++) {
		if (order[i] == type)
			return i + 1;
	}
	return 0; /* nothing */
}

static void overlay_agrees_with_oracle(void **state)
{
	uint8_t oracle[ORACLE_PAGES];
	uint32_t seed = 1;

	(void)state;
	memset(oracle, NOTHING, sizeof(oracle));
	start(0);
	for (int round = 0; round < ROUNDS; round++) {
		uint32_t type;
		uint64_t first;
		uint64_t end;

		seed = seed * 1664525 + 1013904223;
		type = (seed >> 8) % 9;
		first = (seed >> 12) % ORACLE_PAGES;
		end = first + 1 + (seed >> 20) % 8;
		end = end > ORACLE_PAGES ? ORACLE_PAGES : end;
		if (seed >> 31)
			memory_retype(first * PAGE, (end - first) * PAGE, type);
		else
			memory_claim(first * PAGE, (end - first) * PAGE, type);
		for (uint64_t page = first; page < end; page++) {
			if (seed >> 31 || danger_of(type) > danger_of(oracle[page]))
				oracle[page] = (uint8_t)type;
		}
		assert_invariants();
		for (uint64_t page = 0; page < ORACLE_PAGES; page++)
			assert_int_equal(type_at(page * PAGE + 7), oracle[page]);
	}
}

static void usable_memory_shrinks_to_pages(void **state)
{
	(void)state;
	ranges[0] = (struct firmware_range){PAGE + 1, 4 * PAGE, LIMINE_MEMMAP_USABLE};
	ranges[1] = (struct firmware_range){8 * PAGE + 5, 10, LIMINE_MEMMAP_USABLE};
	ranges[2] = (struct firmware_range){10 * PAGE + 5, 10, LIMINE_MEMMAP_RESERVED};
	start(3);
	assert_int_equal(type_at(2 * PAGE - 1), NOTHING);
	assert_int_equal(type_at(2 * PAGE), LIMINE_MEMMAP_USABLE);
	assert_int_equal(type_at(5 * PAGE - 1), LIMINE_MEMMAP_USABLE);
	assert_int_equal(type_at(5 * PAGE), NOTHING);
	assert_int_equal(type_at(8 * PAGE + 5), NOTHING);
	assert_int_equal(type_at(10 * PAGE + 5), LIMINE_MEMMAP_RESERVED);
	assert_int_equal(type_at(10 * PAGE + 15), NOTHING);
}

static void loaders_memory_takes_whole_pages(void **state)
{
	(void)state;
	ranges[0] = (struct firmware_range){0, 16 * PAGE, LIMINE_MEMMAP_USABLE};
	ranges[1] = (struct firmware_range){PAGE + 100, 10, LIMINE_MEMMAP_BOOTLOADER_RECLAIMABLE};
	ranges[2] = (struct firmware_range){4 * PAGE, 10, FIRMWARE_USABLE_LATER};
	start(3);
	assert_int_equal(type_at(PAGE), LIMINE_MEMMAP_BOOTLOADER_RECLAIMABLE);
	assert_int_equal(type_at(2 * PAGE - 1), LIMINE_MEMMAP_BOOTLOADER_RECLAIMABLE);
	assert_int_equal(type_at(2 * PAGE), LIMINE_MEMMAP_USABLE);
	assert_int_equal(type_at(4 * PAGE), LIMINE_MEMMAP_BOOTLOADER_RECLAIMABLE);
}

static void a_range_that_wraps_ends_with_the_address_space(void **state)
{
	(void)state;
	ranges[0] =
		(struct firmware_range){UINT64_MAX - 2 * PAGE, UINT64_MAX, LIMINE_MEMMAP_RESERVED};
	ranges[1] = (struct firmware_range){0, 0, LIMINE_MEMMAP_USABLE};
	ranges[2] = (struct firmware_range){PAGE, PAGE, 77}; /* no type that exists */
	start(3);
	assert_int_equal(type_at(UINT64_MAX - 2 * PAGE), LIMINE_MEMMAP_RESERVED);
	assert_int_equal(type_at(0), NOTHING);
	assert_int_equal(type_at(PAGE), LIMINE_MEMMAP_RESERVED);
}

static uint64_t take(uint64_t len, uint64_t limit)
{
	return memory_alloc_range(
		&(struct memory_request){.len = len,
	                                 .limit = limit,
	                                 .type = LIMINE_MEMMAP_BOOTLOADER_RECLAIMABLE,
	                                 .what = "a test"});
}

static void allocation_takes_the_highest_place_below_4_gib(void **state)
{
	const uint64_t gib4 = MEMORY_BELOW_4GIB;

	(void)state;
	ranges[0] = (struct firmware_range){0, 4 * PAGE, LIMINE_MEMMAP_USABLE};
	ranges[1] = (struct firmware_range){0x200000, 4 * PAGE, LIMINE_MEMMAP_USABLE};
	ranges[2] = (struct firmware_range){gib4, 64 * PAGE, LIMINE_MEMMAP_USABLE};
	start(3);
	assert_int_equal(take(1, 0), 0x200000 + 3 * PAGE);
	assert_int_equal(take(PAGE + 1, MEMORY_BELOW_1MIB), 2 * PAGE);
	assert_int_equal(take(3 * PAGE, 0), 0x200000);
	/* Page 0 is usable, but not for the loader. */
	assert_int_equal(take(PAGE, 0), PAGE);
	assert_int_equal(take(PAGE, 0), gib4 + 63 * PAGE);
	assert_int_equal(type_at(0), LIMINE_MEMMAP_USABLE);
	assert_int_equal(type_at(PAGE), LIMINE_MEMMAP_BOOTLOADER_RECLAIMABLE);
	assert_invariants();
}

static void too_little_memory_is_said(void **state)
{
	(void)state;
	ranges[0] = (struct firmware_range){0x200000, 4 * PAGE, LIMINE_MEMMAP_USABLE};
	start(1);
	assert_true(FAKE_FAILS(take(5 * PAGE, 0)));
	assert_non_null(strstr(fake_fail_text, "too little memory: no 20 KiB"));
	assert_true(FAKE_FAILS(take(PAGE, MEMORY_BELOW_1MIB)));
	assert_non_null(strstr(fake_fail_text, "below 1 MiB"));
	assert_int_equal(take(4 * PAGE, 0), 0x200000);
}

static void nothing_is_allocated_from_a_frozen_map(void **state)
{
	(void)state;
	ranges[0] = (struct firmware_range){0x200000, 4 * PAGE, LIMINE_MEMMAP_USABLE};
	start(1);
	memory_freeze();
	assert_true(FAKE_FAILS(take(PAGE, 0)));
	assert_non_null(strstr(fake_fail_text, "bug"));
}

static void small_pieces_are_zero_apart_and_aligned(void **state)
{
	static _Alignas(4096) uint8_t arena[8 * MEMORY_PAGE_BYTES];
	uint8_t *before = NULL;

	(void)state;
	memset(arena, 0xee, sizeof(arena));
	ranges[0] = (struct firmware_range){(uintptr_t)arena, sizeof(arena), LIMINE_MEMMAP_USABLE};
	start(1);
	for (size_t bytes = 1; bytes < 200; bytes++) {
		uint8_t *piece = memory_alloc(bytes);

		assert_int_equal((uintptr_t)piece % 16, 0);
		for (size_t i = 0; i < bytes; i++)
			assert_int_equal(piece[i], 0);
		memset(piece, 0xdd, bytes);
		assert_ptr_not_equal(piece, before);
		before = piece;
	}
	assert_int_equal((uintptr_t)memory_alloc(MEMORY_PAGE_BYTES) % MEMORY_PAGE_BYTES, 0);
}

static void a_type_can_be_renamed(void **state)
{
	(void)state;
	ranges[0] = (struct firmware_range){0, PAGE, LIMINE_MEMMAP_RESERVED};
	ranges[1] = (struct firmware_range){PAGE, PAGE, LIMINE_MEMMAP_RESERVED_MAPPED};
	ranges[2] = (struct firmware_range){2 * PAGE, PAGE, LIMINE_MEMMAP_ACPI_NVS};
	start(3);
	memory_rename(LIMINE_MEMMAP_RESERVED_MAPPED, LIMINE_MEMMAP_RESERVED);
	assert_int_equal(type_at(PAGE), LIMINE_MEMMAP_RESERVED);
	assert_int_equal(type_at(2 * PAGE), LIMINE_MEMMAP_ACPI_NVS);
	assert_invariants();
}

static void a_map_too_long_is_said(void **state)
{
	bool failed = false;

	(void)state;
	start(0);
	for (uint64_t i = 0; i < 2000 && !failed; i++)
		failed = FAKE_FAILS(memory_claim(2 * i * PAGE, PAGE, LIMINE_MEMMAP_RESERVED));
	assert_true(failed);
	assert_non_null(strstr(fake_fail_text, "more than 1024 ranges"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(overlay_agrees_with_oracle),
		cmocka_unit_test(usable_memory_shrinks_to_pages),
		cmocka_unit_test(loaders_memory_takes_whole_pages),
		cmocka_unit_test(a_range_that_wraps_ends_with_the_address_space),
		cmocka_unit_test(allocation_takes_the_highest_place_below_4_gib),
		cmocka_unit_test(too_little_memory_is_said),
		cmocka_unit_test(nothing_is_allocated_from_a_frozen_map),
		cmocka_unit_test(small_pieces_are_zero_apart_and_aligned),
		cmocka_unit_test(a_type_can_be_renamed),
		cmocka_unit_test(a_map_too_long_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
