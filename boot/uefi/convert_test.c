/*
 * Conversions from UEFI's shapes: every memory type, maps that lie about lengths, dates against
 * libc's calendar, pixel masks, device paths whose nodes are malformed.
 */
#include <boot/uefi/convert.h>

#include <string.h>
#include <time.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define MAX_RANGES 4

/* Descriptors as firmware spaces them: larger than the structure. */
struct spaced {
	struct efi_memory_descriptor descriptor;
	uint64_t firmwares_own;
};

static struct efi_memory_descriptor memory(uint32_t type, uint64_t start, uint64_t nr_pages)
{
	return (struct efi_memory_descriptor){.type = type,
	                                      .physical_start = start,
	                                      .nr_pages = nr_pages,
	                                      .attribute = EFI_MEMORY_WB};
}

static void types_follow_the_protocol(void **state)
{
	static const struct {
		uint32_t efi, ours;
	} rows[] = {
		{EFI_RESERVED_MEMORY, LIMINE_MEMMAP_RESERVED},
		{EFI_LOADER_CODE, LIMINE_MEMMAP_BOOTLOADER_RECLAIMABLE},
		{EFI_LOADER_DATA, LIMINE_MEMMAP_BOOTLOADER_RECLAIMABLE},
		{EFI_BOOT_SERVICES_CODE, FIRMWARE_USABLE_LATER},
		{EFI_BOOT_SERVICES_DATA, FIRMWARE_USABLE_LATER},
		{EFI_RUNTIME_SERVICES_CODE, LIMINE_MEMMAP_RESERVED_MAPPED},
		{EFI_RUNTIME_SERVICES_DATA, LIMINE_MEMMAP_RESERVED_MAPPED},
		{EFI_CONVENTIONAL_MEMORY, LIMINE_MEMMAP_USABLE},
		{EFI_UNUSABLE_MEMORY, LIMINE_MEMMAP_BAD_MEMORY},
		{EFI_ACPI_RECLAIM_MEMORY, LIMINE_MEMMAP_ACPI_RECLAIMABLE},
		{EFI_ACPI_MEMORY_NVS, LIMINE_MEMMAP_ACPI_NVS},
		{EFI_MEMORY_MAPPED_IO, LIMINE_MEMMAP_RESERVED},
		{EFI_MEMORY_MAPPED_IO_PORTS, LIMINE_MEMMAP_RESERVED},
		{EFI_PAL_CODE, LIMINE_MEMMAP_RESERVED},
		{EFI_PERSISTENT_MEMORY, LIMINE_MEMMAP_RESERVED},
		{EFI_UNACCEPTED_MEMORY, LIMINE_MEMMAP_RESERVED},
		{0x80000001, LIMINE_MEMMAP_RESERVED}, /* an operating system loader's own */
	};
	struct efi_memory_descriptor uncached = memory(EFI_CONVENTIONAL_MEMORY, 0, 1);

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct efi_memory_descriptor d = memory(rows[i].efi, 0, 1);

		assert_int_equal(convert_memory_type(&d), rows[i].ours);
	}
	uncached.attribute = 0;
	assert_int_equal(convert_memory_type(&uncached), LIMINE_MEMMAP_RESERVED);
}

static void neighbours_of_one_type_are_joined(void **state)
{
	const struct spaced map[] = {
		{memory(EFI_BOOT_SERVICES_CODE, 0x1000, 1), 7},
		{memory(EFI_BOOT_SERVICES_DATA, 0x2000, 2), 7},
		{memory(EFI_CONVENTIONAL_MEMORY, 0x4000, 1), 7},
		{memory(EFI_CONVENTIONAL_MEMORY, 0x6000, 1), 7},
	};
	struct firmware_range out[MAX_RANGES];

	(void)state;
	assert_int_equal(convert_memory_map(map, sizeof(map), sizeof(map[0]), out, MAX_RANGES), 3);
	assert_int_equal(out[0].base, 0x1000);
	assert_int_equal(out[0].len, 0x3000);
	assert_int_equal(out[0].type, FIRMWARE_USABLE_LATER);
	assert_int_equal(out[1].base, 0x4000);
	assert_int_equal(out[2].base, 0x6000);
	/* No room: what comes first stays. */
	assert_int_equal(convert_memory_map(map, sizeof(map), sizeof(map[0]), out, 1), 1);
	assert_int_equal(out[0].len, 0x3000);
}

