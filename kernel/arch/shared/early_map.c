/*
 * Walking and extending the loader's page tables.
 *
 * The window starts at EARLY_WINDOW and is handed out upwards, page by page. It shares the root's
 * last entry (or the one before) with the kernel's image, so at most two new tables are ever needed
 * on the way to its one last-level table; a third covers a 3-level machine whose root entry is
 * empty.
 */
#include <kernel/arch/shared/early_map.h>

#include <kernel/arch/boot.h>
#include <kernel/arch/mmu.h>
#include <kernel/arch/shared/boot_stack.h>
#include <kernel/core/log.h>
#include <lib/base/errno.h>
#include <lib/base/math.h>

enum {
	PAGE_BYTES = 4096,
	TABLE_ENTRIES = 512,
	NR_STATIC_TABLES = 4,
};

static uint64_t static_tables[NR_STATIC_TABLES][TABLE_ENTRIES] ALIGNED(4096);
static unsigned nr_used_tables;
static size_t window_used;

static paddr_t image_paddr(const void *p)
{
	const struct boot_info *boot = boot_info();

	return paddr((uintptr_t)p - boot->image_virtual_base + boot->image_base.raw);
}

static uint64_t *entry_in(paddr_t table, uintptr_t va, unsigned level)
{
	uint64_t *entries = mmu_direct(table);

	return &entries[va >> (12 + 9 * level) & (TABLE_ENTRIES - 1)];
}

enum walk_mode { WALK_ONLY, WALK_AND_EXTEND };

/* The last-level entry for va, adding missing tables if asked. Null: none, or a larger page. */
static uint64_t *walk(const struct early_tables *tables, uintptr_t va, enum walk_mode mode)
{
	paddr_t table = tables->root;

	for (unsigned level = tables->levels - 1; level > 0; level--) {
		uint64_t *entry = entry_in(table, va, level);

		if (!tables->is_present(*entry)) {
			if (mode == WALK_ONLY || nr_used_tables == NR_STATIC_TABLES)
				return NULL;
			*entry = tables->table_entry(image_paddr(static_tables[nr_used_tables++]));
		}
		if (tables->is_leaf(*entry, level))
			return NULL;
		table = tables->table_of(*entry);
	}
	return entry_in(table, va, 0);
}

int early_map_device(const struct early_tables *tables, paddr_t pa, size_t len, void **out)
{
	uint64_t first = align_down(pa.raw, PAGE_BYTES);
	size_t bytes = align_up(pa.raw + len, PAGE_BYTES) - first;
	uintptr_t va = EARLY_WINDOW + window_used;

	if (bytes > EARLY_WINDOW_BYTES - window_used)
		return -ENOMEM;
	for (size_t done = 0; done < bytes; done += PAGE_BYTES) {
		uint64_t *entry = walk(tables, va + done, WALK_AND_EXTEND);

		if (!entry)
			return -ENOMEM;
		*entry = tables->device_entry(paddr(first + done));
		tables->flush(va + done);
	}
	window_used += bytes;
	*out = (void *)(va + (pa.raw - first));
	return 0;
}

void early_guard_boot_stack(const struct early_tables *tables)
{
	uintptr_t start = (uintptr_t)boot_stack.guard;

	for (uintptr_t va = start; va < start + BOOT_STACK_GUARD_BYTES; va += PAGE_BYTES) {
		uint64_t *entry = walk(tables, va, WALK_ONLY);

		if (!entry || !tables->is_present(*entry)) {
			log_warn("mmu: no guard below the boot stack: it is mapped by large pages");
			return;
		}
		*entry = 0;
		tables->flush(va);
	}
}

bool early_is_mapped(const struct early_tables *tables, uintptr_t va)
{
	paddr_t table = tables->root;

	for (unsigned level = tables->levels; level-- > 0;) {
		uint64_t entry = *entry_in(table, va, level);

		if (!tables->is_present(entry))
			return false;
		if (tables->is_leaf(entry, level))
			return true;
		table = tables->table_of(entry);
	}
	return false;
}
