/*
 * What a BIOS leaves in the first megabyte for those who look: ACPI and SMBIOS; and the clock.
 */
#ifndef BOOT_BIOS_TABLES_H
#define BOOT_BIOS_TABLES_H

#include <stdint.h>

/* Physical addresses of the entry structures, checked by their sums; 0: there is none. */
uint64_t tables_find_rsdp(void);
uint64_t tables_find_smbios32(void);
uint64_t tables_find_smbios64(void);

/* The real-time clock as seconds since 1970, taken for UTC; 0 if it makes no sense. */
int64_t tables_read_clock(void);

#endif
