/*
 * A small well-formed executable, made in memory: what the unit test damages and the fuzz target
 * starts from. Three segments with relocations of every table:
 *
 *   vaddr   base + 0        + 0x1000          + 0x2000
 *           | text r-x      | rodata r--      | data rw-       | zeros up to + 0x3800
 *           | entry         | dyn sym rela... | words to relocate
 */
#ifndef LIB_FORMAT_ELF_SAMPLE_H
#define LIB_FORMAT_ELF_SAMPLE_H

#include <stddef.h>
#include <stdint.h>

#include <lib/base/string.h>
#include <lib/format/elf.h>
#include <lib/format/elf_priv.h>

#define SAMPLE_PART_BYTES   0x200u
#define SAMPLE_NR_DYNAMIC   12
#define SAMPLE_NR_SYMBOLS   4
#define SAMPLE_NR_RELA      4
#define SAMPLE_NR_RELR      2
#define SAMPLE_TEXT         0x0u /* addresses, from the base on */
#define SAMPLE_RODATA       0x1000u
#define SAMPLE_DATA         0x2000u
#define SAMPLE_END          0x3800u
#define SAMPLE_NR_WORDS     16
#define SAMPLE_WORD(n)      (SAMPLE_DATA + 8 * (n))
#define SAMPLE_SYMBOL_VALUE 0x2040u /* of symbol 1; from the base on */
#define SAMPLE_ABSOLUTE     0x1234u /* of symbol 2 */

enum sample_segment {
	SAMPLE_SEG_TEXT,
	SAMPLE_SEG_RODATA,
	SAMPLE_SEG_DATA,
	SAMPLE_SEG_DYNAMIC,
	SAMPLE_NR_SEGS
};

struct elf_sample_rodata {
	struct elf64_dynamic dynamic[SAMPLE_NR_DYNAMIC];
	struct elf64_symbol symbols[SAMPLE_NR_SYMBOLS];
	struct elf64_rela rela[SAMPLE_NR_RELA];
	struct elf64_rela jmprel[1];
	uint64_t relr[SAMPLE_NR_RELR];
};

struct elf_sample {
	struct elf64_header header;
	struct elf64_phdr phdrs[SAMPLE_NR_SEGS];
	uint8_t text[SAMPLE_PART_BYTES];
	struct elf_sample_rodata rodata;
	uint64_t words[SAMPLE_NR_WORDS];
};

/* Relocation types of x86_64 [ELF-X86-64 4.4]. */
enum { SAMPLE_R_64 = 1, SAMPLE_R_GLOB_DAT = 6, SAMPLE_R_JUMP_SLOT = 7, SAMPLE_R_RELATIVE = 8 };

static inline void elf_sample_phdr(struct elf_sample *s, enum sample_segment which, uint32_t flags,
                                   uint64_t vaddr, uint64_t offset, uint64_t bytes)
{
	s->phdrs[which] = (struct elf64_phdr){
		.type = which == SAMPLE_SEG_DYNAMIC ? ELF_PT_DYNAMIC : ELF_PT_LOAD,
		.flags = flags,
		.offset = offset,
		.vaddr = vaddr,
		.paddr = vaddr,
		.file_bytes = bytes,
		.mem_bytes = bytes,
		.align = 0x1000,
	};
}

static inline void elf_sample_dynamic(struct elf_sample *s, uint64_t base)
{
	uint64_t at = base + SAMPLE_RODATA;
	const struct elf64_dynamic dynamic[SAMPLE_NR_DYNAMIC] = {
		{ELF_DT_SYMTAB, at + offsetof(struct elf_sample_rodata, symbols)},
		{ELF_DT_SYMENT, sizeof(struct elf64_symbol)},
		{ELF_DT_RELA, at + offsetof(struct elf_sample_rodata, rela)},
		{ELF_DT_RELASZ, sizeof(s->rodata.rela)},
		{ELF_DT_RELAENT, sizeof(struct elf64_rela)},
		{ELF_DT_JMPREL, at + offsetof(struct elf_sample_rodata, jmprel)},
		{ELF_DT_PLTRELSZ, sizeof(s->rodata.jmprel)},
		{ELF_DT_PLTREL, ELF_DT_RELA},
		{ELF_DT_RELR, at + offsetof(struct elf_sample_rodata, relr)},
		{ELF_DT_RELRSZ, sizeof(s->rodata.relr)},
		{ELF_DT_RELRENT, sizeof(uint64_t)},
		{ELF_DT_NULL, 0},
	};

	memcpy(s->rodata.dynamic, dynamic, sizeof(dynamic));
}

