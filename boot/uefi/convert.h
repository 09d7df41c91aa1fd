/*
 * From the firmware's shapes to ours: pure functions, tested on the host (convert_test.c).
 */
#ifndef BOOT_UEFI_CONVERT_H
#define BOOT_UEFI_CONVERT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <abi/boot/efi.h>
#include <abi/boot/efi_protocols.h>
#include <boot/core/firmware.h>
#include <lib/base/compiler.h>

/* What one range of the firmware's map is to the loader: an enum limine_memmap_type or
 * FIRMWARE_USABLE_LATER. */
uint32_t convert_memory_type(const struct efi_memory_descriptor *descriptor);

/* The whole map (descriptors are descriptor_bytes apart), neighbours of one type joined. Writes at
 * most max ranges; ranges that would not fit or that wrap are left out.
 * Returns the number written. */
size_t convert_memory_map(const void *map, size_t map_bytes, size_t descriptor_bytes,
                          struct firmware_range *out, size_t max);

/* Seconds since 1970 in UTC, 0 for a time that is none (a clock without a battery).
 * An unspecified time zone counts as UTC. */
int64_t convert_time(const struct efi_time *time);

/* Geometry and colours of a graphics mode; base and edid stay untouched.
 * False if the mode has no linear framebuffer or a layout that cannot be described. */
MUST_CHECK bool convert_mode(const struct efi_graphics_mode_info *info,
                             struct firmware_framebuffer *out);

/* Bytes of a device path before its end node; malformed nodes end it. */
size_t convert_path_bytes(const struct efi_device_path *path);

/* Does `path` begin with the nodes of `start` (a disk and its partition)? */
bool convert_path_starts_with(const struct efi_device_path *path,
                              const struct efi_device_path *start);

/* Is there a serial line among the device paths in these bytes (the variable ConOut)? */
bool convert_path_has_uart(const void *paths, size_t len);

/* Text in UCS-2 to ASCII, at most size - 1 bytes and a terminating 0 (size > 0); what is not
 * printable ASCII becomes '?'. Stops at a 0 or after nr_chars. */
void convert_text(char *out, size_t size, const efi_char16 *text, size_t nr_chars);

#endif
