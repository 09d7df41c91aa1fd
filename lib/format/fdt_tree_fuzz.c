/*
 * Any bytes as a device tree. The search begins with the sample and changes it; the tree lies in
 * memory of exactly its length, so that a read behind it is seen. Whatever is asked, the answers
 * must end, strings must be terminated inside the tree, and a range may not wrap.
 */
#include <lib/base/fuzz.h>

#include <stdlib.h>
#include <string.h>

#include <lib/format/fdt_tree.h>
#include <lib/format/fdt_tree_sample.h>

static void expect_text(const uint8_t *tree, uint32_t bytes, const char *text)
{
	if (text == NULL)
		return;
	fuzz_expect((const uint8_t *)text >= tree && (const uint8_t *)text < tree + bytes);
	fuzz_expect((const uint8_t *)text + strlen(text) < tree + bytes);
}

static void expect_range(const struct tree_range *range)
{
	fuzz_expect(range->len <= UINT64_MAX - range->base);
}

static void ask_for_ranges(const uint8_t *tree)
{
	struct tree_cursor cursor = TREE_START;
	struct tree_range range;

	while (tree_next_memory(tree, &cursor, &range))
		expect_range(&range);
	cursor = TREE_START;
	while (tree_next_reserved(tree, &cursor, &range))
		expect_range(&range);
	for (int i = 0; tree_reserve_entry(tree, i, &range); i++)
		continue;
	if (tree_find_device(tree, "arm,pl011", 0, &range) == 0)
		expect_range(&range);
}

static void ask(const uint8_t *tree, uint32_t bytes)
{
	struct tree_cursor cursor = TREE_START;
	struct tree_chosen chosen;
	struct tree_uart uart;
	struct tree_cpu cpu;

	ask_for_ranges(tree);
	while (tree_next_cpu(tree, &cursor, &cpu))
		expect_text(tree, bytes, cpu.isa);
	tree_chosen(tree, &chosen);
	expect_text(tree, bytes, chosen.bootargs);
	tree_console(tree, &uart);
	fuzz_expect(uart.reg_shift < 8);
	(void)tree_psci(tree);
	(void)tree_timebase_hz(tree);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *tree;
	uint32_t bytes;

	if (size < TREE_HEADER_BYTES)
		return 0;
	tree = malloc(size);
	fuzz_expect(tree != NULL);
	memcpy(tree, data, size);
	if (tree_check(tree, &bytes) == 0 && bytes <= size) {
		ask(tree, bytes);
		tree_remove_memory(tree);
		ask(tree, bytes);
	}
	free(tree);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	static const char *const consoles[] = {"serial0:115200n8", "/soc/serial@7e201000"};

	if (fuzz_begins(size, TREE_SAMPLE_BYTES / 2, seed) && max_size >= TREE_SAMPLE_BYTES) {
		memset(data, 0, max_size);
		size = tree_sample(data, max_size, consoles[seed / 256 % 2]);
	}
	return LLVMFuzzerMutate(data, size, max_size);
}
