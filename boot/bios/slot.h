/*
 * The bundle on the disk: found by its partition's type in the GPT, read whole into memory.
 */
#ifndef BOOT_BIOS_SLOT_H
#define BOOT_BIOS_SLOT_H

#include <stddef.h>

#include <boot/bios/disk.h>

/* Loads the bundle of the first bundle partition to page-aligned memory that the memory map
 * calls EXECUTABLE_AND_MODULES from then on. Fails with sill_fail: no GPT (a damaged primary one
 * is replaced by the backup), no such partition, no bundle in it, read error, no room. */
const void *slot_load_bundle(struct disk *disk, size_t *bundle_bytes);

#endif
