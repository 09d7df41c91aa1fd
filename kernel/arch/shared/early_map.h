/*
 * Devices that must work before the kernel has page tables of its own: they are mapped into the
 * loader's tables, and the kernel's own take them over at the same addresses.
 *
 * New tables come from a few static pages. Boot processor only.
 */
#ifndef KERNEL_ARCH_SHARED_EARLY_MAP_H
#define KERNEL_ARCH_SHARED_EARLY_MAP_H

#include <stddef.h>

#include <kernel/arch/shared/radix.h>
#include <lib/base/addr.h>
#include <lib/base/compiler.h>

/* Virtual addresses [EARLY_WINDOW, EARLY_WINDOW + 2 MiB) are for early devices. */
#define EARLY_WINDOW       0xffffffffc0000000
#define EARLY_WINDOW_BYTES 0x200000

/* Maps len bytes of registers at pa into loader, the tables in use. Errors: -ENOMEM window or
 * static tables used up. */
MUST_CHECK int early_map_device(const struct radix *loader, paddr_t pa, size_t len, void **out);

/* Maps what was mapped so far into the kernel's tables. Errors: -ENOMEM from new_table. */
MUST_CHECK int early_map_adopt(const struct radix *kernel, int (*new_table)(paddr_t *out));

#endif
