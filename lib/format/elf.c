/*
 * The reader of ELF64 executables. Every number comes from the file and is checked against the
 * file's length before it is used; structures are copied out, so nothing need be aligned.
 *
 * What a hostile file can cost is bounded: at most MAX_SEGMENTS segments are compared pairwise, and
 * each relocation stands in the file (in RELR 63 at most per eight bytes of it).
 *
 * Relocating reads tables and symbols from the file and writes to the image only, so no relocation
 * can change the tables. In the file they are found by virtual address, through the segments.
 */
#include <lib/format/elf.h>

#include <lib/base/errno.h>
#include <lib/base/math.h>
#include <lib/base/string.h>
#include <lib/format/elf_priv.h>

#define MAX_SEGMENTS 64
#define PAGE_BYTES   UINT64_C(4096)
#define KERNEL_BASE  UINT64_C(0xffffffff80000000) /* [LIMINE executable] */
#define PERMISSIONS  (ELF_SEGMENT_R | ELF_SEGMENT_W | ELF_SEGMENT_X)

/* A table in the file, found by its virtual address. */
struct table {
	const uint8_t *bytes;
	uint64_t len;
};

/* What the dynamic section says; a table of length 0 is not there. */
struct dynamic {
	uint64_t rela, rela_bytes, rela_entry;
	uint64_t relr, relr_bytes, relr_entry;
	uint64_t jmprel, jmprel_bytes, jmprel_kind;
	uint64_t symtab, symbol_bytes;
	bool has_rel;
};

/* Relocation types of a machine; 0 where it has none (0 is "no relocation" everywhere). */
struct reloc_types {
	enum elf_machine machine;
	uint32_t relative;
	uint32_t absolute;
	uint32_t glob_dat;
	uint32_t jump_slot;
};

/* A relocation in progress. */
struct relocation {
	const struct elf_file *elf;
	const struct elf_extent *extent;
	const struct reloc_types *types;
	uint8_t *image;
	uint64_t slide;
	struct table symbols; /* from the symbol table to the end of its segment */
	const char **why;
};

/* [ELF-X86-64 4.4], [ELF-AARCH64 5.7], [ELF-RISCV 8.4], [ELF-LOONGARCH relocations] */
static const struct reloc_types reloc_types[] = {
	{ELF_MACHINE_X86_64, .relative = 8, .absolute = 1, .glob_dat = 6, .jump_slot = 7},
	{ELF_MACHINE_AARCH64, .relative = 1027, .absolute = 257, .glob_dat = 1025,
         .jump_slot = 1026},
	{ELF_MACHINE_RISCV, .relative = 3, .absolute = 2, .jump_slot = 5},
	{ELF_MACHINE_LOONGARCH, .relative = 3, .absolute = 2, .jump_slot = 5},
};

static int fail(const char **why, const char *sentence);
static void read_phdr(const struct elf_file *elf, uint16_t index, struct elf64_phdr *out);
static int collect_segments(const struct elf_file *elf, struct elf_segment *segments,
                            const char **why);
static int check_place(const struct elf_file *elf, const struct elf_segment *segment,
                       const char **why);
static int check_pair(const struct elf_segment *a, const struct elf_segment *b, const char **why);
static bool holds_entry(const struct elf_segment *segment, uint64_t entry);
static int read_dynamic(const struct elf_file *elf, struct dynamic *dynamic, const char **why);
static void note_dynamic(struct dynamic *dynamic, const struct elf64_dynamic *entry);
static int find_table(const struct elf_file *elf, uint64_t vaddr, uint64_t len, struct table *out);
static int relocate_relr(const struct relocation *r, const struct table *table);
static int relocate_relr_word(const struct relocation *r, uint64_t word, uint64_t *where);
static int relocate_rela(const struct relocation *r, const struct table *table);
static int relocate_one(const struct relocation *r, const struct elf64_rela *rela);
static int symbol_address(const struct relocation *r, uint64_t index, uint64_t *out);
static int locate(const struct relocation *r, uint64_t vaddr, uint8_t **out);
static int add_slide(const struct relocation *r, uint64_t vaddr);

