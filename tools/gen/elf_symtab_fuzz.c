/*
 * Any bytes as a linked kernel with symbols: whatever the file says, every symbol's name lies in it
 * and ends in it, and every address that is found has all of its bytes in it. The search starts
 * from a file with one segment and two symbols.
 */
#include <lib/base/fuzz.h>

#include <string.h>

#include <tools/gen/elf_symtab.h>

#define NAMES "\0start\0end"

/* [ELF] header, program header, sections, symbol table; the fields that nobody reads are 0. */
struct sample {
	uint8_t ident[16];
	uint16_t type, machine;
	uint32_t version;
	uint64_t entry, phdr_offset, shdr_offset;
	uint32_t flags;
	uint16_t header_bytes, phdr_bytes, nr_phdrs, shdr_bytes, nr_shdrs, shstr_index;
	struct {
		uint32_t type, flags;
		uint64_t offset, vaddr, paddr, file_bytes, mem_bytes, align;
	} segment;
	struct {
		uint32_t name, type;
		uint64_t flags, address, offset, size;
		uint32_t link, info;
		uint64_t align, entry_bytes;
	} sections[3];
	struct {
		uint32_t name;
		uint8_t info, other;
		uint16_t section;
		uint64_t value, size;
	} symbols[2];
	char names[sizeof(NAMES)];
};

static void sample_init(struct sample *s)
{
	*s = (struct sample){
		.ident = {0x7f, 'E', 'L', 'F', 2, 1, 1},
		.type = 2,
		.machine = ELF_MACHINE_X86_64,
		.version = 1,
		.entry = 0xffffffff80000000,
		.phdr_offset = offsetof(struct sample, segment),
		.shdr_offset = offsetof(struct sample, sections),
		.header_bytes = offsetof(struct sample, segment),
		.phdr_bytes = sizeof(s->segment),
		.nr_phdrs = 1,
		.shdr_bytes = sizeof(s->sections[0]),
		.nr_shdrs = 3,
		.shstr_index = 2,
		.segment = {.type = 1,
	                    .flags = ELF_SEGMENT_R | ELF_SEGMENT_X,
	                    .vaddr = 0xffffffff80000000,
	                    .file_bytes = sizeof(*s),
	                    .mem_bytes = sizeof(*s)},
		.sections = {{0},
	                     {.type = 2,
	                      .link = 2,
	                      .offset = offsetof(struct sample, symbols),
	                      .size = sizeof(s->symbols)},
	                     {.type = 3,
	                      .offset = offsetof(struct sample, names),
	                      .size = sizeof(s->names)}},
		.symbols = {{.name = 1, .info = 0x12, .section = 1, .value = 0xffffffff80000000},
	                    {.name = 7, .info = 0x10, .section = 1, .value = 0xffffffff80000010}},
		.names = NAMES,
	};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct elf_symtab symtab;
	struct elf_symbol symbol;
	struct elf_file elf;
	const char *why = NULL;

	if (elf_open(&elf, data, size, &why) != 0)
		return 0;
	if (elf_symtab_open(&symtab, &elf, &why) != 0) {
		fuzz_expect(why != NULL);
		return 0;
	}
	for (uint64_t i = 0; i < symtab.count; i++) {
		const uint8_t *bytes;

		if (elf_symtab_at(&symtab, i, &symbol) != 0)
			continue;
		fuzz_expect((const uint8_t *)symbol.name + strlen(symbol.name) < data + size);
		bytes = elf_bytes_at(&elf, symbol.value, symbol.size);
		fuzz_expect(!bytes || (bytes >= data && bytes + symbol.size <= data + size));
	}
	return 0;
}

/* The sample is a good one: both symbols are found, and the bytes of the first. */
static bool is_read(const struct sample *sample)
{
	struct elf_symtab symtab;
	struct elf_symbol symbol;
	struct elf_file elf;
	const char *why = NULL;

	return elf_open(&elf, sample, sizeof(*sample), &why) == 0 &&
	       elf_symtab_open(&symtab, &elf, &why) == 0 && symtab.count == 2 &&
	       elf_symtab_at(&symtab, 0, &symbol) == 0 && strcmp(symbol.name, "start") == 0 &&
	       symbol.type == ELF_SYMBOL_FUNC &&
	       elf_bytes_at(&elf, symbol.value, 16) == (const uint8_t *)sample;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	struct sample sample;

	if (fuzz_begins(size, sizeof(sample), seed) && max_size >= sizeof(sample)) {
		sample_init(&sample);
		fuzz_expect(is_read(&sample));
		memcpy(data, &sample, sizeof(sample));
		size = sizeof(sample);
	}
	return LLVMFuzzerMutate(data, size, max_size);
}
