/*
 * What a front end tells the loader's core, and what the core offers to a front end.
 *
 * sill works in two steps. First, while the firmware still works, the front end finds the bundle,
 * puts it into memory at a page-aligned address and calls sill_check: everything that can be wrong
 * with the bundle is found here, and can be said with the firmware's own console. Then the front
 * end takes the machine over (UEFI: ExitBootServices), describes it in a struct firmware and calls
 * sill_boot, which lays out memory, answers the kernel's requests, starts the other processors and
 * jumps. After that nothing of the loader runs but the parked processors.
 *
 * Every address here is physical and every structure is reachable at its physical address: all
 * front ends run identity mapped (or unmapped) up to the hand-over. Source: [LIMINE]; memory types
 * are the protocol's.
 */
#ifndef BOOT_CORE_FIRMWARE_H
#define BOOT_CORE_FIRMWARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <abi/boot/limine.h>
#include <lib/base/compiler.h>

/* One range of the firmware's memory map, as the firmware says it: unsorted, unaligned, overlapping
 * ranges are allowed; the core overlays them, the more dangerous type winning. */
struct firmware_range {
	uint64_t base; /* bytes */
	uint64_t len;
	uint32_t type; /* enum limine_memmap_type or FIRMWARE_USABLE_LATER */
};

/* Memory of the firmware that the kernel may use, but the loader may not: the firmware's page
 * tables, descriptor tables and stack, on which the loader itself runs, lie there. The core never
 * allocates from it and reports it as BOOTLOADER_RECLAIMABLE [LIMINE memmap, EFI types]. */
#define FIRMWARE_USABLE_LATER 0x100u

/* For struct firmware's type: a machine with none of the firmwares that the protocol has a number
 * for (a bare machine with a device tree); the request for it gets no answer. */
#define FIRMWARE_TYPE_NONE (~0ull)

struct firmware_framebuffer {
	uint64_t base;
	uint32_t width; /* pixels */
	uint32_t height;
	uint32_t pitch; /* bytes from one line to the next */
	uint16_t bpp;
	uint8_t red_size, red_shift;
	uint8_t green_size, green_shift;
	uint8_t blue_size, blue_shift;
	const void *edid; /* or null */
	uint32_t edid_bytes;
};

struct firmware {
	uint64_t type;    /* enum limine_firmware_type or FIRMWARE_TYPE_NONE */
	const char *path; /* how we got here, for messages: "pvh", "bios", "uefi", "direct" */

	struct firmware_range *ranges; /* the front end's array; the core may sort it in place */
	size_t nr_ranges;

	const void *bundle; /* page aligned, in memory of type EXECUTABLE_AND_MODULES */
	size_t bundle_bytes;
	const char *extra_cmdline; /* appended to the bundle's command line, or null */

	struct firmware_framebuffer framebuffer; /* width 0: there is none */

	uint64_t rsdp; /* 0: none; the same for the following */
	uint64_t smbios32;
	uint64_t smbios64;
	uint64_t efi_system_table;
	uint64_t efi_memmap;
	uint64_t efi_memmap_bytes;
	uint64_t efi_descriptor_bytes;
	uint64_t efi_descriptor_version;
	uint64_t dtb;
	int64_t date_at_boot; /* seconds since 1970, 0: unknown */

	uint64_t boot_processor_id; /* riscv64: hart id; others: found by the machine's part */
	uint64_t loader_counter;    /* the machine's time counter when the loader began */
};

/* Prints a text for a person, on everything the front end has: screen and serial line. "\n" ends
 * lines. Each front end implements it; it must work before and after the machine is taken over. */
void firmware_print(const char *text);

/* Says why the machine cannot start and stops for ever (or resets after a key where there is one).
 * Each front end implements it through sill_fail; never returns, never resets silently. */
NORETURN void firmware_stop(void);

/* Prints "sill: " and the message in one line, says what to do, then firmware_stop(). */
NORETURN void sill_fail(const char *format, ...) PRINTF_FORMAT(1, 2);

/* Prints "sill: warning: " and the message in one line, and goes on: a line with "sill: " alone is
 * the last one, and whoever reads the serial line knows that nothing more comes. */
void sill_warn(const char *format, ...) PRINTF_FORMAT(1, 2);

/* Checks the whole bundle: header, every part's checksum, the kernel for this machine. Fails with a
 * message (sill_fail) where something is wrong. No effect otherwise; call it while the firmware
 * works. */
void sill_check(const void *bundle, size_t bundle_bytes);

/* Boots the (checked) bundle. fw and what it points to lies in memory that the map does not call
 * usable. Context: one processor, interrupts off, firmware gone. */
NORETURN void sill_boot(struct firmware *fw);

#endif
