/*
 * Arch contract: memory translation, as far as the first lines need it. The kernel still runs on
 * the loader's page tables: the image with its permissions, and the direct map of memory.
 */
#ifndef KERNEL_ARCH_MMU_H
#define KERNEL_ARCH_MMU_H

#include <stddef.h>

#include <lib/base/addr.h>
#include <lib/base/compiler.h>

/* Takes the guard below the boot stack out of the page tables, so that an overflow faults. Needs
 * boot_collect. */
void mmu_guard_boot_stack(void);

/* Maps len bytes of device registers at pa, uncached, and gives their address. For the few devices
 * that must work before the kernel has page tables of its own; there is no unmap. Errors: -ENOMEM
 * the early window (2 MiB) or its tables are used up. Context: boot processor only. */
MUST_CHECK int mmu_map_early(paddr_t pa, size_t len, void **out);

/* Where memory at pa is in the direct map. The range must be of a kind that the loader maps. */
void *mmu_direct(paddr_t pa);

#endif