static inline struct elf64_rela elf_sample_rela(uint64_t offset, uint32_t symbol, uint32_t type,
                                                uint64_t addend)
{
	return (struct elf64_rela){offset, (uint64_t)symbol << 32 | type, addend};
}

static inline void elf_sample_init(struct elf_sample *s, enum elf_type type, uint64_t base)
{
	struct elf_sample_rodata *r = &s->rodata;

	memset(s, 0, sizeof(*s));
	memcpy(s->header.ident, ELF_IDENT, ELF_IDENT_BYTES);
	s->header.type = (uint16_t)type;
	s->header.machine = ELF_MACHINE_X86_64;
	s->header.version = ELF_VERSION;
	s->header.entry = base + 0x10;
	s->header.phdr_offset = offsetof(struct elf_sample, phdrs);
	s->header.header_bytes = sizeof(s->header);
	s->header.phdr_bytes = sizeof(s->phdrs[0]);
	s->header.nr_phdrs = SAMPLE_NR_SEGS;
	elf_sample_phdr(s, SAMPLE_SEG_TEXT, ELF_SEGMENT_R | ELF_SEGMENT_X, base + SAMPLE_TEXT,
	                offsetof(struct elf_sample, text), sizeof(s->text));
	elf_sample_phdr(s, SAMPLE_SEG_RODATA, ELF_SEGMENT_R, base + SAMPLE_RODATA,
	                offsetof(struct elf_sample, rodata), sizeof(s->rodata));
	elf_sample_phdr(s, SAMPLE_SEG_DATA, ELF_SEGMENT_R | ELF_SEGMENT_W, base + SAMPLE_DATA,
	                offsetof(struct elf_sample, words), sizeof(s->words));
	s->phdrs[SAMPLE_SEG_DATA].mem_bytes = SAMPLE_END - SAMPLE_DATA;
	elf_sample_phdr(s, SAMPLE_SEG_DYNAMIC, ELF_SEGMENT_R, base + SAMPLE_RODATA,
	                offsetof(struct elf_sample, rodata), sizeof(r->dynamic));
	elf_sample_dynamic(s, base);
	r->symbols[1] = (struct elf64_symbol){.section = 1, .value = base + SAMPLE_SYMBOL_VALUE};
	r->symbols[2] = (struct elf64_symbol){.section = ELF_NR_ABSOLUTE, .value = SAMPLE_ABSOLUTE};
	r->symbols[3] = (struct elf64_symbol){.info = ELF_BIND_WEAK << 4};
	r->rela[0] = elf_sample_rela(base + SAMPLE_WORD(0), 0, SAMPLE_R_RELATIVE, base + 0x20);
	r->rela[1] = elf_sample_rela(base + SAMPLE_WORD(1), 1, SAMPLE_R_GLOB_DAT, 0);
	r->rela[2] = elf_sample_rela(base + SAMPLE_WORD(2), 2, SAMPLE_R_64, 3);
	r->rela[3] = elf_sample_rela(base + SAMPLE_WORD(3), 3, SAMPLE_R_64, 0);
	r->jmprel[0] = elf_sample_rela(base + SAMPLE_WORD(4), 1, SAMPLE_R_JUMP_SLOT, 0);
	/* Word 5 by address; then a map whose bits 1 and 3 mean words 6 and 8. */
	r->relr[0] = base + SAMPLE_WORD(5);
	r->relr[1] = 1u | 1u << 1 | 1u << 3;
	for (unsigned i = 0; i < SAMPLE_NR_WORDS; i++)
		s->words[i] = base + 0x100 * i;
}

#endif
