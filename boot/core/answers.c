/*
 * One function per feature of the protocol, and the table that names them. A function makes the
 * response in reclaimable memory and returns it, or null if this machine has no answer: then the
 * kernel's response pointer stays as it is [LIMINE response].
 *
 * Everything the loader writes for the kernel holds virtual addresses of the direct map: hhdm()
 * turns a pointer into one. Source of each shape: [LIMINE feature list].
 *
 * Never answered: the TPM event log (no front end asks firmware for it) and the parameters of a
 * terminal that sill does not have. Internal modules are not loaded, so the module response has
 * revision 0.
 */
#include <boot/core/answers.h>

#include <boot/core/memory.h>
#include <lib/base/math.h>
#include <lib/base/string.h>

/* Limits that are ours. */
enum { MAX_ENTROPY_WORDS = 64, SPARE_MEMMAP_ENTRIES = 8 };

typedef void *answer_fn(struct boot *boot, const struct limine_request *request);

static answer_fn bootloader_info, cmdline, firmware_type, stack_size, direct_map, framebuffer,
	paging_mode, boot_hart, entry_point, executable_file, modules, rsdp, smbios,
	efi_system_table, efi_memmap, date_at_boot, executable_address, device_tree, keep_iommu,
	counter_frequency, entropy, processors, boot_performance, memory_map;

static answer_fn *const answers[NR_FEATURES] = {
	[FEATURE_BOOTLOADER_INFO] = bootloader_info,
	[FEATURE_CMDLINE] = cmdline,
	[FEATURE_FIRMWARE_TYPE] = firmware_type,
	[FEATURE_STACK_SIZE] = stack_size,
	[FEATURE_HHDM] = direct_map,
	[FEATURE_FRAMEBUFFER] = framebuffer,
	[FEATURE_PAGING_MODE] = paging_mode,
	[FEATURE_RISCV_BSP_HARTID] = boot_hart,
	[FEATURE_ENTRY_POINT] = entry_point,
	[FEATURE_EXECUTABLE_FILE] = executable_file,
	[FEATURE_MODULE] = modules,
	[FEATURE_RSDP] = rsdp,
	[FEATURE_SMBIOS] = smbios,
	[FEATURE_EFI_SYSTEM_TABLE] = efi_system_table,
	[FEATURE_EFI_MEMMAP] = efi_memmap,
	[FEATURE_DATE_AT_BOOT] = date_at_boot,
	[FEATURE_EXECUTABLE_ADDRESS] = executable_address,
	[FEATURE_DTB] = device_tree,
	[FEATURE_KEEP_IOMMU] = keep_iommu,
	[FEATURE_TSC_FREQUENCY] = counter_frequency,
	[FEATURE_ENTROPY] = entropy,
	[FEATURE_MP] = processors,
	[FEATURE_BOOT_PERFORMANCE] = boot_performance,
	[FEATURE_MEMMAP] = memory_map, /* last: nothing may be allocated after it */
};

static uint64_t hhdm(const struct boot *boot, const void *pointer)
{
	return boot->facts.hhdm_base + (uintptr_t)pointer;
}

void answers_give(struct boot *boot)
{
	for (size_t i = 0; i < NR_FEATURES; i++) {
		struct limine_request *request = boot->requests.found[i];
		void *response;

		if (request == NULL)
			continue;
		response = answers[i](boot, request);
		if (response != NULL)
			request->response = hhdm(boot, response);
	}
	memory_freeze();
}

/* ---- pieces of answers ---- */

/* A response that is one value behind its revision. */
static void *value_response(uint64_t value)
{
	struct limine_value_response *response = memory_alloc(sizeof(*response));

	response->value = value;
	return response;
}

/* An address that some revisions want physical: up to last_physical, from 3 on. 0 stays 0. */
static uint64_t table_address(const struct boot *boot, uint64_t address, uint64_t last_physical)
{
	if (address == 0 || boot->requests.base_revision <= last_physical)
		return address;
	return boot->facts.hhdm_base + address;
}

