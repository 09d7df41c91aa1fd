/*
 * Writes the kernel's symbol table (kernel/core/symbols.h) as assembly from the linked kernel, and
 * checks a kernel that carries one.
 *
 *   symbols --empty OUT.S    a table without entries, for the first link
 *   symbols KERNEL OUT.S     the table of KERNEL's functions
 *   symbols --check KERNEL   exit 1 unless the table inside KERNEL is the one of its functions
 *
 * Text is the executable segment that holds kernel_text_start. An entry is a symbol in it that is a
 * function, or global and without type (a label of assembly), except for the base. Of several at
 * one address the table keeps one: functions before labels, global before local, then by name. So
 * the output depends on KERNEL alone. The file has data directives only and suits all four
 * machines.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tools/base/file.h>
#include <tools/gen/elf_symtab.h>

#define BASE_SYMBOL "kernel_text_start"

struct entry {
	const char *name; /* in the kernel's file */
	uint32_t offset;  /* from the base symbol */
	uint32_t rank;    /* the lowest wins an address */
};

struct table {
	struct entry *entries; /* ascending by offset, owned */
	uint32_t count;
	uint64_t base;
	uint32_t text_bytes;
};

struct kernel {
	struct file file;
	struct elf_file elf;
	struct elf_symtab symtab;
};

static int kernel_load(struct kernel *kernel, const char *path)
{
	const char *why = "";

	if (file_load(&kernel->file, path) < 0)
		return -EIO;
	if (elf_open(&kernel->elf, kernel->file.bytes, kernel->file.len, &why) < 0 ||
	    elf_symtab_open(&kernel->symtab, &kernel->elf, &why) < 0) {
		fprintf(stderr, "symbols: %s: expected a linked kernel, but %s\n", path, why);
		file_unload(&kernel->file);
		return -ENOEXEC;
	}
	return 0;
}

static int find_symbol(const struct kernel *kernel, const char *name, uint64_t *value)
{
	struct elf_symbol symbol;

	for (uint64_t i = 0; i < kernel->symtab.count; i++) {
		if (elf_symtab_at(&kernel->symtab, i, &symbol) == 0 &&
		    symbol.section != ELF_SECTION_UNDEF && strcmp(symbol.name, name) == 0) {
			*value = symbol.value;
			return 0;
		}
	}
	fprintf(stderr, "symbols: %s: expected the symbol %s, but there is none\n",
	        kernel->file.path, name);
	return -ENOENT;
}

/* Fills in the table's base and length of text. */
static int find_text(const struct kernel *kernel, struct table *table)
{
	struct elf_segment segment;
	uint16_t cursor = 0;

	if (find_symbol(kernel, BASE_SYMBOL, &table->base) < 0)
		return -ENOENT;
	while (elf_next_segment(&kernel->elf, &cursor, &segment) == 1) {
		uint64_t distance = table->base - segment.vaddr;

		if (!(segment.flags & ELF_SEGMENT_X) || table->base < segment.vaddr ||
		    distance >= segment.mem_bytes)
			continue;
		if (segment.mem_bytes - distance > UINT32_MAX)
			break;
		table->text_bytes = (uint32_t)(segment.mem_bytes - distance);
		return 0;
	}
	fprintf(stderr,
	        "symbols: %s: expected %s (0x%" PRIx64 ") in an executable segment of less than "
	        "4 GiB, but there is none\n",
	        kernel->file.path, BASE_SYMBOL, table->base);
	return -ENOEXEC;
}

static bool is_entry(const struct elf_symbol *symbol, const struct table *table)
{
	bool is_function = symbol->type == ELF_SYMBOL_FUNC;
	bool is_label = symbol->type == ELF_SYMBOL_NOTYPE && symbol->binding != ELF_BIND_LOCAL;

	return (is_function || is_label) && symbol->section != ELF_SECTION_UNDEF &&
	       symbol->section != ELF_SECTION_ABS && symbol->name[0] != 0 &&
	       strcmp(symbol->name, BASE_SYMBOL) != 0 && symbol->value >= table->base &&
	       symbol->value - table->base < table->text_bytes;
}

