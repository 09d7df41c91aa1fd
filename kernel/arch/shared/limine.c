/*
 * The kernel's side of the Limine boot protocol: the requests, and copying what the loader
 * answered.
 *
 * All requests stand in this file and nowhere else, between a start and an end marker, in sections
 * of their own that the linker script keeps in order. The loader writes an address into each
 * request's `response`. Everything is copied into boot_data; no pointer into the loader's memory
 * survives but modules, framebuffer, device tree and the processors' start words, which the
 * protocol lets live.
 *
 * Which addresses the loader hands over as physical ones depends on the base revision [LIMINE rsdp,
 * smbios, efi system table]; physical() knows, and nobody else has to.
 */
#include <kernel/arch/shared/limine.h>

#include <abi/boot/limine.h>
#include <kernel/arch/boot.h>
#include <kernel/arch/mmu.h>
#include <lib/base/math.h>
#include <lib/base/string.h>

enum {
	OLDEST_REVISION = 3,
	WANTED_REVISION = 6,
	STACK_BYTES = 65536,
};

#define REQUEST SECTION(".limine_requests") USED

static volatile uint64_t start_marker[4] SECTION(".limine_requests_start") USED =
	LIMINE_REQUESTS_START_MARKER;
static volatile uint64_t end_marker[2] SECTION(".limine_requests_end") USED =
	LIMINE_REQUESTS_END_MARKER;

static volatile uint64_t base_revision[3] REQUEST = LIMINE_BASE_REVISION(WANTED_REVISION);

static volatile struct limine_request loader_request REQUEST = {.id = LIMINE_BOOTLOADER_INFO_ID};
static volatile struct limine_request cmdline_request REQUEST = {.id = LIMINE_CMDLINE_ID};
static volatile struct limine_request firmware_request REQUEST = {.id = LIMINE_FIRMWARE_TYPE_ID};
static volatile struct limine_stack_size_request stack_request REQUEST = {
	.head.id = LIMINE_STACK_SIZE_ID,
	.stack_size = STACK_BYTES,
};
static volatile struct limine_request hhdm_request REQUEST = {.id = LIMINE_HHDM_ID};
static volatile struct limine_request framebuffer_request REQUEST = {.id = LIMINE_FRAMEBUFFER_ID};
static volatile struct limine_mp_request mp_request REQUEST = {.head.id = LIMINE_MP_ID};
static volatile struct limine_request memmap_request REQUEST = {.id = LIMINE_MEMMAP_ID};
static volatile struct limine_request module_request REQUEST = {.id = LIMINE_MODULE_ID};
static volatile struct limine_request rsdp_request REQUEST = {.id = LIMINE_RSDP_ID};
static volatile struct limine_request smbios_request REQUEST = {.id = LIMINE_SMBIOS_ID};
static volatile struct limine_request efi_request REQUEST = {.id = LIMINE_EFI_SYSTEM_TABLE_ID};
static volatile struct limine_request date_request REQUEST = {.id = LIMINE_DATE_AT_BOOT_ID};
static volatile struct limine_request address_request REQUEST = {
	.id = LIMINE_EXECUTABLE_ADDRESS_ID};
static volatile struct limine_request dtb_request REQUEST = {.id = LIMINE_DTB_ID};
static volatile struct limine_request performance_request REQUEST = {
	.id = LIMINE_BOOT_PERFORMANCE_ID,
};
static volatile struct limine_request tsc_request REQUEST = {.id = LIMINE_TSC_FREQUENCY_ID};

static struct boot_info boot_data RO_AFTER_INIT;

const struct boot_info *boot_info(void)
{
	return &boot_data;
}

static void note(const char *text)
{
	if (boot_data.nr_notes < ARRAY_SIZE(boot_data.notes))
		boot_data.notes[boot_data.nr_notes++] = text;
}

/* The answer to a request, or null with a note that names it. */
static const void *answer(const volatile struct limine_request *request, const char *missing)
{
	uint64_t response = request->response;

	if (!response && missing)
		note(missing);
	return (const void *)response;
}

static void copy_text(char *dst, size_t size, uint64_t address)
{
	str_copy(dst, address ? (const char *)address : "", size);
}

/* The physical address behind one that the loader gives as a direct-map address since `revision`.
 */
static paddr_t physical(uint64_t address, uint32_t revision)
{
	if (address == 0 || boot_data.base_revision < revision)
		return paddr(address);
	return paddr(address - boot_data.direct_map);
}

/* [LIMINE base revision] Word 2 is 0 if the loader did as asked; else word 1 tells what it did. */
static const char *find_revision(void)
{
	if (base_revision[2] == 0) {
		boot_data.base_revision = WANTED_REVISION;
		return NULL;
	}
	if (base_revision[1] == LIMINE_BASE_REVISION_1 || base_revision[1] < OLDEST_REVISION)
		return "the boot loader is too old: this kernel needs the Limine protocol's base "
		       "revision 3 or newer (Limine 9 or newer, 11 is best)";
	if (base_revision[1] > WANTED_REVISION)
		return "the boot loader used a base revision of the Limine protocol that this "
		       "kernel did not ask for";
	boot_data.base_revision = (uint32_t)base_revision[1];
	return NULL;
}