static char *copy_text(const char *text)
{
	const size_t bytes = strlen(text) + 1;

	return memcpy(memory_alloc(bytes), text, bytes);
}

/* A file's path has a leading slash [LIMINE file structure]. */
static char *path_of(const char *name)
{
	const size_t bytes = strlen(name) + 1;
	char *path;

	if (name[0] == '/')
		return copy_text(name);
	path = memory_alloc(bytes + 1);
	path[0] = '/';
	memcpy(path + 1, name, bytes);
	return path;
}

static struct limine_file *file_of(const struct boot *boot, const struct bundle_view *part,
                                   const char *string)
{
	struct limine_file *file = memory_alloc(sizeof(*file));

	file->address = hhdm(boot, part->bytes);
	file->size = part->len_bytes;
	file->path = hhdm(boot, path_of(part->name));
	file->string = hhdm(boot, string);
	return file;
}

/* ---- one function per feature ---- */

static void *bootloader_info(struct boot *boot, const struct limine_request *request)
{
	struct limine_bootloader_info_response *response = memory_alloc(sizeof(*response));

	(void)request;
	response->name = hhdm(boot, copy_text("sill"));
	response->version = hhdm(boot, copy_text(LINTEL_VERSION));
	return response;
}

static void *cmdline(struct boot *boot, const struct limine_request *request)
{
	struct limine_cmdline_response *response = memory_alloc(sizeof(*response));

	(void)request;
	response->cmdline = hhdm(boot, boot->cmdline);
	return response;
}

static void *firmware_type(struct boot *boot, const struct limine_request *request)
{
	(void)request;
	if (boot->fw->type == FIRMWARE_TYPE_NONE)
		return NULL;
	return value_response(boot->fw->type);
}

static void *stack_size(struct boot *boot, const struct limine_request *request)
{
	(void)boot;
	(void)request;
	return memory_alloc(sizeof(uint64_t)); /* a revision and nothing else */
}

static void *direct_map(struct boot *boot, const struct limine_request *request)
{
	(void)request;
	return value_response(boot->facts.hhdm_base);
}

static struct limine_video_mode *mode_of(const struct limine_framebuffer *fb)
{
	struct limine_video_mode *mode = memory_alloc(sizeof(*mode));

	*mode = (struct limine_video_mode){
		.pitch = fb->pitch,
		.width = fb->width,
		.height = fb->height,
		.bpp = fb->bpp,
		.memory_model = fb->memory_model,
		.red_mask_size = fb->red_mask_size,
		.red_mask_shift = fb->red_mask_shift,
		.green_mask_size = fb->green_mask_size,
		.green_mask_shift = fb->green_mask_shift,
		.blue_mask_size = fb->blue_mask_size,
		.blue_mask_shift = fb->blue_mask_shift,
	};
	return mode;
}

static struct limine_framebuffer *framebuffer_of(const struct boot *boot)
{
	const struct firmware_framebuffer *from = &boot->fw->framebuffer;
	struct limine_framebuffer *fb = memory_alloc(sizeof(*fb));
	uint64_t *modes = memory_alloc(sizeof(*modes));

	*fb = (struct limine_framebuffer){
		.address = boot->facts.hhdm_base + from->base,
		.width = from->width,
		.height = from->height,
		.pitch = from->pitch,
		.bpp = from->bpp,
		.memory_model = LIMINE_FRAMEBUFFER_RGB,
		.red_mask_size = from->red_size,
		.red_mask_shift = from->red_shift,
		.green_mask_size = from->green_size,
		.green_mask_shift = from->green_shift,
		.blue_mask_size = from->blue_size,
		.blue_mask_shift = from->blue_shift,
		.mode_count = 1,
	};
	if (from->edid != NULL && from->edid_bytes != 0) {
		void *edid = memory_alloc(from->edid_bytes);

		memcpy(edid, from->edid, from->edid_bytes);
		fb->edid_size = from->edid_bytes;
		fb->edid = hhdm(boot, edid);
	}
	modes[0] = hhdm(boot, mode_of(fb));
	fb->modes = hhdm(boot, modes);
	return fb;
}