int elf_open(struct elf_file *elf, const void *bytes, size_t len, const char **why)
{
	struct elf64_header header;
	uint64_t nr_shdrs;

	if (len < sizeof(header))
		return fail(why, "the file is too short to be an ELF executable");
	memcpy(&header, bytes, sizeof(header));
	if (memcmp(header.ident, ELF_IDENT, ELF_IDENT_BYTES) != 0 || header.version != ELF_VERSION)
		return fail(why, "the file is no 64-bit little-endian ELF");
	if (header.type != ELF_TYPE_EXEC && header.type != ELF_TYPE_DYN)
		return fail(why, "the ELF file is no executable (neither ET_EXEC nor ET_DYN)");
	if (header.nr_phdrs == 0 || header.nr_phdrs == ELF_MANY_PHDRS ||
	    header.phdr_bytes != sizeof(struct elf64_phdr) ||
	    !range_fits(header.phdr_offset, header.nr_phdrs * sizeof(struct elf64_phdr), len))
		return fail(why, "the ELF file's program headers are missing or leave the file");
	nr_shdrs = header.shdr_offset != 0 ? header.nr_shdrs : 0;
	if (nr_shdrs > 0 && (header.shdr_bytes != 64 || header.shstr_index >= nr_shdrs ||
	                     !range_fits(header.shdr_offset, nr_shdrs * 64, len)))
		return fail(why,
		            "the ELF file's section headers leave the file (is it truncated?)");
	*elf = (struct elf_file){
		.bytes = bytes,
		.len = len,
		.entry = header.entry,
		.phdr_offset = header.phdr_offset,
		.shdr_offset = nr_shdrs > 0 ? header.shdr_offset : 0,
		.machine = header.machine,
		.nr_phdrs = header.nr_phdrs,
		.nr_shdrs = (uint16_t)nr_shdrs,
		.shstr_index = nr_shdrs > 0 ? header.shstr_index : 0,
		.relocatable = header.type == ELF_TYPE_DYN,
	};
	return 0;
}

int elf_next_segment(const struct elf_file *elf, uint16_t *cursor, struct elf_segment *out)
{
	while (*cursor < elf->nr_phdrs) {
		struct elf64_phdr phdr;
		uint64_t end;

		read_phdr(elf, *cursor, &phdr);
		*cursor += 1;
		if (phdr.type != ELF_PT_LOAD || phdr.mem_bytes == 0)
			continue;
		if (!range_fits(phdr.offset, phdr.file_bytes, elf->len) ||
		    phdr.file_bytes > phdr.mem_bytes || !u64_add(phdr.vaddr, phdr.mem_bytes, &end))
			return -ENOEXEC;
		*out = (struct elf_segment){
			.vaddr = phdr.vaddr,
			.mem_bytes = phdr.mem_bytes,
			.offset = phdr.offset,
			.file_bytes = phdr.file_bytes,
			.flags = phdr.flags & PERMISSIONS,
		};
		return 1;
	}
	return 0;
}

int elf_check_kernel(const struct elf_file *elf, enum elf_machine machine, struct elf_extent *out,
                     const char **why)
{
	struct elf_segment segments[MAX_SEGMENTS];
	struct elf_extent extent = {.start = UINT64_MAX, .end = 0};
	bool entry_found = false;
	int nr;

	if (elf->machine != machine)
		return fail(why, "the kernel is for another machine");
	nr = collect_segments(elf, segments, why);
	if (nr < 0)
		return nr;
	for (int i = 0; i < nr; i++) {
		const struct elf_segment *s = &segments[i];

		if (check_place(elf, s, why) != 0)
			return -ENOEXEC;
		for (int j = 0; j < i; j++) {
			if (check_pair(&segments[j], s, why) != 0)
				return -ENOEXEC;
		}
		extent.start = min_u64(extent.start, align_down(s->vaddr, PAGE_BYTES));
		extent.end = max_u64(extent.end, align_up(s->vaddr + s->mem_bytes, PAGE_BYTES));
		entry_found = entry_found || holds_entry(s, elf->entry);
	}
	if (extent.end - extent.start > 0 - KERNEL_BASE)
		return fail(why, "the kernel's segments are spread over more than 2 GiB");
	if (!entry_found)
		return fail(why, "the kernel's entry point is in no executable segment");
	*out = extent;
	return 0;
}

