/* The responses, one function each. [LIMINE feature list] */
#include "probe.h"

#include <lib/base/string.h>

#define MODULE_LINE "lintel probe module\n"

static const char *text(uint64_t pointer)
{
	return (const char *)(uintptr_t)pointer;
}

/* The response lies in reclaimable memory, as everything it points to must. */
static bool in_place(uint64_t response, uint64_t len)
{
	return probe_is_reclaimable(response, len);
}

static bool text_in_place(uint64_t pointer)
{
	return probe_is_reclaimable(pointer, 1) &&
	       probe_is_reclaimable(pointer, strlen(text(pointer)) + 1);
}

static void check_loader(void)
{
	const struct limine_bootloader_info_response *r =
		PROBE_RESPONSE(limine_bootloader_info_response, probe_bootloader_info);

	probe_check(r != NULL && in_place((uintptr_t)r, sizeof(*r)) && text_in_place(r->name) &&
	                    text_in_place(r->version) && *text(r->name) != '\0' &&
	                    *text(r->version) != '\0',
	            "the loader says its name and version");
	if (r != NULL)
		probe_note("loader %s %s", text(r->name), text(r->version));
}

/* "no-firmware=1" on the command line: a machine with none of the protocol's kinds, no answer. */
static void check_firmware(void)
{
	const struct limine_value_response *r =
		PROBE_RESPONSE(limine_value_response, probe_firmware_type);

	if (probe_option("no-firmware", 0) != 0) {
		probe_check(r == NULL, "a machine without firmware has no type of it");
		return;
	}
	probe_check(r != NULL && in_place((uintptr_t)r, sizeof(*r)) &&
	                    r->value == probe_option("firmware", r->value) &&
	                    r->value <= LIMINE_FIRMWARE_SBI,
	            "the firmware's type is the expected one");
}

/* A file has pages of its own. */
static bool file_in_place(const struct limine_file *file)
{
	return probe_is_reclaimable((uintptr_t)file, sizeof(*file)) && file->size != 0 &&
	       file->address % PROBE_PAGE_BYTES == 0 && file->address >= probe_hhdm() &&
	       probe_all_of_type(file->address - probe_hhdm(), file->size,
	                         LIMINE_MEMMAP_EXECUTABLE_AND_MODULES) &&
	       text_in_place(file->path) && text(file->path)[0] == '/' &&
	       text_in_place(file->string);
}

static void check_files(void)
{
	const struct limine_executable_file_response *r =
		PROBE_RESPONSE(limine_executable_file_response, probe_executable_file);
	const struct limine_cmdline_response *c =
		PROBE_RESPONSE(limine_cmdline_response, probe_cmdline);
	const struct limine_file *file;

	probe_check(c != NULL && text_in_place(c->cmdline), "the command line is answered");
	probe_check(r != NULL && in_place((uintptr_t)r, sizeof(*r)),
	            "the kernel's file is answered");
	if (r == NULL || c == NULL)
		return;
	probe_note("command line: %s", text(c->cmdline));
	file = (const void *)(uintptr_t)r->file;
	/* The kernel's file: genuine Limine leaves it in reclaimable memory [measured, 12.1.0]. */
	probe_check(file->address % PROBE_PAGE_BYTES == 0 && file->size > 64 &&
	                    memcmp(text(file->address), "\177ELF", 4) == 0 &&
	                    text(file->path)[0] == '/',
	            "the kernel's file is an ELF file with a path");
	probe_check(file->string == c->cmdline, "its string is the command line");
}

static bool module_is_whole(const struct limine_file *file)
{
	const size_t line = sizeof(MODULE_LINE) - 1;

	for (uint64_t at = 0; at + line <= file->size; at += line) {
		if (memcmp(text(file->address + at), MODULE_LINE, line) != 0)
			return false;
	}
	return file->size >= line && file->size % line == 0;
}

static void check_modules(void)
{
	const struct limine_module_response *r =
		PROBE_RESPONSE(limine_module_response, probe_modules.head);
	const uint64_t expected = probe_option("modules", 0);
	bool placed = true;
	bool whole = true;

	probe_check((r != NULL ? r->module_count : 0) == expected,
	            "as many modules as the command line says (%llu), no response for none",
	            (unsigned long long)expected);
	if (r == NULL)
		return;
	for (uint64_t i = 0; i < r->module_count; i++) {
		const struct limine_file *file =
			(const void *)((uintptr_t *)(uintptr_t)r->modules)[i];

		placed = placed && file_in_place(file);
		whole = whole && module_is_whole(file);
		probe_note("module %s %llu bytes", text(file->path),
		           (unsigned long long)file->size);
	}
	probe_check(placed, "modules have pages of their own");
	probe_check(whole, "modules have the bytes they were made of");
}

