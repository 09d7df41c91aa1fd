/*
 * symbols_find against a table written by hand: three functions in a text of 0x100 bytes, the first
 * of which does not start at the beginning.
 */
#include <kernel/core/symbols.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

const char kernel_text_start[0x200] = {0};
const uint32_t symbols_count = 3;
const uint32_t symbols_text_bytes = 0x100;
const uint32_t symbols_offsets[] = {0x10, 0x40, 0x41};
const uint32_t symbols_names_index[] = {0, 6, 11};
const char symbols_names[] = "first\0next\0last";

static void expect_found(uint32_t distance, const char *name, uint32_t offset)
{
	const char *found = NULL;
	uint32_t found_offset = 0xdeadu;

	assert_true(symbols_find((uintptr_t)kernel_text_start + distance, &found, &found_offset));
	assert_string_equal(found, name);
	assert_int_equal(found_offset, offset);
}

static void expect_nothing(uintptr_t pc)
{
	const char *found = NULL;
	uint32_t offset = 0xdeadu;

	assert_false(symbols_find(pc, &found, &offset));
	assert_null(found);
	assert_int_equal(offset, 0xdeadu);
}

static void finds_functions(void **state)
{
	(void)state;
	expect_found(0x10, "first", 0);
	expect_found(0x3f, "first", 0x2f);
	expect_found(0x40, "next", 0);
	expect_found(0x41, "last", 0);
	expect_found(0xff, "last", 0xbe);
}

static void refuses_what_is_not_text(void **state)
{
	(void)state;
	expect_nothing((uintptr_t)kernel_text_start - 1);
	expect_nothing((uintptr_t)kernel_text_start);
	expect_nothing((uintptr_t)kernel_text_start + 0xf);
	expect_nothing((uintptr_t)kernel_text_start + 0x100);
	expect_nothing(0);
	expect_nothing(UINTPTR_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_functions),
		cmocka_unit_test(refuses_what_is_not_text),
	};

	return cmocka_run_group_tests_name("symbols", tests, NULL, NULL);
}