int elf_relocate(const struct elf_file *elf, const struct elf_extent *extent, uint8_t *image,
                 uint64_t slide, const char **why)
{
	struct relocation r = {elf, extent, NULL, image, slide, {NULL, 0}, why};
	struct table relr, rela, jmprel;
	struct dynamic dynamic;

	if (!elf->relocatable)
		return 0;
	for (size_t i = 0; i < ARRAY_SIZE(reloc_types); i++) {
		if (reloc_types[i].machine == elf->machine)
			r.types = &reloc_types[i];
	}
	if (r.types == NULL)
		return fail(why, "the relocations of the kernel's machine are not known");
	if (read_dynamic(elf, &dynamic, why) != 0)
		return -ENOEXEC;
	if (find_table(elf, dynamic.relr, dynamic.relr_bytes, &relr) != 0 ||
	    find_table(elf, dynamic.rela, dynamic.rela_bytes, &rela) != 0 ||
	    find_table(elf, dynamic.jmprel, dynamic.jmprel_bytes, &jmprel) != 0)
		return fail(why, "a relocation table is in no segment of the file");
	/* The symbol table does not say how long it is. */
	if (dynamic.symtab != 0 && find_table(elf, dynamic.symtab, 1, &r.symbols) != 0)
		return fail(why, "the kernel's symbol table is in no segment of the file");
	relr.len = dynamic.relr_bytes;
	rela.len = dynamic.rela_bytes;
	jmprel.len = dynamic.jmprel_bytes;
	if (relocate_relr(&r, &relr) != 0 || relocate_rela(&r, &rela) != 0 ||
	    relocate_rela(&r, &jmprel) != 0)
		return -ENOEXEC;
	return 0;
}

static int fail(const char **why, const char *sentence)
{
	if (why != NULL)
		*why = sentence;
	return -ENOEXEC;
}

/* index < elf->nr_phdrs; elf_open has checked that the table lies in the file. */
static void read_phdr(const struct elf_file *elf, uint16_t index, struct elf64_phdr *out)
{
	memcpy(out, elf->bytes + elf->phdr_offset + index * sizeof(*out), sizeof(*out));
}

/* Fills segments[MAX_SEGMENTS]. Returns how many there are, at least one. */
static int collect_segments(const struct elf_file *elf, struct elf_segment *segments,
                            const char **why)
{
	struct elf_segment segment;
	uint16_t cursor = 0;
	int nr = 0;
	int more;

	for (more = elf_next_segment(elf, &cursor, &segment); more > 0;
	     more = elf_next_segment(elf, &cursor, &segment)) {
		if (nr == MAX_SEGMENTS)
			return fail(why, "the kernel has too many segments");
		segments[nr++] = segment;
	}
	if (more < 0)
		return fail(why, "a segment leaves the file or the address space");
	if (nr == 0)
		return fail(why, "the kernel has no segment to load");
	return nr;
}

/* A file that can be moved finds its place by its slide. */
static int check_place(const struct elf_file *elf, const struct elf_segment *segment,
                       const char **why)
{
	if (!elf->relocatable && segment->vaddr < KERNEL_BASE)
		return fail(why, "a segment of the kernel is below 0xffffffff80000000");
	if (segment->vaddr + segment->mem_bytes > 0 - PAGE_BYTES)
		return fail(
			why,
			"a segment of the kernel reaches into the last page of the address space");
	return 0;
}

static int check_pair(const struct elf_segment *a, const struct elf_segment *b, const char **why)
{
	uint64_t a_end = a->vaddr + a->mem_bytes;
	uint64_t b_end = b->vaddr + b->mem_bytes;

	if (a->vaddr < b_end && b->vaddr < a_end)
		return fail(why, "two segments of the kernel overlap");
	if (a->flags != b->flags &&
	    align_down(a->vaddr, PAGE_BYTES) < align_up(b_end, PAGE_BYTES) &&
	    align_down(b->vaddr, PAGE_BYTES) < align_up(a_end, PAGE_BYTES))
		return fail(why, "two segments with different permissions share a page");
	return 0;
}