static int compare_entries(const void *left, const void *right)
{
	const struct entry *a = left;
	const struct entry *b = right;

	if (a->offset != b->offset)
		return a->offset < b->offset ? -1 : 1;
	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	return strcmp(a->name, b->name);
}

static int collect_entries(const struct kernel *kernel, struct table *table)
{
	for (uint64_t i = 0; i < kernel->symtab.count; i++) {
		struct elf_symbol symbol;

		if (elf_symtab_at(&kernel->symtab, i, &symbol) < 0) {
			fprintf(stderr, "symbols: %s: the name of symbol %" PRIu64 " is missing\n",
			        kernel->file.path, i);
			return -ENOEXEC;
		}
		if (!is_entry(&symbol, table))
			continue;
		table->entries[table->count++] = (struct entry){
			.name = symbol.name,
			.offset = (uint32_t)(symbol.value - table->base),
			.rank = (symbol.type != ELF_SYMBOL_FUNC) * 2u +
		                (symbol.binding == ELF_BIND_LOCAL),
		};
	}
	return 0;
}

static void keep_one_per_offset(struct table *table)
{
	uint32_t kept = 0;

	qsort(table->entries, table->count, sizeof(table->entries[0]), compare_entries);
	for (uint32_t i = 0; i < table->count; i++) {
		if (kept == 0 || table->entries[kept - 1].offset != table->entries[i].offset)
			table->entries[kept++] = table->entries[i];
	}
	table->count = kept;
}

/* The table of the kernel's symbols; the caller frees table->entries. */
static int table_make(struct table *table, const struct kernel *kernel)
{
	int result;

	*table = (struct table){.count = 0};
	result = find_text(kernel, table);
	if (result < 0)
		return result;
	if (kernel->symtab.count > UINT32_MAX)
		return -ERANGE;
	table->entries = calloc(kernel->symtab.count + 1, sizeof(table->entries[0]));
	if (!table->entries)
		return -ENOMEM;
	result = collect_entries(kernel, table);
	if (result < 0) {
		free(table->entries);
		return result;
	}
	keep_one_per_offset(table);
	return 0;
}

static void write_label(FILE *out, const char *name)
{
	fprintf(out, "\t.globl %s\n\t.type %s, %%object\n%s:\n", name, name, name);
}

static void write_table(FILE *out, const struct table *table)
{
	uint32_t index = 0;

	fputs("/* Written by tools/gen/symbols.c; see kernel/core/symbols.h. */\n"
	      "\t.section .symbols, \"a\", %progbits\n\t.balign 4\n",
	      out);
	write_label(out, "symbols_count");
	fprintf(out, "\t.4byte %" PRIu32 "\n", table->count);
	write_label(out, "symbols_text_bytes");
	fprintf(out, "\t.4byte %" PRIu32 "\n", table->text_bytes);
	write_label(out, "symbols_offsets");
	for (uint32_t i = 0; i < table->count; i++)
		fprintf(out, "\t.4byte 0x%" PRIx32 "\n", table->entries[i].offset);
	write_label(out, "symbols_names_index");
	for (uint32_t i = 0; i < table->count; i++) {
		fprintf(out, "\t.4byte %" PRIu32 "\n", index);
		index += (uint32_t)strlen(table->entries[i].name) + 1;
	}
	write_label(out, "symbols_names");
	for (uint32_t i = 0; i < table->count; i++)
		fprintf(out, "\t.asciz \"%s\"\n", table->entries[i].name);
}

static int write_file(const char *path, const struct table *table)
{
	FILE *out = fopen(path, "w");
	int failed;

	if (!out) {
		fprintf(stderr, "symbols: cannot write %s: %s\n", path, strerror(errno));
		return -EIO;
	}
	write_table(out, table);
	failed = ferror(out);
	if (fclose(out) != 0 || failed) {
		fprintf(stderr, "symbols: cannot write all of %s\n", path);
		return -EIO;
	}
	return 0;
}

