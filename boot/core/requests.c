/*
 * Finding the requests in the kernel's image.
 *
 * Requests, the base revision tag and the two markers are arrays of 64-bit words at 8-byte
 * boundaries, each known by its first words. One walk over the words of the file's segments finds
 * them. A start marker makes the walk forget what it has seen (so the last one counts), an end
 * marker stops it.
 *
 * Nearly all words of a kernel are none of these, so the walk first asks one question that most
 * words fail: does the word lie between the smallest and the largest first word? Small numbers,
 * text and the kernel's own addresses do not. Source: [LIMINE requests delimiters].
 */
#include <boot/core/requests.h>

#include <boot/core/firmware.h>
#include <lib/base/compiler.h>
#include <lib/base/math.h>
#include <lib/base/string.h>

struct feature_name {
	uint64_t id[4];
	const char *name;
	size_t request_bytes;
};

/* The walk over one run of words. */
struct walk {
	const struct image *image;
	uint64_t *next;
	uint64_t *end;
	struct requests *found;
	bool ended;
};

#define FEATURE(feature, id_name, type)                                                            \
	[FEATURE_##feature] = {LIMINE_##id_name##_ID, #feature, sizeof(struct type)}

static const struct feature_name features[NR_FEATURES] = {
	FEATURE(BOOTLOADER_INFO, BOOTLOADER_INFO, limine_request),
	FEATURE(CMDLINE, CMDLINE, limine_request),
	FEATURE(FIRMWARE_TYPE, FIRMWARE_TYPE, limine_request),
	FEATURE(STACK_SIZE, STACK_SIZE, limine_stack_size_request),
	FEATURE(HHDM, HHDM, limine_request),
	FEATURE(FRAMEBUFFER, FRAMEBUFFER, limine_request),
	FEATURE(PAGING_MODE, PAGING_MODE, limine_paging_mode_request),
	FEATURE(RISCV_BSP_HARTID, RISCV_BSP_HARTID, limine_request),
	FEATURE(ENTRY_POINT, ENTRY_POINT, limine_entry_point_request),
	FEATURE(EXECUTABLE_FILE, EXECUTABLE_FILE, limine_request),
	FEATURE(MODULE, MODULE, limine_request),
	FEATURE(RSDP, RSDP, limine_request),
	FEATURE(SMBIOS, SMBIOS, limine_request),
	FEATURE(EFI_SYSTEM_TABLE, EFI_SYSTEM_TABLE, limine_request),
	FEATURE(EFI_MEMMAP, EFI_MEMMAP, limine_request),
	FEATURE(DATE_AT_BOOT, DATE_AT_BOOT, limine_request),
	FEATURE(EXECUTABLE_ADDRESS, EXECUTABLE_ADDRESS, limine_request),
	FEATURE(DTB, DTB, limine_request),
	FEATURE(KEEP_IOMMU, X86_KEEP_IOMMU, limine_request),
	FEATURE(TSC_FREQUENCY, TSC_FREQUENCY, limine_request),
	FEATURE(ENTROPY, ENTROPY, limine_entropy_request),
	FEATURE(MP, MP, limine_mp_request),
	FEATURE(BOOT_PERFORMANCE, BOOT_PERFORMANCE, limine_request),
	FEATURE(MEMMAP, MEMMAP, limine_request),
};

static const uint64_t start_marker[4] = LIMINE_REQUESTS_START_MARKER;
static const uint64_t end_marker[2] = LIMINE_REQUESTS_END_MARKER;
static const uint64_t revision_tag[3] = LIMINE_BASE_REVISION(0);

/* The end marker's first word is the smallest, the base revision tag's the largest of all four. */
#define SMALLEST_FIRST_WORD 0xadc0e0531bb10d03ull
#define LARGEST_FIRST_WORD  LIMINE_BASE_REVISION_0

_Static_assert(LIMINE_MAGIC_0 > SMALLEST_FIRST_WORD && LIMINE_MAGIC_0 < LARGEST_FIRST_WORD,
               "a request's first word");

static void walk_words(struct walk *walk);
static void look_at(struct walk *walk);
static void check_revision(struct requests *found);

void requests_find(struct requests *out, const struct image *image)
{
	struct walk walk = {.image = image, .found = out};
	struct elf_segment segment;

	*out = (struct requests){0};
	for (uint16_t cursor = 0; elf_next_segment(&image->elf, &cursor, &segment) == 1;) {
		const uint64_t start = align_up(segment.vaddr, 8);
		const uint64_t end = segment.vaddr + segment.file_bytes;

		if (start >= end || walk.ended)
			continue;
		walk.next = (uint64_t *)(void *)image_at(image, start);
		walk.end = (uint64_t *)(void *)image_at(image, align_down(end, 8));
		walk_words(&walk);
	}
	check_revision(out);
}

void requests_confirm_revision(const struct requests *requests)
{
	requests->revision_tag[1] = requests->base_revision;
	requests->revision_tag[2] = 0;
}

static void walk_words(struct walk *walk)
{
	uint64_t *const end = walk->end;

	for (uint64_t *word = walk->next; word < end; word++) {
		if (*word - SMALLEST_FIRST_WORD > LARGEST_FIRST_WORD - SMALLEST_FIRST_WORD)
			continue;
		walk->next = word;
		look_at(walk);
		if (walk->ended)
			return;
	}
}

/* Do the next words begin with these? */
static bool begins_with(const struct walk *walk, const uint64_t *words, size_t nr_words)
{
	if ((size_t)(walk->end - walk->next) < nr_words)
		return false;
	for (size_t i = 0; i < nr_words; i++) {
		if (walk->next[i] != words[i])
			return false;
	}
	return true;
}

static void take_request(struct walk *walk)
{
	for (size_t i = 0; i < NR_FEATURES; i++) {
		if (!begins_with(walk, features[i].id, 4))
			continue;
		if ((size_t)(walk->end - walk->next) * 8 < features[i].request_bytes)
			sill_fail("the kernel's request %s leaves its segment; keep requests whole",
			          features[i].name);
		if (walk->found->found[i] != NULL)
			sill_fail("the kernel asks twice for %s; keep one request of each kind",
			          features[i].name);
		walk->found->found[i] = (struct limine_request *)(void *)walk->next;
	}
}

static void look_at(struct walk *walk)
{
	static const uint64_t magic[2] = {LIMINE_MAGIC_0, LIMINE_MAGIC_1};

	if (begins_with(walk, magic, 2))
		take_request(walk);
	else if (begins_with(walk, revision_tag, 2) && walk->end - walk->next >= 3)
		walk->found->revision_tag = walk->next;
	else if (begins_with(walk, start_marker, 4))
		*walk->found = (struct requests){0};
	else if (begins_with(walk, end_marker, 2))
		walk->ended = true;
}

static void check_revision(struct requests *found)
{
	if (found->revision_tag == NULL)
		sill_fail("the kernel has no base revision tag between its request markers; sill "
		          "speaks "
		          "the Limine protocol from revision %u to %u: ask for one of these",
		          REQUESTS_MIN_REVISION, REQUESTS_MAX_REVISION);
	found->base_revision = found->revision_tag[2];
	if (found->base_revision < REQUESTS_MIN_REVISION ||
	    found->base_revision > REQUESTS_MAX_REVISION)
		sill_fail("the kernel asks for base revision %llu; sill speaks the Limine protocol "
		          "from "
		          "revision %u to %u: ask for one of these",
		          (unsigned long long)found->base_revision, REQUESTS_MIN_REVISION,
		          REQUESTS_MAX_REVISION);
}
