/*
 * Any bytes as a kernel: open, check, load into memory of exactly its extent, relocate. The search
 * starts from a sample that passes all checks. Whatever the file says, nothing outside of the file
 * is read and nothing outside of the image is written; and what elf_check_kernel accepts keeps its
 * promises.
 */
#include <lib/base/fuzz.h>

#include <stdlib.h>
#include <string.h>

#include <lib/format/elf.h>
#include <lib/format/elf_sample.h>

#define MAX_IMAGE_BYTES 0x40000u

/* Copies the segments, and holds the extent against them. */
static void load(const struct elf_file *elf, const struct elf_extent *extent, uint8_t *image)
{
	struct elf_segment s;
	uint16_t cursor = 0;
	int entry_found = 0;

	while (elf_next_segment(elf, &cursor, &s) > 0) {
		fuzz_expect(s.vaddr >= extent->start && s.vaddr + s.mem_bytes <= extent->end);
		fuzz_expect(elf->relocatable || s.vaddr >= 0xffffffff80000000);
		memcpy(image + (s.vaddr - extent->start), elf->bytes + s.offset, s.file_bytes);
		entry_found |= (s.flags & ELF_SEGMENT_X) != 0 && elf->entry >= s.vaddr &&
		               elf->entry < s.vaddr + s.mem_bytes;
	}
	fuzz_expect(entry_found);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct elf_extent extent;
	struct elf_file elf;
	const char *why = NULL;
	uint8_t *image;

	if (elf_open(&elf, data, size, &why) != 0) {
		fuzz_expect(why != NULL);
		return 0;
	}
	if (elf_check_kernel(&elf, (enum elf_machine)elf.machine, &extent, &why) != 0) {
		fuzz_expect(why != NULL);
		return 0;
	}
	fuzz_expect(extent.start < extent.end && extent.start % 4096 == 0 &&
	            extent.end % 4096 == 0);
	if (extent.end - extent.start > MAX_IMAGE_BYTES)
		return 0;
	image = calloc(1, extent.end - extent.start);
	fuzz_expect(image != NULL);
	load(&elf, &extent, image);
	if (elf_relocate(&elf, &extent, image, 0x1000, &why) != 0)
		fuzz_expect(why != NULL);
	free(image);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	struct elf_sample sample;

	if (fuzz_begins(size, sizeof(sample), seed) && max_size >= sizeof(sample)) {
		if (seed % 2 == 0)
			elf_sample_init(&sample, ELF_TYPE_DYN, 0);
		else
			elf_sample_init(&sample, ELF_TYPE_EXEC, 0xffffffff80000000);
		memcpy(data, &sample, sizeof(sample));
		size = sizeof(sample);
	}
	return LLVMFuzzerMutate(data, size, max_size);
}
