/*
 * The symbol table of an ELF64 file, every access checked against the file's length. Adds to
 * lib/format/elf.h what only build tools need [ELF sections], [ELF symbol table].
 */
#ifndef TOOLS_GEN_ELF_SYMTAB_H
#define TOOLS_GEN_ELF_SYMTAB_H

#include <stdint.h>

#include <lib/base/compiler.h>
#include <lib/format/elf.h>

enum elf_symbol_type {
	ELF_SYMBOL_NOTYPE = 0,
	ELF_SYMBOL_OBJECT = 1,
	ELF_SYMBOL_FUNC = 2,
};

enum elf_symbol_binding {
	ELF_BIND_LOCAL = 0,
	ELF_BIND_GLOBAL = 1,
	ELF_BIND_WEAK = 2,
};

enum elf_symbol_section {
	ELF_SECTION_UNDEF = 0,
	ELF_SECTION_ABS = 0xfff1,
};

/* The names lie in [names, names + names_len) of the file, the last byte of which is 0. */
struct elf_symtab {
	const uint8_t *entries;
	uint64_t count;
	const char *names;
	uint64_t names_len;
};

struct elf_symbol {
	const char *name; /* terminated, in the file */
	uint64_t value;
	uint64_t size;
	uint8_t type;     /* enum elf_symbol_type or another */
	uint8_t binding;  /* enum elf_symbol_binding or another */
	uint16_t section; /* index, or enum elf_symbol_section */
};

/* Finds the file's symbol table (the first section of type SHT_SYMTAB). Borrows elf's bytes.
 * Errors: -ENOEXEC there is none or it leaves the file, with *why. */
MUST_CHECK int elf_symtab_open(struct elf_symtab *symtab, const struct elf_file *elf,
                               const char **why);

/* Symbol number index < symtab->count.
 * Errors: -ENOEXEC its name lies outside of the names. */
MUST_CHECK int elf_symtab_at(const struct elf_symtab *symtab, uint64_t index,
                             struct elf_symbol *out);

/* The file's bytes of [vaddr, vaddr + len), or null if no segment holds all of them in the file. */
const uint8_t *elf_bytes_at(const struct elf_file *elf, uint64_t vaddr, uint64_t len);

#endif
