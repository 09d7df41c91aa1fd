/* The walker of radix.h. A walk starts at the root for each table of the last level that it
 * touches, and stays in that table as long as it can. */
#include <kernel/arch/shared/radix.h>

#include <stddef.h>

#include <kernel/core/panic.h>
#include <lib/base/math.h>

static uint64_t entry_bytes(unsigned level)
{
	return (uint64_t)1 << (RADIX_PAGE_SHIFT + RADIX_LEVEL_BITS * level);
}

static unsigned index_at(uintptr_t va, unsigned level)
{
	return va >> (RADIX_PAGE_SHIFT + RADIX_LEVEL_BITS * level) & (RADIX_ENTRIES - 1);
}

/* A table of this level with nothing in it. */
static int make_table(const struct radix *radix, unsigned level, int (*new_table)(paddr_t *out),
                      paddr_t *out)
{
	uint64_t empty = radix->format->empty(level);
	uint64_t *entries;
	int error = new_table(out);

	if (error < 0)
		return error;
	entries = mmu_direct(*out);
	for (unsigned i = 0; i < RADIX_ENTRIES; i++)
		entries[i] = empty;
	return 0;
}

int radix_init(struct radix *radix, int (*new_table)(paddr_t *out))
{
	return make_table(radix, radix->levels - 1, new_table, &radix->root);
}

/* The entry for va at this level; tables on the way are made. Errors: -ENOMEM; -EEXIST a larger
 * page is in the way. */
static int open_entry(const struct radix *radix, uintptr_t va, unsigned level,
                      int (*new_table)(paddr_t *out), uint64_t **out)
{
	const struct radix_format *format = radix->format;
	uint64_t *table = mmu_direct(radix->root);

	for (unsigned at = radix->levels - 1; at > level; at--) {
		uint64_t *entry = &table[index_at(va, at)];
		paddr_t next;

		if (format->is_empty(*entry)) {
			int error = make_table(radix, at - 1, new_table, &next);

			if (error < 0)
				return error;
			/* Pairs with the walk of this or another processor: entries first. */
			__atomic_store_n(entry, format->table(next), __ATOMIC_RELEASE);
		}
		ASSERT(!format->is_leaf(*entry, at));
		table = mmu_direct(format->address(*entry, at));
	}
	*out = &table[index_at(va, level)];
	return 0;
}

/* The highest level whose entries begin at both addresses and are no longer than the range. */
static unsigned level_for(const struct radix *radix, uintptr_t va, paddr_t pa, uint64_t bytes)
{
	unsigned level = radix->max_leaf_level;

	while (level > 0 &&
	       (((va | pa.raw) & (entry_bytes(level) - 1)) != 0 || bytes < entry_bytes(level)))
		level--;
	return level;
}

/* Only the first entry of a table can begin a larger page, so each round fills one table as far as
 * pages of one size go. */
int radix_map(const struct radix *radix, const struct mmu_request *request)
{
	const struct radix_format *format = radix->format;
	uint64_t left = request->bytes;
	uintptr_t va = request->va;
	paddr_t pa = request->pa;

	ASSERT(((va | pa.raw | left) & (MMU_PAGE_BYTES - 1)) == 0);
	while (left > 0) {
		unsigned level = level_for(radix, va, pa, left);
		uint64_t bytes = entry_bytes(level);
		uint64_t first = format->leaf(pa, level, request->attr);
		uint64_t step = format->leaf(paddr(pa.raw + bytes), level, request->attr) - first;
		uint64_t count = min_u64(left / bytes, RADIX_ENTRIES - index_at(va, level));
		uint64_t *entry;
		int error = open_entry(radix, va, level, request->new_table, &entry);

		if (error < 0)
			return error;
		for (uint64_t i = 0; i < count; i++, first += step)
			entry[i] = first;
		va += count * bytes;
		pa.raw += count * bytes;
		left -= count * bytes;
	}
	return 0;
}

/* The entry that maps va, or that would if it were not empty; *level is where it stands. */
static uint64_t *find_entry(const struct radix *radix, uintptr_t va, unsigned *level)
{
	const struct radix_format *format = radix->format;
	uint64_t *table = mmu_direct(radix->root);
	unsigned at = radix->levels - 1;

	for (;; at--) {
		uint64_t *entry = &table[index_at(va, at)];

		if (format->is_empty(*entry) || format->is_leaf(*entry, at)) {
			*level = at;
			return entry;
		}
		table = mmu_direct(format->address(*entry, at));
	}
}

void radix_unmap(const struct radix *radix, uintptr_t va, uint64_t bytes)
{
	ASSERT(((va | bytes) & (MMU_PAGE_BYTES - 1)) == 0);
	while (bytes > 0) {
		unsigned level;
		uint64_t *entry = find_entry(radix, va, &level);
		uint64_t step = entry_bytes(level) - (va & (entry_bytes(level) - 1));

		if (!radix->format->is_empty(*entry)) {
			ASSERT(step == entry_bytes(level) && step <= bytes);
			*entry = radix->format->empty(level);
		}
		step = min_u64(step, bytes);
		va += step;
		bytes -= step;
	}
}

void radix_protect(const struct radix *radix, uintptr_t va, uint64_t bytes, unsigned attr)
{
	const struct radix_format *format = radix->format;

	ASSERT(((va | bytes) & (MMU_PAGE_BYTES - 1)) == 0);
	while (bytes > 0) {
		unsigned level;
		uint64_t *entry = find_entry(radix, va, &level);
		uint64_t step = entry_bytes(level);

		ASSERT(!format->is_empty(*entry));
		ASSERT((va & (step - 1)) == 0 && step <= bytes);
		*entry = format->leaf(format->address(*entry, level), level, attr);
		va += step;
		bytes -= step;
	}
}

/* Looks at the entry of each level for va: true with a leaf, or false with *step, the bytes that
 * the entry which holds nothing covers. */
static bool look_at(const struct radix *radix, uintptr_t va, struct mmu_mapping *out,
                    uint64_t *step)
{
	const struct radix_format *format = radix->format;
	const uint64_t *table = mmu_direct(radix->root);

	for (unsigned level = radix->levels; level-- > 0;) {
		uint64_t entry = table[index_at(va, level)];

		*step = entry_bytes(level);
		if (format->is_empty(entry))
			return false;
		if (format->is_leaf(entry, level)) {
			*out = (struct mmu_mapping){
				.va = align_down(va, *step),
				.pa = format->address(entry, level),
				.bytes = *step,
				.attr = format->attr(entry, level),
			};
			return true;
		}
		table = mmu_direct(format->address(entry, level));
	}
	return false;
}

bool radix_next(const struct radix *radix, uintptr_t va, struct mmu_mapping *out)
{
	uint64_t step;

	while (!look_at(radix, va, out, &step)) {
		va = align_down(va, step) + step;
		if (va == 0)
			return false;
	}
	return true;
}