/* The bytes of the table's object `name` inside the kernel, len of them. */
static const uint8_t *embedded(const struct kernel *kernel, const char *name, uint64_t len)
{
	uint64_t address;
	const uint8_t *bytes;

	if (find_symbol(kernel, name, &address) < 0)
		return NULL;
	bytes = elf_bytes_at(&kernel->elf, address, len);
	if (!bytes)
		fprintf(stderr,
		        "symbols: %s: %s leaves its segment: is the table of another link?\n",
		        kernel->file.path, name);
	return bytes;
}

static uint32_t embedded_u32(const uint8_t *bytes, uint32_t index)
{
	uint32_t value;

	bytes += (size_t)index * 4;
	value = bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
	        (uint32_t)bytes[3] << 24;
	return value;
}

/* Entry by entry: offsets, then names and where they begin. */
static int compare_tables(const struct kernel *kernel, const struct table *table)
{
	const uint8_t *offsets = embedded(kernel, "symbols_offsets", table->count * 4ull);
	const uint8_t *index = embedded(kernel, "symbols_names_index", table->count * 4ull);
	uint32_t begin = 0;

	if (!offsets || !index)
		return -ENOEXEC;
	for (uint32_t i = 0; i < table->count; i++) {
		const struct entry *entry = &table->entries[i];
		uint32_t len = (uint32_t)strlen(entry->name) + 1;
		const uint8_t *names = embedded(kernel, "symbols_names", begin + len);

		if (!names)
			return -ENOEXEC;
		if (embedded_u32(offsets, i) != entry->offset || embedded_u32(index, i) != begin ||
		    memcmp(names + begin, entry->name, len) != 0) {
			fprintf(stderr,
			        "symbols: %s: entry %" PRIu32 " should be %s at 0x%" PRIx32
			        ", but the table says %.*s at 0x%" PRIx32
			        ": text moved between the two links, or the table is an old one\n",
			        kernel->file.path, i, entry->name, entry->offset, (int)len,
			        (const char *)names + begin, embedded_u32(offsets, i));
			return -ENOEXEC;
		}
		begin += len;
	}
	return 0;
}

static int check_counts(const struct kernel *kernel, const struct table *table)
{
	const uint8_t *count = embedded(kernel, "symbols_count", 4);
	const uint8_t *text_bytes = embedded(kernel, "symbols_text_bytes", 4);

	if (!count || !text_bytes)
		return -ENOEXEC;
	if (embedded_u32(count, 0) == table->count &&
	    embedded_u32(text_bytes, 0) == table->text_bytes)
		return 0;
	fprintf(stderr,
	        "symbols: %s: expected a table of %" PRIu32 " functions in %" PRIu32
	        " bytes of text, but it has %" PRIu32 " in %" PRIu32 "\n",
	        kernel->file.path, table->count, table->text_bytes, embedded_u32(count, 0),
	        embedded_u32(text_bytes, 0));
	return -ENOEXEC;
}

static int check(const struct kernel *kernel, const struct table *table)
{
	if (table->count == 0) {
		fprintf(stderr, "symbols: %s: expected functions, but text has none\n",
		        kernel->file.path);
		return -ENOENT;
	}
	if (check_counts(kernel, table) < 0)
		return -ENOEXEC;
	return compare_tables(kernel, table);
}

/* Writes the kernel's table to out_path, or checks the one inside if out_path is null. */
static int process(const char *kernel_path, const char *out_path)
{
	struct kernel kernel;
	struct table table;
	int result = kernel_load(&kernel, kernel_path);

	if (result < 0)
		return result;
	result = table_make(&table, &kernel);
	if (result < 0)
		goto unload;
	result = out_path ? write_file(out_path, &table) : check(&kernel, &table);
	free(table.entries);
unload:
	file_unload(&kernel.file);
	return result;
}

int main(int argc, char **argv)
{
	const struct table empty = {.count = 0};
	int result;

	if (argc != 3) {
		fputs("usage: symbols --empty OUT.S | symbols KERNEL OUT.S | symbols --check "
		      "KERNEL\n",
		      stderr);
		return 2;
	}
	if (strcmp(argv[1], "--empty") == 0)
		result = write_file(argv[2], &empty);
	else if (strcmp(argv[1], "--check") == 0)
		result = process(argv[2], NULL);
	else
		result = process(argv[1], argv[2]);
	return result < 0;
}