static void maps_that_lie_are_survived(void **state)
{
	const struct spaced map[] = {
		{memory(EFI_CONVENTIONAL_MEMORY, 0x1000, 0), 0},
		{memory(EFI_CONVENTIONAL_MEMORY, 0x1000, UINT64_MAX / 2), 0},
		{memory(EFI_CONVENTIONAL_MEMORY, UINT64_MAX - 0xfff, 2), 0},
		{memory(EFI_CONVENTIONAL_MEMORY, 0x5000, 1), 0},
	};
	struct firmware_range out[MAX_RANGES];

	(void)state;
	assert_int_equal(convert_memory_map(map, sizeof(map), sizeof(map[0]), out, MAX_RANGES), 1);
	assert_int_equal(out[0].base, 0x5000);
	/* A last descriptor cut short, and descriptors that are too small for their fields. */
	assert_int_equal(convert_memory_map(map, sizeof(map) - 1, sizeof(map[0]), out, MAX_RANGES),
	                 0);
	assert_int_equal(convert_memory_map(map, sizeof(map), 39, out, MAX_RANGES), 0);
	assert_int_equal(convert_memory_map(map, sizeof(map), 0, out, MAX_RANGES), 0);
}

static void dates_agree_with_libc(void **state)
{
	(void)state;
	/* Steps of a prime number of seconds reach every month, leap days and both ends. */
	for (int64_t t = 1; t < 130ll * 366 * 86400; t += 86461ll * 13) {
		const time_t libc_time = (time_t)t;
		struct efi_time time = {.time_zone = EFI_UNSPECIFIED_TIMEZONE};
		struct tm tm;

		gmtime_r(&libc_time, &tm);
		time.year = (uint16_t)(tm.tm_year + 1900);
		time.month = (uint8_t)(tm.tm_mon + 1);
		time.day = (uint8_t)tm.tm_mday;
		time.hour = (uint8_t)tm.tm_hour;
		time.minute = (uint8_t)tm.tm_min;
		time.second = (uint8_t)tm.tm_sec;
		assert_int_equal(convert_time(&time), t);
		time.time_zone = -60; /* one hour east: the clock is ahead of UTC */
		assert_int_equal(convert_time(&time), t - 3600);
	}
}

