/*
 * The memory map of the BIOS: INT 15h function E820, and room for what sill loads.
 */
#ifndef BOOT_BIOS_MEMORY_H
#define BOOT_BIOS_MEMORY_H

#include <stddef.h>
#include <stdint.h>

#include <boot/core/firmware.h>

/* Asks the BIOS for its memory map and adds what sill itself occupies. Fails with sill_fail if
 * there is none. */
void memory_map_read(void);

/* Finds bytes (a multiple of 4096) of usable memory between 1 MiB and 4 GiB, as high as
 * possible, page aligned, and adds it to the map as EXECUTABLE_AND_MODULES. Fails with sill_fail
 * if there is none; what: for the message. */
void *memory_map_take(uint64_t bytes, const char *what);

/* The map so far; the array is ours for ever. */
struct firmware_range *memory_map(size_t *nr_ranges);

#endif
