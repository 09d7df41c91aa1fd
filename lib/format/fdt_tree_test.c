/*
 * What is asked of a device tree: a sample with one of everything gives exactly what is good in it;
 * buses translate addresses; a blob that is no tree is refused.
 */
#include <lib/format/fdt_tree.h>

#include <errno.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <lib/base/compiler.h>
#include <lib/format/fdt_tree_sample.h>

static uint8_t tree[TREE_SAMPLE_BYTES] ALIGNED(8);

static int setup(void **state)
{
	(void)state;
	assert_true(tree_sample(tree, sizeof(tree), "serial0:115200n8") != 0);
	return 0;
}

static void assert_range(const struct tree_range *range, uint64_t base, uint64_t len)
{
	assert_int_equal(range->base, base);
	assert_int_equal(range->len, len);
}

static void memory_is_every_range_of_every_good_node(void **state)
{
	struct tree_cursor cursor = TREE_START;
	struct tree_range range;

	(void)state;
	assert_int_equal(tree_next_memory(tree, &cursor, &range), 1);
	assert_range(&range, 0x80000000, 0x1000);
	assert_int_equal(tree_next_memory(tree, &cursor, &range), 1);
	assert_range(&range, 0x100000000, 0x200000000);
	assert_int_equal(tree_next_memory(tree, &cursor, &range), 1);
	assert_range(&range, 0xb0000000, 0x3000);
	assert_int_equal(tree_next_memory(tree, &cursor, &range), 0);
}

static void reserved_memory_is_what_has_a_place(void **state)
{
	struct tree_cursor cursor = TREE_START;
	struct tree_range range;

	(void)state;
	assert_int_equal(tree_next_reserved(tree, &cursor, &range), 1);
	assert_range(&range, 0x80000000, 0x800);
	assert_int_equal(tree_next_reserved(tree, &cursor, &range), 0);
	assert_int_equal(tree_reserve_entry(tree, 0, &range), 1);
	assert_range(&range, 0x80001000, 0x2000);
	assert_int_equal(tree_reserve_entry(tree, 1, &range), 0);
}

static void processors_are_those_that_may_run(void **state)
{
	struct tree_cursor cursor = TREE_START;
	struct tree_cpu cpu;

	(void)state;
	assert_int_equal(tree_next_cpu(tree, &cursor, &cpu), 1);
	assert_int_equal(cpu.id, 0);
	assert_int_equal(cpu.method, TREE_START_BY_MACHINE);
	assert_string_equal(cpu.isa, "rv64imac");
	assert_int_equal(tree_next_cpu(tree, &cursor, &cpu), 1);
	assert_int_equal(cpu.id, 0x100000100);
	assert_int_equal(cpu.method, TREE_START_PSCI);
	assert_null(cpu.isa);
	assert_int_equal(tree_next_cpu(tree, &cursor, &cpu), 1);
	assert_int_equal(cpu.id, 3);
	assert_int_equal(cpu.method, TREE_START_SPIN_TABLE);
	assert_int_equal(cpu.release_address, 0xd8);
	assert_int_equal(tree_next_cpu(tree, &cursor, &cpu), 0);
}

static void chosen_has_the_bundle_and_the_words(void **state)
{
	struct tree_chosen chosen;

	(void)state;
	tree_chosen(tree, &chosen);
	assert_range(&chosen.initrd, 0x84000000, 0x1000);
	assert_string_equal(chosen.bootargs, "a=b c");
}

