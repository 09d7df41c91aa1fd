/*
 * The choice of a graphics mode, from what a pretended video BIOS offers.
 */
#include <boot/bios/video.h>

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <boot/bios/bios_sample.h>
#include <boot/bios/console.h>
#include <lib/base/compiler.h>

enum {
	GOOD = 0x9b, /* supported, colour, graphics, linear framebuffer */
	DIRECT = 6,
	LIST_AT = 0x4000, /* in the bounce buffer */
};

struct mode {
	uint16_t attributes;
	uint16_t width, height, pitch;
	uint8_t bpp, model;
};

/* The pretended adapter: mode numbers count from 0x100. */
static struct {
	uint16_t version; /* 0: no VBE */
	const struct mode *modes;
	size_t nr_modes;
	uint16_t native_width, native_height; /* 0: no EDID */
	bool damaged_edid;
	bool refuses; /* to set a mode */
	uint32_t mode_set;
	unsigned int nr_holds;
} adapter;

void console_hold(void)
{
	adapter.nr_holds++;
}

static void put16(uint8_t *at, uint16_t value)
{
	memcpy(at, &value, sizeof(value));
}

static void give_list(uint8_t *block)
{
	uint8_t *list = bios_pointer(BOUNCE_BASE + LIST_AT);
	uint32_t far = (BOUNCE_BASE >> 4) << 16 | LIST_AT;

	assert_memory_equal(block, "VBE2", 4);
	memcpy(block, "VESA", 4);
	put16(block + 4, adapter.version);
	memcpy(block + 14, &far, sizeof(far));
	for (size_t i = 0; i < adapter.nr_modes; i++)
		put16(list + 2 * i, (uint16_t)(0x100 + i));
	put16(list + 2 * adapter.nr_modes, 0xffff);
}

static void give_mode(uint8_t *block, uint32_t number)
{
	const struct mode *mode = &adapter.modes[number - 0x100];
	const uint8_t colours[] = {8, 16, 8, 8, 8, 0};
	uint32_t base = 0xe0000000;

	assert_in_range(number, 0x100, 0x100 + adapter.nr_modes - 1);
	put16(block, mode->attributes);
	put16(block + 16, mode->pitch);
	put16(block + 18, mode->width);
	put16(block + 20, mode->height);
	block[25] = mode->bpp;
	block[27] = mode->model;
	memcpy(block + 31, colours, sizeof(colours));
	memcpy(block + 40, &base, sizeof(base));
	if (adapter.version >= 0x300) {
		put16(block + 50, (uint16_t)(mode->pitch + 64));
		memcpy(block + 54, colours, sizeof(colours));
	}
}

static void give_edid(uint8_t *block)
{
	static const uint8_t head[] = {0, 255, 255, 255, 255, 255, 255, 0};
	uint8_t sum = 0;

	memset(block, 0, 128);
	memcpy(block, head, sizeof(head));
	block[54] = 1; /* pixel clock */
	block[56] = (uint8_t)adapter.native_width;
	block[58] = (uint8_t)(adapter.native_width >> 8 << 4);
	block[59] = (uint8_t)adapter.native_height;
	block[61] = (uint8_t)(adapter.native_height >> 8 << 4);
	for (size_t i = 0; i < 127; i++)
		sum += block[i];
	block[127] = (uint8_t)(adapter.damaged_edid - sum);
}

void bios_interrupt(uint8_t vector, struct bios_registers *registers)
{
	uint8_t *block = bios_pointer((uint64_t)registers->es * 16 + (registers->edi & 0xffff));
	uint32_t function = registers->eax;

	assert_int_equal(vector, 0x10);
	registers->eax = 0x004f;
	if (function == 0x4f00 && adapter.version != 0) {
		give_list(block);
	} else if (function == 0x4f01) {
		give_mode(block, registers->ecx);
	} else if (function == 0x4f02 && !adapter.refuses) {
		assert_true((registers->ebx & 0x4000) != 0);
		adapter.mode_set = registers->ebx & 0x1ff;
	} else if (function == 0x4f15 && adapter.native_width != 0) {
		give_edid(block);
	} else {
		registers->eax = function & 0xff ? 0x014f : 0x4f00;
	}
}

static const struct mode usual[] = {
	{GOOD, 640, 480, 2560, 32, DIRECT},   {GOOD, 1024, 768, 3072, 24, DIRECT},
	{GOOD, 1024, 768, 4096, 32, DIRECT},  {GOOD, 1280, 800, 5120, 32, DIRECT},
	{GOOD, 1920, 1080, 5760, 24, DIRECT}, {GOOD, 800, 600, 3200, 32, DIRECT},
};

static int setup(void **state)
{
	(void)state;
	memset(&adapter, 0, sizeof(adapter));
	memset(bios_pointer(BOUNCE_BASE), 0, BOUNCE_BYTES);
	adapter.version = 0x200;
	adapter.modes = usual;
	adapter.nr_modes = ARRAY_SIZE(usual);
	return 0;
}

