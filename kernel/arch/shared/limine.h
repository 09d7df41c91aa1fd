/* What the machine's own part of reading the Limine answers provides: the processors. */
#ifndef KERNEL_ARCH_SHARED_LIMINE_H
#define KERNEL_ARCH_SHARED_LIMINE_H

#include <stdint.h>

struct boot_info;

/* Copies the processors out of an MP response (its address as the loader gave it). Each machine's
 * response has a shape of its own [LIMINE mp]. */
void limine_copy_processors(uint64_t response, struct boot_info *boot);

/* Appends one processor; beyond BOOT_MAX_PROCESSORS it is noted and left out. */
void limine_add_processor(struct boot_info *boot, uint64_t hardware_id, uint32_t firmware_id,
                          uint64_t *start);

#endif
