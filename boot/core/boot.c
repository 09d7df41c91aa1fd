/*
 * The loader's story, from a bundle in memory to the kernel's first instruction. Each step is a
 * file of this room: payload.c, load.c, requests.c, memory.c, tables.c, map.c, answers.c; what
 * depends on the processor is in boot/arch/<machine>/ behind machine.h.
 *
 * Until the last line everything runs at physical addresses.
 */
#include <boot/core/firmware.h>

#include <boot/core/answers.h>
#include <boot/core/map.h>
#include <boot/core/memory.h>
#include <boot/core/tables.h>
#include <lib/base/math.h>
#include <lib/base/string.h>

enum { MIN_STACK_BYTES = 65536 }; /* [LIMINE stack size] */

static struct boot boot; /* too large for a small stack */

static const struct limine_paging_mode_request *paging_wish(const struct requests *requests)
{
	return (const struct limine_paging_mode_request *)(const void *)
	        requests->found[FEATURE_PAGING_MODE];
}

static uint64_t wanted_stack_bytes(const struct requests *requests)
{
	const struct limine_stack_size_request *request =
		(const void *)requests->found[FEATURE_STACK_SIZE];

	if (request == NULL || request->stack_size < MIN_STACK_BYTES)
		return MIN_STACK_BYTES;
	return align_up(min_u64(request->stack_size, UINT64_MAX / 2), MEMORY_PAGE_BYTES);
}

/* The bundle's command line, and behind it what the front end was given. */
static const char *joined_cmdline(const struct bundle_view *part, const char *extra)
{
	const size_t part_bytes = part->len_bytes;
	const size_t extra_bytes = extra != NULL ? strlen(extra) : 0;
	char *out = memory_alloc(part_bytes + extra_bytes + 2);
	char *end = out;

	memcpy(end, part->bytes, part_bytes);
	end += part_bytes;
	if (part_bytes != 0 && extra_bytes != 0)
		*end++ = ' ';
	memcpy(end, extra, extra_bytes);
	end[extra_bytes] = '\0';
	return out;
}

/* From here on the bundle is only the parts the kernel will hear of; the rest it may reclaim. */
static void release_bundle(const struct boot *b)
{
	const struct payload *payload = &b->payload;

	memory_retype((uintptr_t)b->fw->bundle, align_up(b->fw->bundle_bytes, MEMORY_PAGE_BYTES),
	              LIMINE_MEMMAP_BOOTLOADER_RECLAIMABLE);
	for (size_t i = 0; i < payload->nr_modules; i++)
		memory_claim((uintptr_t)payload->modules[i].bytes, payload->modules[i].len_bytes,
		             LIMINE_MEMMAP_EXECUTABLE_AND_MODULES);
	if (b->requests.found[FEATURE_EXECUTABLE_FILE] != NULL)
		memory_claim((uintptr_t)payload->kernel.bytes, payload->kernel.len_bytes,
		             LIMINE_MEMMAP_EXECUTABLE_AND_MODULES);
}

/* Where to jump: the file's entry point, or the one that the kernel asks for [LIMINE entry point].
 */
static uint64_t entry_address(const struct boot *b)
{
	const struct limine_entry_point_request *request =
		(const void *)b->requests.found[FEATURE_ENTRY_POINT];
	const uint64_t start = b->image.extent.start + b->image.slide;
	const uint64_t len = b->image.extent.end - b->image.extent.start;

	if (request == NULL)
		return b->image.elf.entry + b->image.slide;
	if (request->entry < start || request->entry - start >= len)
		sill_fail(
			"the kernel asks to be entered at 0x%llx, outside of its image from 0x%llx "
			"on; correct its entry point request",
			(unsigned long long)request->entry, (unsigned long long)start);
	return request->entry;
}

/* How the kernel is entered; the stack it gets is allocated here. */
static struct machine_entry prepare_entry(const struct boot *b)
{
	const uint64_t stack = memory_alloc_range(
		&(struct memory_request){.len = b->stack_bytes,
	                                 .type = LIMINE_MEMMAP_BOOTLOADER_RECLAIMABLE,
	                                 .what = "the kernel's stack"});

	return (struct machine_entry){
		.tables = b->tables,
		.entry = entry_address(b),
		.stack_top = b->facts.hhdm_base + stack + b->stack_bytes,
		.base_revision = b->requests.base_revision,
		.keep_iommu = b->requests.found[FEATURE_KEEP_IOMMU] != NULL,
	};
}

void sill_check(const void *bundle, size_t bundle_bytes)
{
	struct payload payload;
	struct machine_facts facts;
	struct image image;

	machine_inspect(&facts, NULL);
	payload_open(&payload, bundle, bundle_bytes);
	payload_verify(&payload);
	load_check(&image, &payload.kernel, facts.elf_machine);
}

void sill_boot(struct firmware *fw)
{
	struct boot *b = &boot;
	struct machine_entry entry;

	b->fw = fw;
	memory_init(fw);
	tables_mark(fw, REQUESTS_MAX_REVISION); /* nothing may be put over the firmware's tables */

	machine_inspect(&b->facts, NULL);
	payload_open(&b->payload, fw->bundle, fw->bundle_bytes);
	load_check(&b->image, &b->payload.kernel, b->facts.elf_machine);
	load_place(&b->image);                  /* the kernel's image, relocated */
	requests_find(&b->requests, &b->image); /* what it asks for, and which base revision */
	tables_mark(fw, b->requests.base_revision);
	release_bundle(b); /* modules stay where they lie */

	machine_inspect(&b->facts, paging_wish(&b->requests));
	b->tables = machine_tables_create(&b->facts);
	map_kernel(b->tables, &b->image);
	map_memory(b->tables, &b->facts, b->requests.base_revision);

	b->stack_bytes = wanted_stack_bytes(&b->requests);
	b->cmdline = joined_cmdline(&b->payload.cmdline, fw->extra_cmdline);
	entry = prepare_entry(b);
	requests_confirm_revision(&b->requests);
	answers_give(b); /* starts the processors; the memory map is last */
	machine_enter(fw, &b->facts, &entry);
}