static void wrong_dates_are_none(void **state)
{
	static const struct efi_time wrong[] = {
		{.year = 0, .month = 1, .day = 1},
		{.year = 2024, .month = 0, .day = 1},
		{.year = 2024, .month = 13, .day = 1},
		{.year = 2024, .month = 1, .day = 0},
		{.year = 2024, .month = 1, .day = 32},
		{.year = 2024, .month = 1, .day = 1, .hour = 24},
		{.year = 0xffff, .month = 1, .day = 1},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		assert_int_equal(convert_time(&wrong[i]), 0);
}

static void pixel_layouts(void **state)
{
	struct efi_graphics_mode_info info = {.width = 800,
	                                      .height = 600,
	                                      .pixel_format = EFI_PIXEL_BGR8,
	                                      .pixels_per_line = 832};
	struct firmware_framebuffer fb = {0};

	(void)state;
	assert_true(convert_mode(&info, &fb));
	assert_int_equal(fb.pitch, 832 * 4);
	assert_int_equal(fb.bpp, 32);
	assert_int_equal(fb.red_shift, 16);
	assert_int_equal(fb.blue_shift, 0);
	assert_int_equal(fb.green_size, 8);
	info.pixel_format = EFI_PIXEL_RGB8;
	assert_true(convert_mode(&info, &fb));
	assert_int_equal(fb.red_shift, 0);
	assert_int_equal(fb.blue_shift, 16);

	info.pixel_format = EFI_PIXEL_BIT_MASK;
	info.red_mask = 0xf800, info.green_mask = 0x07e0, info.blue_mask = 0x001f;
	assert_true(convert_mode(&info, &fb));
	assert_int_equal(fb.bpp, 16);
	assert_int_equal(fb.pitch, 832 * 2);
	assert_int_equal(fb.green_size, 6);
	assert_int_equal(fb.green_shift, 5);
	info.red_mask = 0xff0000, info.green_mask = 0xff00, info.blue_mask = 0xff;
	assert_true(convert_mode(&info, &fb));
	assert_int_equal(fb.bpp, 24);
}

static void modes_nobody_can_draw_in(void **state)
{
	const struct efi_graphics_mode_info good = {.width = 640,
	                                            .height = 480,
	                                            .pixel_format = EFI_PIXEL_BIT_MASK,
	                                            .red_mask = 0xff0000,
	                                            .green_mask = 0xff00,
	                                            .blue_mask = 0xff,
	                                            .pixels_per_line = 640};
	struct efi_graphics_mode_info info = good;
	struct firmware_framebuffer fb;

	(void)state;
	assert_true(convert_mode(&info, &fb));
	info.pixel_format = EFI_PIXEL_BLT_ONLY;
	assert_false(convert_mode(&info, &fb));
	info = good, info.green_mask = 0;
	assert_false(convert_mode(&info, &fb));
	info = good, info.red_mask = 0x550000; /* holes */
	assert_false(convert_mode(&info, &fb));
	info = good, info.pixels_per_line = 639;
	assert_false(convert_mode(&info, &fb));
	info = good, info.pixels_per_line = UINT32_MAX;
	assert_false(convert_mode(&info, &fb));
	info = good, info.height = 0;
	assert_false(convert_mode(&info, &fb));
}

/* PCI root, PCI function, a partition, the end. */
static const uint8_t partition_path[] = {2, 1, 12, 0, 1, 2, 3, 4, 0, 0,    0,    0, 1, 1,
                                         6, 0, 0,  3, 4, 1, 5, 0, 9, 0x7f, 0xff, 4, 0};
static const uint8_t disk_path[] = {2, 1, 12, 0, 1, 2, 3, 4,    0,    0, 0,
                                    0, 1, 1,  6, 0, 0, 3, 0x7f, 0xff, 4, 0};
static const uint8_t other_path[] = {2, 1, 12, 0, 1, 2, 3, 4,    0,    0, 0,
                                     0, 1, 1,  6, 0, 0, 4, 0x7f, 0xff, 4, 0};

static void disks_are_told_by_their_paths(void **state)
{
	const void *partition = partition_path, *disk = disk_path, *other = other_path;

	(void)state;
	assert_int_equal(convert_path_bytes(partition), 23);
	assert_int_equal(convert_path_bytes(disk), 18);
	assert_true(convert_path_starts_with(partition, disk));
	assert_true(convert_path_starts_with(disk, disk));
	assert_false(convert_path_starts_with(disk, partition));
	assert_false(convert_path_starts_with(partition, other));
}

static void malformed_paths_end(void **state)
{
	static const uint8_t no_length[] = {2, 1, 0, 0};
	static const uint8_t too_short[] = {2, 1, 6, 0, 0, 0, 1, 1, 3, 0};

	(void)state;
	assert_int_equal(convert_path_bytes((const void *)no_length), 0);
	assert_int_equal(convert_path_bytes((const void *)too_short), 6);
}

static void a_serial_console_is_seen(void **state)
{
	/* Two instances: a screen, then a UART. */
	static const uint8_t both[] = {2, 3, 8,  0, 1, 2, 3, 4,    0x7f, 1, 4,
	                               0, 3, 14, 6, 0, 0, 0, 0x7f, 0xff, 4, 0};
	static const uint8_t endless[] = {2, 3, 0, 0, 3, 14, 4, 0};

	(void)state;
	assert_true(convert_path_has_uart(both, sizeof(both)));
	assert_false(convert_path_has_uart(both, 12));
	assert_false(convert_path_has_uart(both, 0));
	assert_false(convert_path_has_uart(endless, sizeof(endless)));
}

static void text_becomes_ascii(void **state)
{
	static const efi_char16 text[] = {'q', 0xe9, ' ', '\n', 'z', 0, 'x'};
	char out[8];

	(void)state;
	convert_text(out, sizeof(out), text, ARRAY_SIZE(text));
	assert_string_equal(out, "q? ?z");
	convert_text(out, sizeof(out), text, 1);
	assert_string_equal(out, "q");
	convert_text(out, 3, text, ARRAY_SIZE(text));
	assert_string_equal(out, "q?");
	convert_text(out, 1, text, ARRAY_SIZE(text));
	assert_string_equal(out, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(types_follow_the_protocol),
		cmocka_unit_test(neighbours_of_one_type_are_joined),
		cmocka_unit_test(maps_that_lie_are_survived),
		cmocka_unit_test(dates_agree_with_libc),
		cmocka_unit_test(wrong_dates_are_none),
		cmocka_unit_test(pixel_layouts),
		cmocka_unit_test(modes_nobody_can_draw_in),
		cmocka_unit_test(disks_are_told_by_their_paths),
		cmocka_unit_test(malformed_paths_end),
		cmocka_unit_test(a_serial_console_is_seen),
		cmocka_unit_test(text_becomes_ascii),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
