/*
 * Section headers and symbols of an ELF64 little-endian file. lib/format/elf has checked the file
 * header; every other offset is checked here before it is followed.
 *
 *   section header, 64 bytes: 4 type, 24 offset, 32 size, 40 link, 56 entry size  [ELF sections]
 *   symbol, 24 bytes: 0 name, 4 info, 6 section, 8 value, 16 size                [ELF symbol table]
 */
#include <tools/gen/elf_symtab.h>

#include <errno.h>
#include <stddef.h>

#include <lib/base/math.h>

#define SHDR_BYTES   64u
#define SYMBOL_BYTES 24u
#define SHT_SYMTAB   2u
#define SHT_STRTAB   3u

struct section {
	uint32_t type;
	uint32_t link;
	uint64_t offset;
	uint64_t size;
};

static uint32_t read_le32(const uint8_t *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static uint64_t read_le64(const uint8_t *p)
{
	return read_le32(p) | (uint64_t)read_le32(p + 4) << 32;
}

static int read_section(const struct elf_file *elf, uint32_t index, struct section *out)
{
	uint64_t offset;
	const uint8_t *header;

	if (index >= elf->nr_shdrs || elf->shdr_offset == 0)
		return -ENOEXEC;
	if (!u64_add(elf->shdr_offset, (uint64_t)index * SHDR_BYTES, &offset) ||
	    !range_fits(offset, SHDR_BYTES, elf->len))
		return -ENOEXEC;
	header = elf->bytes + offset;
	*out = (struct section){
		.type = read_le32(header + 4),
		.offset = read_le64(header + 24),
		.size = read_le64(header + 32),
		.link = read_le32(header + 40),
	};
	return 0;
}

static int find_symtab(const struct elf_file *elf, struct section *out)
{
	for (uint32_t i = 0; i < elf->nr_shdrs; i++) {
		if (read_section(elf, i, out) < 0)
			return -ENOEXEC;
		if (out->type == SHT_SYMTAB)
			return 0;
	}
	return -ENOENT;
}

int elf_symtab_open(struct elf_symtab *symtab, const struct elf_file *elf, const char **why)
{
	struct section symbols;
	struct section names;
	int result = find_symtab(elf, &symbols);

	if (result < 0) {
		*why = result == -ENOENT ? "it has no symbol table"
		                         : "its section headers leave the file";
		return -ENOEXEC;
	}
	if (!range_fits(symbols.offset, symbols.size, elf->len)) {
		*why = "its symbol table leaves the file";
		return -ENOEXEC;
	}
	if (read_section(elf, symbols.link, &names) < 0 || names.type != SHT_STRTAB ||
	    names.size == 0 || !range_fits(names.offset, names.size, elf->len) ||
	    elf->bytes[names.offset + names.size - 1] != 0) {
		*why = "the names of its symbol table are missing, leave the file or do not end";
		return -ENOEXEC;
	}
	*symtab = (struct elf_symtab){
		.entries = elf->bytes + symbols.offset,
		.count = symbols.size / SYMBOL_BYTES,
		.names = (const char *)elf->bytes + names.offset,
		.names_len = names.size,
	};
	return 0;
}

int elf_symtab_at(const struct elf_symtab *symtab, uint64_t index, struct elf_symbol *out)
{
	const uint8_t *entry = symtab->entries + index * SYMBOL_BYTES;
	uint32_t name = read_le32(entry);

	if (name >= symtab->names_len)
		return -ENOEXEC;
	*out = (struct elf_symbol){
		.name = symtab->names + name,
		.type = entry[4] & 15,
		.binding = entry[4] >> 4,
		.section = (uint16_t)(entry[6] | entry[7] << 8),
		.value = read_le64(entry + 8),
		.size = read_le64(entry + 16),
	};
	return 0;
}

const uint8_t *elf_bytes_at(const struct elf_file *elf, uint64_t vaddr, uint64_t len)
{
	struct elf_segment segment;
	uint16_t cursor = 0;

	while (elf_next_segment(elf, &cursor, &segment) == 1) {
		if (vaddr >= segment.vaddr &&
		    range_fits(vaddr - segment.vaddr, len, segment.file_bytes))
			return elf->bytes + segment.offset + (vaddr - segment.vaddr);
	}
	return NULL;
}