static void *framebuffer(struct boot *boot, const struct limine_request *request)
{
	struct limine_framebuffer_response *response;
	uint64_t *list;

	(void)request;
	if (boot->fw->framebuffer.width == 0)
		return NULL;
	response = memory_alloc(sizeof(*response));
	list = memory_alloc(sizeof(*list));
	list[0] = hhdm(boot, framebuffer_of(boot));
	response->revision = 1;
	response->framebuffer_count = 1;
	response->framebuffers = hhdm(boot, list);
	return response;
}

static void *paging_mode(struct boot *boot, const struct limine_request *request)
{
	(void)request;
	return value_response(boot->facts.paging_mode);
}

static void *boot_hart(struct boot *boot, const struct limine_request *request)
{
	(void)request;
	if (boot->facts.elf_machine != ELF_MACHINE_RISCV)
		return NULL;
	return value_response(boot->fw->boot_processor_id);
}

static void *entry_point(struct boot *boot, const struct limine_request *request)
{
	(void)boot;
	(void)request; /* boot.c jumps there */
	return memory_alloc(sizeof(uint64_t));
}

static void *executable_file(struct boot *boot, const struct limine_request *request)
{
	struct limine_executable_file_response *response = memory_alloc(sizeof(*response));

	(void)request;
	response->file = hhdm(boot, file_of(boot, &boot->payload.kernel, boot->cmdline));
	return response;
}

static void *modules(struct boot *boot, const struct limine_request *request)
{
	const struct payload *payload = &boot->payload;
	struct limine_module_response *response;
	const char *no_string;
	uint64_t *list;

	(void)request;
	if (payload->nr_modules == 0)
		return NULL;
	response = memory_alloc(sizeof(*response));
	list = memory_alloc(payload->nr_modules * sizeof(*list));
	no_string = copy_text("");
	for (size_t i = 0; i < payload->nr_modules; i++)
		list[i] = hhdm(boot, file_of(boot, &payload->modules[i], no_string));
	response->module_count = payload->nr_modules;
	response->modules = hhdm(boot, list);
	return response;
}

static void *rsdp(struct boot *boot, const struct limine_request *request)
{
	(void)request;
	if (boot->fw->rsdp == 0)
		return NULL;
	return value_response(table_address(boot, boot->fw->rsdp, 3));
}

static void *smbios(struct boot *boot, const struct limine_request *request)
{
	struct limine_smbios_response *response;

	(void)request;
	if (boot->fw->smbios32 == 0 && boot->fw->smbios64 == 0)
		return NULL;
	response = memory_alloc(sizeof(*response));
	response->entry_32 = table_address(boot, boot->fw->smbios32, 4);
	response->entry_64 = table_address(boot, boot->fw->smbios64, 4);
	return response;
}

static void *efi_system_table(struct boot *boot, const struct limine_request *request)
{
	(void)request;
	if (boot->fw->efi_system_table == 0)
		return NULL;
	return value_response(table_address(boot, boot->fw->efi_system_table, 4));
}

static void *efi_memmap(struct boot *boot, const struct limine_request *request)
{
	const struct firmware *fw = boot->fw;
	struct limine_efi_memmap_response *response;

	(void)request;
	if (fw->efi_memmap == 0)
		return NULL;
	response = memory_alloc(sizeof(*response));
	response->memmap = boot->facts.hhdm_base + fw->efi_memmap;
	response->memmap_size = fw->efi_memmap_bytes;
	response->desc_size = fw->efi_descriptor_bytes;
	response->desc_version = fw->efi_descriptor_version;
	return response;
}

static void *date_at_boot(struct boot *boot, const struct limine_request *request)
{
	(void)request;
	if (boot->fw->date_at_boot == 0)
		return NULL;
	return value_response((uint64_t)boot->fw->date_at_boot);
}

