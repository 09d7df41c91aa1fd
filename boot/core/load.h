/* The kernel's file becomes an image: contiguous physical memory with every segment in its place.
 */
#ifndef BOOT_CORE_LOAD_H
#define BOOT_CORE_LOAD_H

#include <stdint.h>

#include <boot/core/payload.h>
#include <lib/format/elf.h>

struct image {
	struct elf_file elf;
	struct elf_extent extent; /* as the file says, before the slide */
	uint64_t slide;           /* added to every virtual address of the file */
	uint8_t *bytes;           /* extent.start lies here: the physical address */
};

/* Reads the kernel's ELF headers and checks them against the protocol's rules for this machine;
 * fails with sill_fail. Fills elf and extent. */
void load_check(struct image *out, const struct bundle_view *kernel, enum elf_machine machine);

/* Places a checked kernel in memory of type EXECUTABLE_AND_MODULES, relocated. */
void load_place(struct image *image);

/* Where a virtual address of the file (before the slide) lies in memory. */
static inline uint8_t *image_at(const struct image *image, uint64_t vaddr)
{
	return image->bytes + (vaddr - image->extent.start);
}

#endif
