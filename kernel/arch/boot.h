/*
 * Arch contract: what the boot loader said about this machine.
 *
 * The loader answers in memory of its own, in its own structures. boot_collect copies all of it
 * into one struct boot_info before anything else runs; from then on no other code sees a boot
 * protocol, and the loader's memory can be given back later. The information never changes after
 * boot_collect, so it needs no lock.
 */
#ifndef KERNEL_ARCH_BOOT_H
#define KERNEL_ARCH_BOOT_H

#include <stddef.h>
#include <stdint.h>

#include <lib/base/addr.h>
#include <lib/base/compiler.h>

enum {
	BOOT_MAX_RANGES = 512,
	BOOT_MAX_PROCESSORS = 512,
	BOOT_MAX_MODULES = 16,
	BOOT_NAME_BYTES = 64,
	BOOT_CMDLINE_BYTES = 2048,
};

enum boot_memory_kind {
	BOOT_MEMORY_USABLE,
	BOOT_MEMORY_RESERVED,
	BOOT_MEMORY_ACPI_TABLES,
	BOOT_MEMORY_ACPI_NVS,
	BOOT_MEMORY_BAD,
	BOOT_MEMORY_LOADER, /* usable once nothing of the loader is needed any more */
	BOOT_MEMORY_KERNEL, /* the kernel's image and the modules */
	BOOT_MEMORY_FRAMEBUFFER,
	BOOT_MEMORY_RESERVED_MAPPED,
	BOOT_NR_MEMORY_KINDS,
};

struct boot_range {
	paddr_t base;
	uint64_t len; /* bytes */
	enum boot_memory_kind kind;
};

enum boot_firmware {
	BOOT_FIRMWARE_UNKNOWN,
	BOOT_FIRMWARE_BIOS,
	BOOT_FIRMWARE_UEFI,
	BOOT_FIRMWARE_SBI,
	BOOT_NR_FIRMWARES,
};

/* Pixels are written through `pixels`; reading them back is slow or wrong, so nobody does. */
struct boot_framebuffer {
	uint8_t *pixels; /* null: there is no framebuffer */
	uint32_t width;  /* pixels */
	uint32_t height;
	uint32_t pitch; /* bytes from one line to the next */
	uint16_t bpp;
	uint8_t red_size, red_shift;
	uint8_t green_size, green_shift;
	uint8_t blue_size, blue_shift;
};

struct boot_processor {
	uint64_t hardware_id; /* LAPIC id, MPIDR, hart id or physical id */
	uint32_t firmware_id; /* the ACPI processor UID, or the hardware id */
	uint64_t *start;      /* the loader's start word: it jumps where this points; null: runs */
};

struct boot_module {
	const void *bytes; /* page aligned, in memory of kind KERNEL */
	size_t len;
	char name[BOOT_NAME_BYTES];
};

struct boot_info {
	uint32_t base_revision; /* of the protocol, as the loader applied it: 3 to 6 */
	char loader_name[BOOT_NAME_BYTES];
	char loader_version[BOOT_NAME_BYTES];
	enum boot_firmware firmware;
	char cmdline[BOOT_CMDLINE_BYTES];

	uintptr_t direct_map; /* virtual address of physical address 0 */
	paddr_t image_base;   /* where the kernel's first byte lies */
	uintptr_t image_virtual_base;

	uint32_t nr_ranges; /* sorted by base */
	struct boot_range ranges[BOOT_MAX_RANGES];

	uint32_t nr_processors;  /* at least 1 */
	uint32_t boot_processor; /* index into processors */
	struct boot_processor processors[BOOT_MAX_PROCESSORS];

	uint32_t nr_modules;
	struct boot_module modules[BOOT_MAX_MODULES];

	struct boot_framebuffer framebuffer;

	/* Firmware tables by physical address, 0 where there is none. */
	paddr_t rsdp;
	paddr_t smbios32;
	paddr_t smbios64;
	paddr_t efi_system_table;
	const void *dtb; /* flattened device tree, or null */

	int64_t seconds_at_boot; /* since 1970, 0 if unknown */
	uint64_t counter_hz;     /* of time_counter(), 0 if the loader does not know */
	uint64_t loader_us;      /* microseconds from reset to the loader's start, 0 if unknown */

	/* What the loader did not fit in or did not say, for the log; null ends the list. */
	const char *notes[8];
	uint32_t nr_notes;
};

/* Copies what the loader said. Call once, first of all, on the boot processor. Does not print.
 * Returns null, or a sentence that says why this loader cannot start this kernel. */
MUST_CHECK const char *boot_collect(void);

/* The collected information; valid after boot_collect, read-only. Any context. */
const struct boot_info *boot_info(void);

/* Names for people. */
const char *boot_firmware_name(enum boot_firmware firmware);
const char *boot_memory_kind_name(enum boot_memory_kind kind);

/* The portable kernel, called by the machine's entry code on its own stack with traps caught. */
NORETURN void kernel_main(void);

#endif