static void *executable_address(struct boot *boot, const struct limine_request *request)
{
	struct limine_executable_address_response *response = memory_alloc(sizeof(*response));

	(void)request;
	response->physical_base = (uintptr_t)boot->image.bytes;
	response->virtual_base = boot->image.extent.start + boot->image.slide;
	return response;
}

static void *device_tree(struct boot *boot, const struct limine_request *request)
{
	(void)request;
	if (boot->fw->dtb == 0)
		return NULL;
	return value_response(boot->facts.hhdm_base + boot->fw->dtb);
}

static void *keep_iommu(struct boot *boot, const struct limine_request *request)
{
	(void)request;
	if (boot->facts.elf_machine != ELF_MACHINE_X86_64)
		return NULL;
	return memory_alloc(sizeof(uint64_t));
}

static void *counter_frequency(struct boot *boot, const struct limine_request *request)
{
	const uint64_t hz = machine_counter_hz();

	(void)boot;
	(void)request;
	return hz != 0 ? value_response(hz) : NULL;
}

/* No answer from a machine without a generator: a guess would look like entropy. */
static void *entropy(struct boot *boot, const struct limine_request *request)
{
	const uint64_t wanted = ((const struct limine_entropy_request *)request)->nr_words;
	const size_t nr_words = min_u64(wanted, MAX_ENTROPY_WORDS);
	uint64_t words[MAX_ENTROPY_WORDS];
	struct limine_entropy_response *response;

	for (size_t i = 0; i < nr_words; i++) {
		if (!machine_random(&words[i]))
			return NULL;
	}
	response = memory_alloc(sizeof(*response));
	response->nr_words = nr_words;
	if (nr_words != 0) {
		void *list = memory_alloc(nr_words * sizeof(words[0]));

		memcpy(list, words, nr_words * sizeof(words[0]));
		response->words = hhdm(boot, list);
	}
	return response;
}

static void *processors(struct boot *boot, const struct limine_request *request)
{
	return (void *)(uintptr_t)machine_start_processors(
		boot->fw, &boot->facts, boot->tables,
		(const struct limine_mp_request *)(const void *)request, boot->stack_bytes);
}

static uint64_t microseconds(uint64_t counter, uint64_t hz)
{
	return counter / hz * 1000000 + counter % hz * 1000000 / hz;
}

/* Times count from the counter's zero; when the machine was reset is not known, so 0. */
static void *boot_performance(struct boot *boot, const struct limine_request *request)
{
	const uint64_t hz = machine_counter_hz();
	struct limine_boot_performance_response *response;

	(void)request;
	if (hz == 0)
		return NULL;
	response = memory_alloc(sizeof(*response));
	response->init_usec = microseconds(boot->fw->loader_counter, hz);
	response->exec_usec = microseconds(machine_counter(), hz);
	return response;
}

static void *memory_map(struct boot *boot, const struct limine_request *request)
{
	struct limine_memmap_response *response;
	const struct memory_piece *pieces;
	struct limine_memmap_entry *entries;
	uint64_t *list;
	size_t room;
	size_t nr_pieces;

	(void)request;
	/* The allocations below may add a few pieces to the map they are for. */
	memory_pieces(&room);
	room += SPARE_MEMMAP_ENTRIES;
	response = memory_alloc(sizeof(*response));
	list = memory_alloc(room * sizeof(*list));
	entries = memory_alloc(room * sizeof(*entries));
	memory_freeze();
	pieces = memory_pieces(&nr_pieces);
	if (nr_pieces > room)
		sill_fail("bug: the memory map grew to %zu pieces, room was for %zu", nr_pieces,
		          room);
	for (size_t i = 0; i < nr_pieces; i++) {
		entries[i] = (struct limine_memmap_entry){
			pieces[i].base, pieces[i].end - pieces[i].base, pieces[i].type};
		list[i] = hhdm(boot, &entries[i]);
	}
	response->entry_count = nr_pieces;
	response->entries = hhdm(boot, list);
	return response;
}
