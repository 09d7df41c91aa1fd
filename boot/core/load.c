/*
 * Loading: copy each segment, zero what the file does not hold, relocate.
 *
 * The image is physically contiguous and keeps the distances of the virtual addresses, so one
 * offset leads from virtual to physical [LIMINE memory layout]. A kernel that can be relocated and
 * asks for the lower half is moved up to 0xffffffff80000000.
 */
#include <boot/core/load.h>

#include <boot/core/firmware.h>
#include <boot/core/memory.h>
#include <lib/base/math.h>
#include <lib/base/string.h>

#define KERNEL_BASE 0xffffffff80000000ull
#define REMEDY      "build the kernel with the project's linker script"

void load_check(struct image *out, const struct bundle_view *kernel, enum elf_machine machine)
{
	const char *why = "unknown reason";

	if (elf_open(&out->elf, kernel->bytes, kernel->len_bytes, &why) != 0)
		sill_fail("cannot load the kernel: %s; " REMEDY, why);
	if (out->elf.machine != machine)
		sill_fail("cannot load the kernel: it is for ELF machine %u, this machine is %u; "
		          "choose the bundle of this machine",
		          (unsigned)out->elf.machine, (unsigned)machine);
	if (elf_check_kernel(&out->elf, machine, &out->extent, &why) != 0)
		sill_fail("cannot load the kernel: %s; " REMEDY, why);
}

/* Zeroes the parts of the segment's pages that the file does not fill. */
static void zero_edges(const struct image *image, const struct elf_segment *segment)
{
	const uint64_t file_end = segment->vaddr + segment->file_bytes;
	const uint64_t first_page = align_down(segment->vaddr, MEMORY_PAGE_BYTES);
	const uint64_t end_page = align_up(segment->vaddr + segment->mem_bytes, MEMORY_PAGE_BYTES);

	memset(image_at(image, first_page), 0, segment->vaddr - first_page);
	memset(image_at(image, file_end), 0, end_page - file_end);
}

/* Where the image lies in memory and where it is mapped agree in these low bits: QEMU 7.2
 * translates loongarch64 addresses in pieces of 16 KiB, whatever the page tables say. */
#define IMAGE_ALIGN (16u << 10)

void load_place(struct image *image)
{
	struct elf_segment segment;
	const char *why = "unknown reason";

	image->slide = 0;
	if (image->extent.start < KERNEL_BASE)
		image->slide = KERNEL_BASE - image->extent.start;
	image->bytes = (uint8_t *)(uintptr_t)memory_alloc_range(
		&(struct memory_request){.len = image->extent.end - image->extent.start,
	                                 .align = IMAGE_ALIGN,
	                                 .type = LIMINE_MEMMAP_EXECUTABLE_AND_MODULES,
	                                 .what = "the kernel"});

	/* Two rounds: segments may share a page, and zeroes must not fall on bytes already copied.
	 */
	for (uint16_t cursor = 0; elf_next_segment(&image->elf, &cursor, &segment) == 1;)
		zero_edges(image, &segment);
	for (uint16_t cursor = 0; elf_next_segment(&image->elf, &cursor, &segment) == 1;)
		memcpy(image_at(image, segment.vaddr), image->elf.bytes + segment.offset,
		       segment.file_bytes);

	if (elf_relocate(&image->elf, &image->extent, image->bytes, image->slide, &why) != 0)
		sill_fail("cannot relocate the kernel: %s; " REMEDY, why);
}
