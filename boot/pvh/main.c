/*
 * The PVH front end: started by `qemu -kernel sill.elf -initrd BUNDLE -append TEXT` on q35, pc and
 * microvm, or by any other loader that speaks PVH [PVH].
 *
 * The start info names the memory map, the modules (the first one is the bundle), the command line
 * and the RSDP. All of it lies in memory that the map calls usable, so each piece is claimed before
 * the core may allocate.
 */
#include "pvh_priv.h"

#include <boot/arch/x86_64/legacy.h>
#include <boot/arch/x86_64/trap.h>
#include <boot/core/firmware.h>
#include <boot/core/machine.h>
#include <lib/base/math.h>
#include <lib/base/string.h>

enum { MAX_RANGES = 256, PAGE_BYTES = 4096 };

#define MAPPED_BYTES 0x100000000ull /* by entry.S */

enum e820_type { /* [ACPI 15] */
	         E820_USABLE = 1,
	         E820_RESERVED = 2,
	         E820_ACPI_RECLAIMABLE = 3,
	         E820_ACPI_NVS = 4,
	         E820_BAD = 5,
};

static struct firmware_range ranges[MAX_RANGES];
static size_t nr_ranges;

static uint32_t type_of(uint32_t e820)
{
	switch (e820) {
	case E820_USABLE:
		return LIMINE_MEMMAP_USABLE;
	case E820_ACPI_RECLAIMABLE:
		return LIMINE_MEMMAP_ACPI_RECLAIMABLE;
	case E820_ACPI_NVS:
		return LIMINE_MEMMAP_ACPI_NVS;
	case E820_BAD:
		return LIMINE_MEMMAP_BAD_MEMORY;
	default:
		return LIMINE_MEMMAP_RESERVED;
	}
}

static void add_range(uint64_t base, uint64_t len, uint32_t type)
{
	if (nr_ranges == MAX_RANGES)
		sill_fail("the memory map has more than %d ranges; sill cannot hold them",
		          MAX_RANGES);
	ranges[nr_ranges++] = (struct firmware_range){base, len, type};
}

/* Memory that the loader still reads or runs in. */
static void keep(uint64_t base, uint64_t len)
{
	if (base != 0 && len != 0)
		add_range(base, len, LIMINE_MEMMAP_BOOTLOADER_RECLAIMABLE);
}

static void collect_ranges(const struct pvh_start_info *info)
{
	const struct pvh_memmap_entry *map = (const void *)(uintptr_t)info->memmap;

	if (info->version < 1 || info->nr_memmap == 0)
		sill_fail("the PVH loader gives no memory map (start info version %u); use QEMU "
		          "4.0 or "
		          "newer",
		          info->version);
	for (uint32_t i = 0; i < info->nr_memmap; i++)
		add_range(map[i].base, map[i].bytes, type_of(map[i].type));
	keep((uintptr_t)sill_start, (uintptr_t)(sill_end - sill_start));
	keep((uintptr_t)info, sizeof(*info));
	keep(info->memmap, info->nr_memmap * sizeof(*map));
	keep(info->modules, info->nr_modules * sizeof(struct pvh_module));
	if (info->cmdline != 0)
		keep(info->cmdline, strlen((const char *)(uintptr_t)info->cmdline) + 1);
}

/* The bundle, moved down to a page boundary if the loader has put it elsewhere. The bytes in front
 * of it then belong to it as well: loaders do not pack files closer than a page. */
static void *page_aligned_bundle(const struct pvh_start_info *info, size_t *bytes)
{
	const struct pvh_module *module = (const void *)(uintptr_t)info->modules;
	uint8_t *start;
	uint8_t *aligned;

	if (info->nr_modules == 0 || module->bytes == 0)
		sill_fail(
			"there is no bundle: expected it as the first module, found none; give one "
			"with -initrd");
	if (module->base > MAPPED_BYTES || module->bytes > MAPPED_BYTES - module->base)
		sill_fail(
			"the bundle lies at 0x%llx, above the 4 GiB that sill can reach; start it "
			"with another loader",
			(unsigned long long)module->base);
	start = (uint8_t *)(uintptr_t)module->base;
	aligned = (uint8_t *)(uintptr_t)align_down(module->base, PAGE_BYTES);
	*bytes = module->bytes;
	if (aligned != start)
		memmove(aligned, start, module->bytes);
	return aligned;
}

void pvh_main(const struct pvh_start_info *info)
{
	const uint64_t counter = machine_counter();
	struct legacy_smbios smbios;
	static struct firmware fw;

	pvh_console_init();
	trap_start();
	if (info->magic != PVH_MAGIC)
		sill_fail("started with start info 0x%08x where 0x%08x was expected; start it with "
		          "qemu -kernel",
		          info->magic, PVH_MAGIC);
	legacy_find_smbios(&smbios);
	collect_ranges(info);
	fw.type = LIMINE_FIRMWARE_BIOS;
	fw.path = "pvh";
	fw.bundle = page_aligned_bundle(info, &fw.bundle_bytes);
	fw.ranges = ranges;
	fw.nr_ranges = nr_ranges;
	fw.extra_cmdline = (const char *)(uintptr_t)info->cmdline;
	fw.rsdp = info->rsdp;
	fw.smbios32 = smbios.entry_32;
	fw.smbios64 = smbios.entry_64;
	fw.date_at_boot = legacy_read_clock();
	fw.loader_counter = counter;
	sill_check(fw.bundle, fw.bundle_bytes);
	sill_boot(&fw);
}
