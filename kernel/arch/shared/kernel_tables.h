/*
 * The kernel's page tables, as every machine keeps them. A machine's mmu.c says how its entries
 * look and how registers are loaded; kernel_tables.c is the rest of the contract of
 * kernel/arch/mmu.h.
 */
#ifndef KERNEL_ARCH_SHARED_KERNEL_TABLES_H
#define KERNEL_ARCH_SHARED_KERNEL_TABLES_H

#include <kernel/arch/shared/radix.h>

/* Implemented by the machine: the tree that this processor's registers lead to, the loader's at
 * first. Its format, levels and page sizes serve for the kernel's own, too. */
struct radix machine_current_tables(void);

/* The kernel's own tree; valid after mmu_create. */
const struct radix *kernel_tables(void);

/* Where a byte of the kernel's image lies. Any context after boot_collect. */
paddr_t image_paddr(const void *byte);

#endif
