/*
 * The UEFI front end's own door: what its files share. efi_main (main.c) is the story; every other
 * file is one step of it.
 *
 * The firmware stays in charge until uefi_take_over; before that, everything may call it and
 * allocate. After it, only firmware_print, firmware_stop and the memory that was filled before
 * remain.
 */
#ifndef BOOT_UEFI_UEFI_H
#define BOOT_UEFI_UEFI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <abi/boot/efi.h>
#include <abi/boot/efi_protocols.h>
#include <boot/core/firmware.h>
#include <lib/base/compiler.h>

/* The machine as the firmware shows it to us. Set once by uefi_init, read by all. */
struct uefi {
	void *image; /* our own handle */
	struct efi_system_table *system;
	struct efi_boot_services *boot; /* null once the machine is ours */
	struct efi_loaded_image *loaded;
};
extern struct uefi uefi;

/* One line of "what is wrong" for a status. Static. */
const char *uefi_error_text(efi_status status);

/* The protocol of a handle, or null if it has none. Borrowed from the firmware. */
void *uefi_protocol(void *handle, const struct efi_guid *guid);

/* All handles with a protocol; *nr is 0 and the result null if there are none. The array is pool
 * memory that nobody frees: the machine is about to change hands. */
void **uefi_handles(const struct efi_guid *guid, size_t *nr);

/* Lets the firmware's drivers look at every device. It starts only those that it booted from. */
void uefi_connect_all(void);

/* Page-aligned memory of type LoaderData, its address a multiple of align (a power of two).
 * Null if there is none. */
void *uefi_alloc(uint64_t len, uint64_t align);

/* The longest piece of free memory, in bytes: for messages. */
uint64_t uefi_largest_free(void);

/* An entry of the firmware's table of tables, or null. */
void *uefi_table(const struct efi_guid *guid);

/* The ACPI root pointer, 0 if there is none. */
uint64_t tables_find_rsdp(void);
/* The firmware's device tree, or null. */
const void *tables_find_tree(void);

/* console.c: finds out where the firmware's console goes and which serial line there is. */
void console_init(void);

/* load.c: finds the bundle and reads it; fills bundle, bundle_bytes and extra_cmdline, or fails
 * with a message that says where it looked. */
void load_bundle(struct firmware *fw);
/* Takes memory for a bundle of len bytes: fills bundle and bundle_bytes. */
void load_reserve(struct firmware *fw, uint64_t len, uint64_t align);

/* disk.c: the bundle's partition on some disk. */
enum disk_choice {
	DISK_OURS,  /* the one this loader was started from */
	DISK_OTHER, /* any but that */
};
bool disk_load(enum disk_choice choice, struct firmware *fw);
/* Prints a line for every disk that disk_load saw and why it was not taken. */
void disk_print_seen(void);

/* file.c: the bundle as a file beside us, or handed over by whoever started us ("initrd"). False
 * if there is no such thing; anything worse fails with a message. */
bool file_load(struct firmware *fw);
bool file_load_initrd(struct firmware *fw);

/* video.c: fills framebuffer; leaves it alone if the screen has no linear framebuffer. */
void video_choose(struct firmware *fw);

/* tables.c: ACPI, SMBIOS, device tree, system table, date. */
void tables_find(struct firmware *fw);
/* Ranges of the tables that a usable-looking range must not swallow: writes up to
 * TABLES_MAX_RANGES to out and returns how many. */
#define TABLES_MAX_RANGES 4
size_t tables_ranges(const struct firmware *fw, struct firmware_range *out);

/* memory.c: ends the firmware's boot services and describes the memory. Fails with a message. */
void uefi_take_over(struct firmware *fw);

#endif