static const char *copy_addresses(void)
{
	const struct limine_value_response *hhdm = answer(&hhdm_request, NULL);
	const struct limine_executable_address_response *image = answer(&address_request, NULL);

	if (!hhdm)
		return "the boot loader does not answer the HHDM request";
	if (!image)
		return "the boot loader does not answer the executable address request";
	boot_data.direct_map = hhdm->value;
	boot_data.image_base = paddr(image->physical_base);
	boot_data.image_virtual_base = image->virtual_base;
	return NULL;
}

static const char *copy_memory_map(void)
{
	static const enum boot_memory_kind kinds[] = {
		[LIMINE_MEMMAP_USABLE] = BOOT_MEMORY_USABLE,
		[LIMINE_MEMMAP_RESERVED] = BOOT_MEMORY_RESERVED,
		[LIMINE_MEMMAP_ACPI_RECLAIMABLE] = BOOT_MEMORY_ACPI_TABLES,
		[LIMINE_MEMMAP_ACPI_NVS] = BOOT_MEMORY_ACPI_NVS,
		[LIMINE_MEMMAP_BAD_MEMORY] = BOOT_MEMORY_BAD,
		[LIMINE_MEMMAP_BOOTLOADER_RECLAIMABLE] = BOOT_MEMORY_LOADER,
		[LIMINE_MEMMAP_EXECUTABLE_AND_MODULES] = BOOT_MEMORY_KERNEL,
		[LIMINE_MEMMAP_FRAMEBUFFER] = BOOT_MEMORY_FRAMEBUFFER,
		[LIMINE_MEMMAP_RESERVED_MAPPED] = BOOT_MEMORY_RESERVED_MAPPED,
	};
	const struct limine_memmap_response *map = answer(&memmap_request, NULL);
	const uint64_t *entries;

	if (!map || map->entry_count == 0)
		return "the boot loader does not answer the memory map request";
	entries = (const uint64_t *)map->entries;
	if (map->entry_count > BOOT_MAX_RANGES)
		note("memory map: more ranges than this kernel keeps, the last are left out");
	boot_data.nr_ranges = (uint32_t)min_u64(map->entry_count, BOOT_MAX_RANGES);
	for (uint32_t i = 0; i < boot_data.nr_ranges; i++) {
		const struct limine_memmap_entry *entry = (const void *)entries[i];

		boot_data.ranges[i] = (struct boot_range){
			.base = paddr(entry->base),
			.len = entry->length,
			.kind = entry->type < ARRAY_SIZE(kinds) ? kinds[entry->type]
		                                                : BOOT_MEMORY_RESERVED,
		};
	}
	return NULL;
}

void limine_add_processor(struct boot_info *boot, uint64_t hardware_id, uint32_t firmware_id,
                          uint64_t *start)
{
	if (boot->nr_processors == BOOT_MAX_PROCESSORS) {
		note("processors: more than this kernel keeps, the last are left out");
		return;
	}
	boot->processors[boot->nr_processors++] = (struct boot_processor){
		.hardware_id = hardware_id,
		.firmware_id = firmware_id,
		.start = start,
	};
}

static void copy_processors(void)
{
	uint64_t response = mp_request.head.response;

	if (response)
		limine_copy_processors(response, &boot_data);
	if (boot_data.nr_processors == 0) {
		note("processors: the boot loader tells of none, so only this one will be used");
		limine_add_processor(&boot_data, 0, 0, NULL);
	}
}

static void copy_loader(void)
{
	static const enum boot_firmware firmwares[] = {
		[LIMINE_FIRMWARE_BIOS] = BOOT_FIRMWARE_BIOS,
		[LIMINE_FIRMWARE_EFI32] = BOOT_FIRMWARE_UEFI,
		[LIMINE_FIRMWARE_EFI64] = BOOT_FIRMWARE_UEFI,
		[LIMINE_FIRMWARE_SBI] = BOOT_FIRMWARE_SBI,
	};
	const struct limine_bootloader_info_response *loader =
		answer(&loader_request, "loader: no answer to the bootloader info request");
	const struct limine_cmdline_response *cmdline =
		answer(&cmdline_request, "loader: no answer to the command line request");
	/* A machine without firmware (a bare device tree) has no type that the protocol knows. */
	const struct limine_value_response *firmware = answer(&firmware_request, NULL);

	if (loader) {
		copy_text(boot_data.loader_name, BOOT_NAME_BYTES, loader->name);
		copy_text(boot_data.loader_version, BOOT_NAME_BYTES, loader->version);
	}
	if (cmdline)
		copy_text(boot_data.cmdline, BOOT_CMDLINE_BYTES, cmdline->cmdline);
	if (firmware && firmware->value < ARRAY_SIZE(firmwares))
		boot_data.firmware = firmwares[firmware->value];
}