static bool holds_entry(const struct elf_segment *segment, uint64_t entry)
{
	return (segment->flags & ELF_SEGMENT_X) != 0 && entry >= segment->vaddr &&
	       entry - segment->vaddr < segment->mem_bytes;
}

/* Reads PT_DYNAMIC, if there is one, and checks the sizes of entries. */
static int read_dynamic(const struct elf_file *elf, struct dynamic *dynamic, const char **why)
{
	struct elf64_phdr phdr = {0};
	struct elf64_dynamic entry;

	*dynamic = (struct dynamic){
		.rela_entry = sizeof(struct elf64_rela),
		.relr_entry = sizeof(uint64_t),
		.jmprel_kind = ELF_DT_RELA,
		.symbol_bytes = sizeof(struct elf64_symbol),
	};
	for (uint16_t i = 0; i < elf->nr_phdrs && phdr.type != ELF_PT_DYNAMIC; i++)
		read_phdr(elf, i, &phdr);
	if (phdr.type != ELF_PT_DYNAMIC)
		return 0;
	if (!range_fits(phdr.offset, phdr.file_bytes, elf->len))
		return fail(why, "the kernel's dynamic section leaves the file");
	for (uint64_t at = 0; range_fits(at, sizeof(entry), phdr.file_bytes); at += sizeof(entry)) {
		memcpy(&entry, elf->bytes + phdr.offset + at, sizeof(entry));
		if (entry.tag == ELF_DT_NULL)
			break;
		note_dynamic(dynamic, &entry);
	}
	if (dynamic->has_rel || dynamic->jmprel_kind != ELF_DT_RELA)
		return fail(why, "the kernel has relocations without addends (REL)");
	if (dynamic->rela_entry != sizeof(struct elf64_rela) ||
	    dynamic->relr_entry != sizeof(uint64_t) ||
	    dynamic->symbol_bytes != sizeof(struct elf64_symbol))
		return fail(why, "the kernel's relocations or symbols have an unknown size");
	return 0;
}

static void note_dynamic(struct dynamic *dynamic, const struct elf64_dynamic *entry)
{
	switch (entry->tag) {
	case ELF_DT_RELA:
		dynamic->rela = entry->value;
		break;
	case ELF_DT_RELASZ:
		dynamic->rela_bytes = entry->value;
		break;
	case ELF_DT_RELAENT:
		dynamic->rela_entry = entry->value;
		break;
	case ELF_DT_RELR:
		dynamic->relr = entry->value;
		break;
	case ELF_DT_RELRSZ:
		dynamic->relr_bytes = entry->value;
		break;
	case ELF_DT_RELRENT:
		dynamic->relr_entry = entry->value;
		break;
	case ELF_DT_JMPREL:
		dynamic->jmprel = entry->value;
		break;
	case ELF_DT_PLTRELSZ:
		dynamic->jmprel_bytes = entry->value;
		break;
	case ELF_DT_PLTREL:
		dynamic->jmprel_kind = entry->value;
		break;
	case ELF_DT_SYMTAB:
		dynamic->symtab = entry->value;
		break;
	case ELF_DT_SYMENT:
		dynamic->symbol_bytes = entry->value;
		break;
	case ELF_DT_REL:
		dynamic->has_rel = true;
		break;
	default:
		break;
	}
}

/* The bytes of the file that are loaded at vaddr, up to the end of their segment: at least len. */
static int find_table(const struct elf_file *elf, uint64_t vaddr, uint64_t len, struct table *out)
{
	struct elf_segment s;
	uint16_t cursor = 0;

	*out = (struct table){NULL, 0};
	if (len == 0)
		return 0;
	while (elf_next_segment(elf, &cursor, &s) > 0) {
		if (vaddr >= s.vaddr && range_fits(vaddr - s.vaddr, len, s.file_bytes)) {
			out->bytes = elf->bytes + s.offset + (vaddr - s.vaddr);
			out->len = s.file_bytes - (vaddr - s.vaddr);
			return 0;
		}
	}
	return -ENOEXEC;
}