static void the_console_is_found_through_its_bus(void **state)
{
	static const struct {
		const char *path;
		struct tree_uart uart;
	} cases[] = {
		{"serial0:115200n8", {TREE_UART_NS16550, 0xfe215040, 2, 4}},
		{"serial0", {TREE_UART_NS16550, 0xfe215040, 2, 4}},
		{"/soc/serial@7e201000", {TREE_UART_PL011, 0xfe201000, 0, 1}},
		{"/soc/serial@90000000", {TREE_UART_NONE, 0, 0, 0}}, /* outside of ranges */
		{"/i2c/serial@48", {TREE_UART_NONE, 0, 0, 0}},       /* no ranges at all */
		{"/psci", {TREE_UART_NONE, 0, 0, 0}},
		{"/nobody", {TREE_UART_NONE, 0, 0, 0}},
		{"", {TREE_UART_NONE, 0, 0, 0}},
		{NULL, {TREE_UART_NONE, 0, 0, 0}},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct tree_uart uart;

		assert_true(tree_sample(tree, sizeof(tree), cases[i].path) != 0);
		tree_console(tree, &uart);
		assert_int_equal(uart.kind, cases[i].uart.kind);
		if (uart.kind == TREE_UART_NONE)
			continue;
		assert_int_equal(uart.base, cases[i].uart.base);
		assert_int_equal(uart.reg_shift, cases[i].uart.reg_shift);
		assert_int_equal(uart.io_bytes, cases[i].uart.io_bytes);
	}
}

static void devices_psci_and_clock(void **state)
{
	struct tree_range range;

	(void)state;
	assert_int_equal(tree_find_device(tree, "arm,primecell", 0, &range), 0);
	assert_range(&range, 0xfe201000, 0x200);
	assert_int_equal(tree_find_device(tree, "arm,primecell", 1, &range), -ENODEV);
	assert_int_equal(tree_find_device(tree, "qemu,fw-cfg-mmio", 0, &range), -ENODEV);
	assert_int_equal(tree_psci(tree), TREE_PSCI_SMC);
	assert_int_equal(tree_timebase_hz(tree), 10000000);
}

static void memory_nodes_can_be_removed(void **state)
{
	struct tree_cursor cursor = TREE_START;
	struct tree_range range;
	struct tree_cpu cpu;

	(void)state;
	tree_remove_memory(tree);
	assert_int_equal(tree_next_memory(tree, &cursor, &range), 0);
	cursor = TREE_START;
	assert_int_equal(tree_next_cpu(tree, &cursor, &cpu), 1);
}

static uint32_t get_word(enum tree_header_offset offset)
{
	uint32_t value;

	memcpy(&value, tree + offset, sizeof(value));
	return __builtin_bswap32(value);
}

static void put_word(enum tree_header_offset offset, uint32_t value)
{
	value = __builtin_bswap32(value);
	memcpy(tree + offset, &value, sizeof(value));
}

static void what_is_no_tree_is_refused(void **state)
{
	uint32_t bytes = 0;

	(void)state;
	assert_int_equal(tree_check(NULL, &bytes), -EINVAL);
	assert_int_equal(tree_check(tree + 4, &bytes), -EINVAL);
	assert_int_equal(tree_check(tree, &bytes), 0);
	assert_int_equal(bytes, get_word(TREE_TOTAL_BYTES));
	put_word(TREE_TOTAL_BYTES, TREE_MAX_BYTES + 8);
	assert_int_equal(tree_check(tree, &bytes), -EFBIG);
	setup(NULL);
	put_word(TREE_STRUCTURE, 0x7ffffff8);
	assert_int_equal(tree_check(tree, &bytes), -EINVAL);
	setup(NULL);
	put_word(TREE_RESERVE_LIST, get_word(TREE_RESERVE_LIST) + 4);
	assert_int_equal(tree_check(tree, &bytes), -EINVAL);
	setup(NULL);
	put_word(TREE_OLDEST_VERSION, 99);
	assert_int_equal(tree_check(tree, &bytes), -EINVAL);
	setup(NULL);
	put_word(TREE_MAGIC, 0);
	assert_int_equal(tree_check(tree, &bytes), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(memory_is_every_range_of_every_good_node, setup),
		cmocka_unit_test_setup(reserved_memory_is_what_has_a_place, setup),
		cmocka_unit_test_setup(processors_are_those_that_may_run, setup),
		cmocka_unit_test_setup(chosen_has_the_bundle_and_the_words, setup),
		cmocka_unit_test_setup(the_console_is_found_through_its_bus, setup),
		cmocka_unit_test_setup(devices_psci_and_clock, setup),
		cmocka_unit_test_setup(memory_nodes_can_be_removed, setup),
		cmocka_unit_test_setup(what_is_no_tree_is_refused, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
