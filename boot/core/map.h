/* What the kernel finds mapped when it starts [LIMINE memory layout]. */
#ifndef BOOT_CORE_MAP_H
#define BOOT_CORE_MAP_H

#include <boot/core/load.h>
#include <boot/core/machine.h>

/* Maps the kernel's segments with their permissions. */
void map_kernel(struct page_tables *tables, const struct image *image);

/* Maps memory into the higher-half direct map: the types that the base revision promises. Memory
 * that is allocated later is in it as well, because it comes out of usable memory. */
void map_memory(struct page_tables *tables, const struct machine_facts *facts,
                uint64_t base_revision);

#endif
