/*
 * The firmware's tables must be reachable for the kernel: ACPI from base revision 4 on, SMBIOS and
 * EFI from 5 on [LIMINE base revision 4, 5].
 */
#ifndef BOOT_CORE_TABLES_H
#define BOOT_CORE_TABLES_H

#include <stdint.h>

#include <boot/core/firmware.h>

/* Marks the tables in the memory map (boot/core/memory.h) as the base revision demands. */
void tables_mark(const struct firmware *fw, uint64_t base_revision);

#endif