/* [ELF] DT_RELR: an even word is the address of a word to slide; an odd one is a map of the 63
 * words behind the last address or map. */
static int relocate_relr(const struct relocation *r, const struct table *table)
{
	uint64_t where = 0;
	uint64_t word;

	for (uint64_t at = 0; range_fits(at, sizeof(word), table->len); at += sizeof(word)) {
		memcpy(&word, table->bytes + at, sizeof(word));
		if (relocate_relr_word(r, word, &where) != 0)
			return -ENOEXEC;
	}
	return 0;
}

static int relocate_relr_word(const struct relocation *r, uint64_t word, uint64_t *where)
{
	if ((word & 1) == 0) {
		*where = word + sizeof(word);
		return add_slide(r, word);
	}
	for (unsigned bit = 1; bit < 64; bit++) {
		if ((word >> bit & 1) != 0 && add_slide(r, *where + (bit - 1) * sizeof(word)) != 0)
			return -ENOEXEC;
	}
	*where += 63 * sizeof(word);
	return 0;
}

static int relocate_rela(const struct relocation *r, const struct table *table)
{
	struct elf64_rela rela;

	for (uint64_t at = 0; range_fits(at, sizeof(rela), table->len); at += sizeof(rela)) {
		memcpy(&rela, table->bytes + at, sizeof(rela));
		if (relocate_one(r, &rela) != 0)
			return -ENOEXEC;
	}
	return 0;
}

static int relocate_one(const struct relocation *r, const struct elf64_rela *rela)
{
	uint32_t type = (uint32_t)rela->info;
	uint64_t value = 0;
	uint8_t *target;

	if (type == 0)
		return 0;
	if (locate(r, rela->offset, &target) != 0)
		return -ENOEXEC;
	if (type == r->types->relative) {
		value = r->slide;
	} else if (type == r->types->absolute || type == r->types->glob_dat ||
	           type == r->types->jump_slot) {
		if (symbol_address(r, rela->info >> 32, &value) != 0)
			return -ENOEXEC;
	} else {
		return fail(r->why, "the kernel has a relocation of an unknown type");
	}
	value += rela->addend;
	memcpy(target, &value, sizeof(value));
	return 0;
}

/* A weak symbol that nobody defines is 0; an absolute one does not move. */
static int symbol_address(const struct relocation *r, uint64_t index, uint64_t *out)
{
	struct elf64_symbol symbol;

	if (!range_fits(index * sizeof(symbol), sizeof(symbol), r->symbols.len))
		return fail(r->why, "a relocation names a symbol outside of the symbol table");
	memcpy(&symbol, r->symbols.bytes + index * sizeof(symbol), sizeof(symbol));
	if (symbol.section == ELF_NR_UNDEFINED) {
		if (index != 0 && symbol.info >> 4 != ELF_BIND_WEAK)
			return fail(r->why, "the kernel needs a symbol that it does not define");
		*out = 0;
	} else {
		*out = symbol.value + (symbol.section == ELF_NR_ABSOLUTE ? 0 : r->slide);
	}
	return 0;
}

/* Where in the image the eight bytes at vaddr are. */
static int locate(const struct relocation *r, uint64_t vaddr, uint8_t **out)
{
	uint64_t image_bytes = r->extent->end - r->extent->start;

	if (vaddr < r->extent->start ||
	    !range_fits(vaddr - r->extent->start, sizeof(uint64_t), image_bytes))
		return fail(r->why, "a relocation writes outside of the kernel");
	*out = r->image + (vaddr - r->extent->start);
	return 0;
}

static int add_slide(const struct relocation *r, uint64_t vaddr)
{
	uint64_t value;
	uint8_t *target;

	if (locate(r, vaddr, &target) != 0)
		return -ENOEXEC;
	memcpy(&value, target, sizeof(value));
	value += r->slide;
	memcpy(target, &value, sizeof(value));
	return 0;
}
