/*
 * Any bytes as a kernel's file, taken the loader's way: check, place, find the requests, map. The
 * search starts from a sample with a tag and requests in it. Whatever the file says, the loader
 * either says what is wrong or stays inside of the image; it maps every page at most once, and
 * answers only requests that lie in the image.
 */
#include <lib/base/fuzz.h>

#include <string.h>

#include <boot/core/fail_test.h>
#include <boot/core/load.h>
#include <boot/core/map.h>
#include <boot/core/memory.h>
#include <boot/core/requests.h>
#include <lib/format/elf_sample.h>

enum { ARENA_BYTES = 1 << 20, ARENA_PAGES = ARENA_BYTES / MEMORY_PAGE_BYTES };

static _Alignas(4096) uint8_t arena[ARENA_BYTES];
static uint8_t nr_mappings[ARENA_PAGES];
static struct image image;
static struct requests requests;

static int lies_in_image(uint64_t address, uint64_t len)
{
	const uint64_t start = (uintptr_t)image.bytes;
	const uint64_t end = start + (image.extent.end - image.extent.start);

	return address >= start && len <= end - start && address <= end - len;
}

/* The machine's part: only notes what it is asked for. */
void machine_map(struct page_tables *tables, uint64_t va, uint64_t pa, uint64_t len,
                 enum map_flags flags)
{
	(void)tables;
	(void)flags;
	fuzz_expect(va % MEMORY_PAGE_BYTES == 0 && pa % MEMORY_PAGE_BYTES == 0);
	fuzz_expect(len != 0 && len % MEMORY_PAGE_BYTES == 0 && lies_in_image(pa, len));
	fuzz_expect(va - pa == image.extent.start + image.slide - (uintptr_t)image.bytes);
	for (uint64_t at = 0; at < len; at += MEMORY_PAGE_BYTES)
		fuzz_expect(nr_mappings[(pa + at - (uintptr_t)arena) / MEMORY_PAGE_BYTES]++ == 0);
}

static void take(const uint8_t *data, size_t size)
{
	const struct bundle_view kernel = {.bytes = data, .len_bytes = size};

	load_check(&image, &kernel, ELF_MACHINE_X86_64);
	load_place(&image);
	requests_find(&requests, &image);
	map_kernel(NULL, &image);
	requests_confirm_revision(&requests);
	for (size_t i = 0; i < NR_FEATURES; i++) {
		struct limine_request *request = requests.found[i];

		if (request == NULL)
			continue;
		fuzz_expect(lies_in_image((uintptr_t)request, sizeof(*request)));
		request->response = 1;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct firmware_range range = {(uintptr_t)arena, sizeof(arena), LIMINE_MEMMAP_USABLE};
	const struct firmware fw = {.ranges = &range, .nr_ranges = 1};

	memory_init(&fw);
	memset(nr_mappings, 0, sizeof(nr_mappings));
	if (FAKE_FAILS(take(data, size)))
		fuzz_expect(fake_fail_text[0] != '\0');
	return 0;
}

/* A fixed kernel whose first two segments have equal permissions and share a page. */
static void make_neighbours(struct elf_sample *sample)
{
	elf_sample_init(sample, ELF_TYPE_EXEC, 0xffffffff80000000);
	sample->phdrs[SAMPLE_SEG_RODATA].flags = sample->phdrs[SAMPLE_SEG_TEXT].flags;
	sample->phdrs[SAMPLE_SEG_RODATA].vaddr =
		sample->phdrs[SAMPLE_SEG_TEXT].vaddr + sizeof(sample->text);
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	static const struct {
		uint64_t start[4];
		uint64_t tag[3];
		struct limine_stack_size_request stack;
		struct limine_request hhdm;
		uint64_t end[2];
	} asked = {
		.start = LIMINE_REQUESTS_START_MARKER,
		.tag = LIMINE_BASE_REVISION(6),
		.stack = {.head = {.id = LIMINE_STACK_SIZE_ID}},
		.hhdm = {.id = LIMINE_HHDM_ID},
		.end = LIMINE_REQUESTS_END_MARKER,
	};
	struct elf_sample sample;

	_Static_assert(sizeof(asked) <= sizeof(sample.text), "the requests fit");
	if (fuzz_begins(size, sizeof(sample), seed) && max_size >= sizeof(sample)) {
		if (seed / 256 % 2 == 0)
			elf_sample_init(&sample, ELF_TYPE_DYN, 0);
		else
			make_neighbours(&sample);
		memcpy(sample.text, &asked, sizeof(asked));
		memcpy(data, &sample, sizeof(sample));
		size = sizeof(sample);
	}
	return LLVMFuzzerMutate(data, size, max_size);
}
