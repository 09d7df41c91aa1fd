/*
 * The parts of ELF64 that Lintel reads, laid out as in the file [ELF]: little endian, copied out of
 * the bytes before use. Only for the reader and its tests.
 */
#ifndef LIB_FORMAT_ELF_PRIV_H
#define LIB_FORMAT_ELF_PRIV_H

#include <stdint.h>

#define ELF_IDENT        "\177ELF\2\1\1" /* magic, 64 bits, little endian, version 1 */
#define ELF_IDENT_BYTES  7
#define ELF_VERSION      1u
#define ELF_MANY_PHDRS   0xffffu /* PN_XNUM: the count stands elsewhere */
#define ELF_NR_UNDEFINED 0u      /* section number of an undefined symbol */
#define ELF_NR_ABSOLUTE  0xfff1u
#define ELF_BIND_WEAK    2u

enum elf_type { ELF_TYPE_EXEC = 2, ELF_TYPE_DYN = 3 };

enum elf_segment_type { ELF_PT_LOAD = 1, ELF_PT_DYNAMIC = 2 };

enum elf_dynamic_tag {
	ELF_DT_NULL = 0,
	ELF_DT_PLTRELSZ = 2,
	ELF_DT_SYMTAB = 6,
	ELF_DT_RELA = 7,
	ELF_DT_RELASZ = 8,
	ELF_DT_RELAENT = 9,
	ELF_DT_SYMENT = 11,
	ELF_DT_REL = 17,
	ELF_DT_PLTREL = 20,
	ELF_DT_JMPREL = 23,
	ELF_DT_RELRSZ = 35,
	ELF_DT_RELR = 36,
	ELF_DT_RELRENT = 37,
};

struct elf64_header {
	uint8_t ident[16];
	uint16_t type;
	uint16_t machine;
	uint32_t version;
	uint64_t entry;
	uint64_t phdr_offset;
	uint64_t shdr_offset;
	uint32_t flags;
	uint16_t header_bytes;
	uint16_t phdr_bytes;
	uint16_t nr_phdrs;
	uint16_t shdr_bytes;
	uint16_t nr_shdrs;
	uint16_t shstr_index;
};

struct elf64_phdr {
	uint32_t type;
	uint32_t flags;
	uint64_t offset;
	uint64_t vaddr;
	uint64_t paddr;
	uint64_t file_bytes;
	uint64_t mem_bytes;
	uint64_t align;
};

struct elf64_dynamic {
	uint64_t tag;
	uint64_t value;
};

struct elf64_rela {
	uint64_t offset;
	uint64_t info; /* symbol number << 32 | type */
	uint64_t addend;
};

struct elf64_symbol {
	uint32_t name;
	uint8_t info; /* bind << 4 | type */
	uint8_t other;
	uint16_t section;
	uint64_t value;
	uint64_t bytes;
};

_Static_assert(sizeof(struct elf64_header) == 64, "[ELF] ELF header");
_Static_assert(sizeof(struct elf64_phdr) == 56, "[ELF] program header");
_Static_assert(sizeof(struct elf64_dynamic) == 16, "[ELF] dynamic section");
_Static_assert(sizeof(struct elf64_rela) == 24, "[ELF] relocation");
_Static_assert(sizeof(struct elf64_symbol) == 24, "[ELF] symbol table");

#endif
