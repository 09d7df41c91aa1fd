/*
 * Small changes to the loader's page tables, for machines whose tables are trees of 512 64-bit
 * entries (all four). The machine describes its tables in a struct early_tables; the walk is here.
 *
 * Tables are read and written through the direct map, where the loader keeps them. New tables come
 * from a few static pages. Boot processor only.
 */
#ifndef KERNEL_ARCH_SHARED_EARLY_MAP_H
#define KERNEL_ARCH_SHARED_EARLY_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <lib/base/addr.h>
#include <lib/base/compiler.h>

/* Virtual addresses [EARLY_WINDOW, EARLY_WINDOW + 2 MiB) are for early devices. */
#define EARLY_WINDOW       0xffffffffc0000000
#define EARLY_WINDOW_BYTES 0x200000

struct early_tables {
	paddr_t root;    /* of the half that holds the kernel */
	unsigned levels; /* 3, 4 or 5; level 0 holds pages */
	/* An entry that points to the table at pa; one that maps the device page at pa. */
	uint64_t (*table_entry)(paddr_t pa);
	uint64_t (*device_entry)(paddr_t pa);
	bool (*is_present)(uint64_t entry);
	bool (*is_leaf)(uint64_t entry, unsigned level);
	paddr_t (*table_of)(uint64_t entry);
	void (*flush)(uintptr_t va);
};

/* Maps nr_pages device pages. Errors: -ENOMEM window or static tables used up. */
MUST_CHECK int early_map_device(const struct early_tables *tables, paddr_t pa, size_t len,
                                void **out);

/* Takes the guard below the boot stack out, or logs why that cannot be. */
void early_guard_boot_stack(const struct early_tables *tables);

/* Does an entry of any size map va? */
bool early_is_mapped(const struct early_tables *tables, uintptr_t va);

#endif