static void check_stack_and_paging(void)
{
	const struct limine_value_response *mode =
		PROBE_RESPONSE(limine_value_response, probe_paging_mode.head);

	probe_check(probe_stack_size.head.response != 0 &&
	                    in_place(probe_stack_size.head.response, 8),
	            "the stack's size is answered");
	probe_check(mode != NULL && mode->value == machine_paging_mode() &&
	                    mode->value <= probe_paging_mode.max_mode,
	            "the paging mode is answered and in use");
}

static bool mode_is_sane(const struct limine_video_mode *m)
{
	return m->bpp != 0 && m->pitch >= m->width * m->bpp / 8 &&
	       m->memory_model == LIMINE_FRAMEBUFFER_RGB;
}

static bool framebuffer_is_sane(const struct limine_framebuffer *fb)
{
	const uint64_t pa = fb->address - probe_hhdm();
	const uint64_t *modes = (const void *)(uintptr_t)fb->modes;

	if (fb->width == 0 || fb->pitch < fb->width * fb->bpp / 8 ||
	    fb->memory_model != LIMINE_FRAMEBUFFER_RGB ||
	    fb->red_mask_size + fb->green_mask_size + fb->blue_mask_size > fb->bpp ||
	    (fb->edid_size != 0) != (fb->edid != 0) || fb->mode_count == 0)
		return false;
	for (uint64_t i = 0; i < fb->mode_count; i++) {
		if (!mode_is_sane((const void *)(uintptr_t)modes[i]))
			return false;
	}
	return probe_all_of_type(pa, fb->pitch * fb->height, LIMINE_MEMMAP_FRAMEBUFFER);
}

static void check_framebuffer(void)
{
	const struct limine_framebuffer_response *r =
		PROBE_RESPONSE(limine_framebuffer_response, probe_framebuffer);
	bool sane = true;

	if (r == NULL) {
		probe_note("no framebuffer");
		return;
	}
	probe_check(r->revision >= 1 && r->framebuffer_count != 0, "there are framebuffers");
	for (uint64_t i = 0; i < r->framebuffer_count; i++)
		sane = sane && framebuffer_is_sane(
				       (const void *)((uintptr_t *)(uintptr_t)r->framebuffers)[i]);
	probe_check(sane, "framebuffers make sense and are in memory of their type");
}

/* An address of a firmware table: physical in some revisions, a pointer in the others. */
static uint64_t table_pointer(uint64_t address, uint64_t last_physical)
{
	if (address == 0)
		return 0;
	if (probe_asked_revision > last_physical)
		return address;
	probe_check(address < probe_hhdm(),
	            "in this base revision the table's address is physical");
	return address + probe_hhdm();
}

static void check_acpi(void)
{
	const struct limine_value_response *r = PROBE_RESPONSE(limine_value_response, probe_rsdp);
	uint64_t rsdp;

	if (r == NULL) {
		probe_note("no RSDP");
		return;
	}
	rsdp = table_pointer(r->value, 3);
	if (probe_asked_revision >= 4) /* below, the tables need not be mapped */
		probe_check_acpi(rsdp);
}

static bool smbios_is_mapped(uint64_t pointer, const char *anchor, size_t len)
{
	struct probe_mapping m;

	return machine_walk(pointer, &m) && memcmp(text(pointer), anchor, strlen(anchor)) == 0 &&
	       probe_all_of_type(pointer - probe_hhdm(), len, LIMINE_MEMMAP_RESERVED_MAPPED);
}

/* The structures that an entry point names: u16 length and u32 address, or u32 and u64. */
static bool structures_are_mapped(uint64_t entry32, uint64_t entry64)
{
	uint32_t address32 = 0;
	uint64_t address64 = 0;
	uint16_t len32 = 0;
	uint32_t len64 = 0;

	if (entry32 != 0) {
		memcpy(&len32, text(entry32 + 0x16), sizeof(len32));
		memcpy(&address32, text(entry32 + 0x18), sizeof(address32));
	}
	if (entry64 != 0) {
		memcpy(&len64, text(entry64 + 0x0c), sizeof(len64));
		memcpy(&address64, text(entry64 + 0x10), sizeof(address64));
	}
	return probe_all_of_type(address32, len32, LIMINE_MEMMAP_RESERVED_MAPPED) &&
	       probe_all_of_type(address64, len64, LIMINE_MEMMAP_RESERVED_MAPPED);
}

static void check_smbios(void)
{
	const struct limine_smbios_response *r =
		PROBE_RESPONSE(limine_smbios_response, probe_smbios);
	uint64_t entry32;
	uint64_t entry64;

	if (r == NULL) {
		probe_note("no SMBIOS");
		return;
	}
	entry32 = table_pointer(r->entry_32, 4);
	entry64 = table_pointer(r->entry_64, 4);
	probe_check(entry32 != 0 || entry64 != 0, "SMBIOS has an entry point");
	if (probe_asked_revision < 5)
		return;
	probe_check((entry32 == 0 || smbios_is_mapped(entry32, "_SM_", 0x1f)) &&
	                    (entry64 == 0 || smbios_is_mapped(entry64, "_SM3_", 0x18)),
	            "SMBIOS entry points are mapped");
	probe_check(structures_are_mapped(entry32, entry64), "SMBIOS structures are mapped");
}

