/*
 * What a PC's BIOS leaves in the first mebibyte for those who look, and the clock with its battery:
 * for the front ends that get nothing better.
 */
#ifndef BOOT_ARCH_X86_64_LEGACY_H
#define BOOT_ARCH_X86_64_LEGACY_H

#include <stdint.h>

/* Physical addresses of the entry points whose checksums are right; 0: there is none. */
struct legacy_smbios {
	uint64_t entry_32;
	uint64_t entry_64;
};

/* Looks in the F segment. Context, also below: the first mebibyte is mapped where it is. */
void legacy_find_smbios(struct legacy_smbios *out);

/* The physical address of ACPI's RSDP, 0 if there is none; a loader that is told need not look. */
uint64_t legacy_find_rsdp(void);

/* Seconds since 1970 by the battery-backed clock, taken for UTC; 0 if there is none. */
int64_t legacy_read_clock(void);

#endif