/* Starts the screen and says what came of it. */
static struct firmware_framebuffer start(void)
{
	struct firmware_framebuffer out = {0};

	video_start(&out);
	assert_int_equal(adapter.nr_holds, out.width != 0);
	return out;
}

static void assert_size(uint32_t width, uint32_t height, uint16_t bpp)
{
	struct firmware_framebuffer out = start();

	assert_int_equal(out.width, width);
	assert_int_equal(out.height, height);
	assert_int_equal(out.bpp, bpp);
}

static void takes_what_the_monitor_prefers(void **state)
{
	struct firmware_framebuffer out;

	(void)state;
	adapter.native_width = 1920;
	adapter.native_height = 1080;
	out = start();
	assert_int_equal(out.width, 1920);
	assert_int_equal(out.pitch, 5760);
	assert_int_equal(out.base, 0xe0000000);
	assert_int_equal(out.red_shift, 16);
	assert_int_equal(out.blue_shift, 0);
	assert_int_equal(out.edid_bytes, 128);
	assert_non_null(out.edid);
	assert_int_equal(adapter.mode_set, 0x104);
}

static void takes_1024_by_768_without_edid(void **state)
{
	(void)state;
	assert_size(1024, 768, 32);
}

static void takes_1024_by_768_if_the_preferred_size_is_not_there(void **state)
{
	(void)state;
	adapter.native_width = 2560;
	adapter.native_height = 1440;
	assert_size(1024, 768, 32);
}

static void does_not_believe_a_damaged_edid(void **state)
{
	struct firmware_framebuffer out;

	(void)state;
	adapter.native_width = 1920;
	adapter.native_height = 1080;
	adapter.damaged_edid = true;
	out = start();
	assert_int_equal(out.width, 1024);
	assert_null(out.edid);
}

static void takes_the_nearest_below_then_the_smallest_above(void **state)
{
	static const struct mode below[] = {{GOOD, 640, 480, 2560, 32, DIRECT},
	                                    {GOOD, 800, 600, 2400, 24, DIRECT},
	                                    {GOOD, 1280, 1024, 5120, 32, DIRECT}};
	static const struct mode above[] = {{GOOD, 1600, 1200, 6400, 32, DIRECT},
	                                    {GOOD, 1280, 1024, 3840, 24, DIRECT}};

	(void)state;
	adapter.modes = below;
	adapter.nr_modes = ARRAY_SIZE(below);
	assert_size(800, 600, 24);
	adapter.nr_holds = 0;
	adapter.modes = above;
	adapter.nr_modes = ARRAY_SIZE(above);
	assert_size(1280, 1024, 24);
}

static void passes_over_what_it_cannot_use(void **state)
{
	static const struct mode bad[] = {
		{GOOD & ~1, 1024, 768, 4096, 32, DIRECT},    /* not supported */
		{GOOD & ~0x80, 1024, 768, 4096, 32, DIRECT}, /* no linear framebuffer */
		{GOOD & ~0x10, 1024, 768, 4096, 32, DIRECT}, /* text */
		{GOOD, 1024, 768, 1024, 8, 4},               /* palette */
		{GOOD, 1024, 768, 2048, 16, DIRECT},
		{GOOD, 1024, 768, 4092, 32, DIRECT}, /* lines that overlap */
		{GOOD, 1024, 0, 4096, 32, DIRECT},
	};

	(void)state;
	adapter.modes = bad;
	adapter.nr_modes = ARRAY_SIZE(bad);
	assert_size(0, 0, 0);
	assert_int_equal(adapter.mode_set, 0);
}

static void takes_the_linear_pitch_of_version_3(void **state)
{
	(void)state;
	adapter.version = 0x300;
	assert_int_equal(start().pitch, 4096 + 64);
}

static void stays_in_text_mode(void **state)
{
	(void)state;
	adapter.refuses = true;
	assert_size(0, 0, 0);
	adapter.version = 0x102;
	assert_size(0, 0, 0);
	adapter.version = 0;
	assert_size(0, 0, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(takes_what_the_monitor_prefers, setup),
		cmocka_unit_test_setup(takes_1024_by_768_without_edid, setup),
		cmocka_unit_test_setup(takes_1024_by_768_if_the_preferred_size_is_not_there, setup),
		cmocka_unit_test_setup(does_not_believe_a_damaged_edid, setup),
		cmocka_unit_test_setup(takes_the_nearest_below_then_the_smallest_above, setup),
		cmocka_unit_test_setup(passes_over_what_it_cannot_use, setup),
		cmocka_unit_test_setup(takes_the_linear_pitch_of_version_3, setup),
		cmocka_unit_test_setup(stays_in_text_mode, setup),
	};

	pretend_bounce_buffer();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