static void check_efi(void)
{
	const struct limine_value_response *table =
		PROBE_RESPONSE(limine_value_response, probe_efi_system_table);
	const struct limine_efi_memmap_response *map =
		PROBE_RESPONSE(limine_efi_memmap_response, probe_efi_memmap);
	const struct limine_value_response *type =
		PROBE_RESPONSE(limine_value_response, probe_firmware_type);
	const bool is_efi = type != NULL && (type->value == LIMINE_FIRMWARE_EFI32 ||
	                                     type->value == LIMINE_FIRMWARE_EFI64);

	probe_check((table != NULL) == is_efi && (map != NULL) == is_efi,
	            "EFI's tables are answered if the firmware is EFI, and only then");
	if (table == NULL || map == NULL)
		return;
	if (probe_asked_revision >= 5)
		probe_check(memcmp(text(table_pointer(table->value, 4)), "IBI SYST", 8) == 0 &&
		                    probe_all_of_type(table->value - probe_hhdm(), 120,
		                                      LIMINE_MEMMAP_RESERVED_MAPPED),
		            "EFI's system table is mapped");
	probe_check(map->desc_size >= 40 && map->memmap_size != 0 &&
	                    map->memmap_size % map->desc_size == 0 &&
	                    probe_is_reclaimable(map->memmap, map->memmap_size),
	            "EFI's memory map is there");
}

static void check_times(void)
{
	const struct limine_value_response *date =
		PROBE_RESPONSE(limine_value_response, probe_date);
	const struct limine_value_response *hz =
		PROBE_RESPONSE(limine_value_response, probe_counter_frequency);
	const struct limine_boot_performance_response *times =
		PROBE_RESPONSE(limine_boot_performance_response, probe_performance);
	const uint64_t year_2020 = 1577836800;
	const uint64_t earliest = probe_option("date", year_2020);

	if (date != NULL) /* microvm need not have a clock */
		probe_check(date->value >= earliest &&
		                    date->value - earliest < probe_option("date-range", 1ull << 32),
		            "the date is believable (%llu)", (unsigned long long)date->value);
	if (hz != NULL)
		probe_check(hz->value >= 1000000, "the counter's frequency is believable");
	if (times != NULL)
		probe_check(times->reset_usec <= times->init_usec &&
		                    times->init_usec <= times->exec_usec,
		            "the boot's times are in order");
}

static void check_entropy(void)
{
	const struct limine_entropy_response *r =
		PROBE_RESPONSE(limine_entropy_response, probe_entropy.head);
	const uint64_t *words;

	if (r == NULL) {
		probe_note("no entropy");
		return;
	}
	words = (const void *)(uintptr_t)r->words;
	probe_check(r->nr_words == PROBE_ENTROPY_WORDS && in_place(r->words, r->nr_words * 8) &&
	                    words[0] != words[1] && words[1] != words[2] && words[2] != words[3],
	            "random numbers differ");
}

static uint32_t read_big_endian(uint64_t pointer)
{
	uint32_t value;

	memcpy(&value, text(pointer), sizeof(value));
	return __builtin_bswap32(value);
}

/* Nodes begin with a word 1 and their name [DT 5.4]. */
static bool tree_has_memory_node(uint64_t tree)
{
	const uint64_t structure = tree + read_big_endian(tree + 8);
	const uint32_t len = read_big_endian(tree + 36);

	for (uint32_t at = 0; at + 12 <= len; at += 4) {
		if (memcmp(text(structure + at), "\0\0\0\1memory@", 11) == 0)
			return true;
	}
	return false;
}

static void check_device_tree(void)
{
	const struct limine_value_response *r = PROBE_RESPONSE(limine_value_response, probe_dtb);
	bool is_tree;

	if (r == NULL)
		return;
	is_tree = memcmp(text(r->value), "\xd0\x0d\xfe\xed", 4) == 0 &&
	          probe_is_reclaimable(r->value, 40);
	probe_check(is_tree, "the device tree is one");
	/* "tree-has-memory=1" on the command line excuses genuine Limine 12.1, which leaves it. */
	if (is_tree && probe_option("tree-has-memory", 0) == 0)
		probe_check(!tree_has_memory_node(r->value),
		            "the device tree has no memory node left");
}

void probe_check_responses(void)
{
	check_loader();
	check_firmware();
	check_files();
	check_modules();
	check_stack_and_paging();
	check_framebuffer();
	check_acpi();
	check_smbios();
	check_efi();
	check_times();
	check_entropy();
	check_device_tree();
	probe_check(probe_entry_point.head.response != 0, "the entry point request is answered");
}