static void copy_modules(void)
{
	const struct limine_module_response *modules = answer(&module_request, NULL);
	const uint64_t *files;

	if (!modules)
		return;
	files = (const uint64_t *)modules->modules;
	if (modules->module_count > BOOT_MAX_MODULES)
		note("modules: more than this kernel keeps, the last are left out");
	boot_data.nr_modules = (uint32_t)min_u64(modules->module_count, BOOT_MAX_MODULES);
	for (uint32_t i = 0; i < boot_data.nr_modules; i++) {
		const struct limine_file *file = (const void *)files[i];

		boot_data.modules[i].bytes = (const void *)file->address;
		boot_data.modules[i].len = file->size;
		copy_text(boot_data.modules[i].name, BOOT_NAME_BYTES, file->path);
	}
}

static void copy_framebuffer(void)
{
	const struct limine_framebuffer_response *response = answer(&framebuffer_request, NULL);
	const struct limine_framebuffer *fb;

	if (!response || response->framebuffer_count == 0)
		return;
	fb = (const void *)*(const uint64_t *)response->framebuffers;
	if (fb->memory_model != LIMINE_FRAMEBUFFER_RGB || (fb->bpp != 24 && fb->bpp != 32)) {
		note("framebuffer: not RGB with 24 or 32 bits a pixel, so it stays unused");
		return;
	}
	boot_data.framebuffer = (struct boot_framebuffer){
		.pixels = (uint8_t *)fb->address,
		.width = (uint32_t)fb->width,
		.height = (uint32_t)fb->height,
		.pitch = (uint32_t)fb->pitch,
		.bpp = fb->bpp,
		.red_size = fb->red_mask_size,
		.red_shift = fb->red_mask_shift,
		.green_size = fb->green_mask_size,
		.green_shift = fb->green_mask_shift,
		.blue_size = fb->blue_mask_size,
		.blue_shift = fb->blue_mask_shift,
	};
}

static void copy_tables(void)
{
	const struct limine_value_response *rsdp = answer(&rsdp_request, NULL);
	const struct limine_smbios_response *smbios = answer(&smbios_request, NULL);
	const struct limine_value_response *efi = answer(&efi_request, NULL);
	const struct limine_value_response *dtb = answer(&dtb_request, NULL);

	/* Revision 3 alone gives the RSDP as a physical address; the others have it since 5. */
	if (rsdp)
		boot_data.rsdp = physical(rsdp->value, 4);
	if (smbios) {
		boot_data.smbios32 = physical(smbios->entry_32, 5);
		boot_data.smbios64 = physical(smbios->entry_64, 5);
	}
	if (efi)
		boot_data.efi_system_table = physical(efi->value, 5);
	if (dtb)
		boot_data.dtb = (const void *)dtb->value;
}

static void copy_times(void)
{
	const struct limine_value_response *date = answer(&date_request, NULL);
	const struct limine_value_response *tsc = answer(&tsc_request, NULL);
	const struct limine_boot_performance_response *times = answer(&performance_request, NULL);

	if (date)
		boot_data.seconds_at_boot = (int64_t)date->value;
	if (tsc)
		boot_data.counter_hz = tsc->value;
	if (times)
		boot_data.loader_us = times->init_usec;
}

const char *boot_collect(void)
{
	const char *why = find_revision();

	if (!why)
		why = copy_addresses();
	copy_loader();
	copy_times();
	if (why)
		return why;
	why = copy_memory_map();
	copy_processors();
	copy_modules();
	copy_framebuffer();
	copy_tables();
	return why;
}

const char *boot_firmware_name(enum boot_firmware firmware)
{
	static const char *const names[BOOT_NR_FIRMWARES] = {
		[BOOT_FIRMWARE_UNKNOWN] = "unknown",
		[BOOT_FIRMWARE_BIOS] = "BIOS",
		[BOOT_FIRMWARE_UEFI] = "UEFI",
		[BOOT_FIRMWARE_SBI] = "SBI",
	};

	return firmware < BOOT_NR_FIRMWARES ? names[firmware] : "?";
}

const char *boot_memory_kind_name(enum boot_memory_kind kind)
{
	static const char *const names[BOOT_NR_MEMORY_KINDS] = {
		[BOOT_MEMORY_USABLE] = "usable",
		[BOOT_MEMORY_RESERVED] = "reserved",
		[BOOT_MEMORY_ACPI_TABLES] = "ACPI tables",
		[BOOT_MEMORY_ACPI_NVS] = "ACPI NVS",
		[BOOT_MEMORY_BAD] = "bad",
		[BOOT_MEMORY_LOADER] = "loader",
		[BOOT_MEMORY_KERNEL] = "kernel",
		[BOOT_MEMORY_FRAMEBUFFER] = "framebuffer",
		[BOOT_MEMORY_RESERVED_MAPPED] = "reserved, mapped",
	};

	return kind < BOOT_NR_MEMORY_KINDS ? names[kind] : "?";
}
