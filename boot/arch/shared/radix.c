/*
 * The walker of radix.h: for each piece of the range the largest page that both addresses are
 * aligned to and that the rest of the range fills; tables on the way are made when they are
 * missing.
 */
#include <boot/arch/shared/radix.h>

#include <boot/core/memory.h>

#define PAGE_SHIFT 12
#define LEVEL_BITS 9

static uint64_t *new_table(const struct radix_format *format, unsigned level);
static uint64_t *entry_at(struct radix *radix, uint64_t va, unsigned level);

/* How much one entry of a table of this level maps. */
static uint64_t level_bytes(unsigned level)
{
	return 1ull << (PAGE_SHIFT + LEVEL_BITS * level);
}

void radix_init(struct radix *radix, const struct radix_format *format, unsigned levels)
{
	radix->format = format;
	radix->levels = levels;
	radix->root = new_table(format, levels - 1);
}

void radix_map(struct radix *radix, uint64_t va, uint64_t pa, uint64_t len, enum map_flags flags)
{
	while (len > 0) {
		unsigned level = radix->format->max_leaf_level;

		while (level > 0 &&
		       (((va | pa) & (level_bytes(level) - 1)) != 0 || len < level_bytes(level)))
			level--;
		*entry_at(radix, va, level) = radix->format->leaf(pa, level, flags);
		va += level_bytes(level);
		pa += level_bytes(level);
		len -= level_bytes(level);
	}
}

static uint64_t *new_table(const struct radix_format *format, unsigned level)
{
	uint64_t *table = memory_alloc(MEMORY_PAGE_BYTES);
	uint64_t empty = format->empty(level);

	for (unsigned i = 0; empty != 0 && i < RADIX_ENTRIES; i++)
		table[i] = empty;
	return table;
}

/* The entry for va in the table of this level. */
static uint64_t *entry_at(struct radix *radix, uint64_t va, unsigned level)
{
	uint64_t *table = radix->root;
	unsigned bits = radix->format->top_bits;

	for (unsigned at = radix->levels - 1;; at--, bits = LEVEL_BITS) {
		uint64_t index = va / level_bytes(at) & ((1u << bits) - 1);
		uint64_t next;

		if (at == level)
			return &table[index];
		next = radix->format->table_address(table[index]);
		if (next == 0) {
			next = (uintptr_t)new_table(radix->format, at - 1);
			table[index] = radix->format->table(next);
		}
		table = (uint64_t *)(uintptr_t)next;
	}
}
