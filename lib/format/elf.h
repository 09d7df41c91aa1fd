/*
 * ELF64 little-endian executables, as the loader and the tools read them [ELF], [LIMINE
 * executable].
 *
 * elf_open checks the file header and the program header table against the file's length; after it
 * every accessor is safe. elf_check_kernel adds what the Limine protocol demands of a kernel.
 * Nothing here allocates; an elf_file borrows the bytes.
 */
#ifndef LIB_FORMAT_ELF_H
#define LIB_FORMAT_ELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <lib/base/compiler.h>

enum elf_machine {
	ELF_MACHINE_X86_64 = 62,
	ELF_MACHINE_AARCH64 = 183,
	ELF_MACHINE_RISCV = 243,
	ELF_MACHINE_LOONGARCH = 258,
};

enum elf_segment_flags {
	ELF_SEGMENT_X = 1,
	ELF_SEGMENT_W = 2,
	ELF_SEGMENT_R = 4,
};

struct elf_file {
	const uint8_t *bytes;
	uint64_t len;
	uint64_t entry; /* virtual address */
	uint64_t phdr_offset;
	uint64_t shdr_offset; /* 0 if there are no section headers */
	uint16_t machine;     /* enum elf_machine, or another */
	uint16_t nr_phdrs;
	uint16_t nr_shdrs;
	uint16_t shstr_index;
	bool relocatable; /* ET_DYN */
};

/* One PT_LOAD, checked: [offset, offset + file_bytes) lies in the file, file_bytes <= mem_bytes,
 * vaddr + mem_bytes does not wrap. */
struct elf_segment {
	uint64_t vaddr;
	uint64_t mem_bytes;
	uint64_t offset;
	uint64_t file_bytes;
	uint32_t flags; /* enum elf_segment_flags */
};

/* What a loaded kernel occupies. */
struct elf_extent {
	uint64_t start; /* lowest virtual address, page aligned down */
	uint64_t end;   /* behind the highest, page aligned up */
};

/* Reads the file header. *why (may be null) gets a static sentence that says what is wrong.
 * Errors: -ENOEXEC not an ELF64 little-endian ET_EXEC or ET_DYN, or its tables leave the file. */
MUST_CHECK int elf_open(struct elf_file *elf, const void *bytes, size_t len, const char **why);

/* Gives the next PT_LOAD that occupies memory, from *cursor (start with 0) on.
 * Returns 1 and fills *out, 0 at the end, -ENOEXEC for a segment that breaks the promises above. */
MUST_CHECK int elf_next_segment(const struct elf_file *elf, uint16_t *cursor,
                                struct elf_segment *out);

/* Everything the protocol wants of a kernel [LIMINE executable]: the machine, at least one segment
 * (at most 64), an ET_EXEC file at 0xffffffff80000000 or above (an ET_DYN file gets there by its
 * slide: the caller's choice), 2 GiB at most from start to end, no overlap, no two permissions in
 * one 4 KiB page, entry point in an executable segment.
 * Errors: -ENOEXEC, with *why. */
MUST_CHECK int elf_check_kernel(const struct elf_file *elf, enum elf_machine machine,
                                struct elf_extent *out, const char **why);

/* Applies the relocations of an ET_DYN image that has been copied to image (image[0] is
 * extent->start): RELA, RELR and JMPREL; types RELATIVE, GLOB_DAT, JUMP_SLOT and absolute
 * 64. Tables and symbols are read from the file, never from the image.
 * slide is added to every virtual address. An ET_EXEC file needs none: 0.
 * Errors: -ENOEXEC for a table or target outside of the image or an unknown type, with *why. */
MUST_CHECK int elf_relocate(const struct elf_file *elf, const struct elf_extent *extent,
                            uint8_t *image, uint64_t slide, const char **why);

#endif
