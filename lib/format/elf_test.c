/*
 * The reader of executables: a good sample is accepted and relocated word by word; then one thing
 * at a time is wrong with it, and each refusal must come with the sentence that names it.
 */
#include <lib/format/elf.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <lib/format/elf_sample.h>

#define BASE  UINT64_C(0xffffffff80000000)
#define SLIDE UINT64_C(0x12345000)

/* A change that makes a good sample bad, and a word of the sentence that must come out. */
struct damage {
	const char *sentence;
	void (*apply)(struct elf_sample *s);
};

static int check(const struct elf_sample *s, struct elf_extent *extent, const char **why)
{
	struct elf_file elf;
	int error = elf_open(&elf, s, sizeof(*s), why);

	if (error == 0)
		error = elf_check_kernel(&elf, ELF_MACHINE_X86_64, extent, why);
	return error;
}

/* Loads and relocates a sample that passes the checks. */
static int relocate(const struct elf_sample *s, uint8_t **image, const char **why)
{
	struct elf_segment segment;
	struct elf_extent extent;
	struct elf_file elf;
	uint16_t cursor = 0;

	assert_int_equal(elf_open(&elf, s, sizeof(*s), why), 0);
	assert_int_equal(elf_check_kernel(&elf, ELF_MACHINE_X86_64, &extent, why), 0);
	*image = calloc(1, extent.end - extent.start);
	assert_non_null(*image);
	while (elf_next_segment(&elf, &cursor, &segment) > 0)
		memcpy(*image + (segment.vaddr - extent.start), elf.bytes + segment.offset,
		       segment.file_bytes);
	return elf_relocate(&elf, &extent, *image, SLIDE, why);
}

static uint64_t word_at(const uint8_t *image, unsigned n)
{
	uint64_t value;

	memcpy(&value, image + SAMPLE_WORD(n), sizeof(value));
	return value;
}

static void a_good_kernel_is_accepted(void **state)
{
	struct elf_extent extent;
	struct elf_segment segment;
	struct elf_sample s;
	struct elf_file elf;
	uint16_t cursor = 0;

	(void)state;
	elf_sample_init(&s, ELF_TYPE_EXEC, BASE);
	assert_int_equal(check(&s, &extent, NULL), 0);
	assert_int_equal(extent.start, BASE);
	assert_int_equal(extent.end, BASE + 0x4000);
	assert_int_equal(elf_open(&elf, &s, sizeof(s), NULL), 0);
	assert_false(elf.relocatable);
	assert_int_equal(elf.entry, BASE + 0x10);
	assert_int_equal(elf_next_segment(&elf, &cursor, &segment), 1);
	assert_int_equal(segment.flags, ELF_SEGMENT_R | ELF_SEGMENT_X);
	assert_int_equal(elf_next_segment(&elf, &cursor, &segment), 1);
	assert_int_equal(elf_next_segment(&elf, &cursor, &segment), 1);
	assert_int_equal(segment.vaddr, BASE + SAMPLE_DATA);
	assert_int_equal(segment.mem_bytes, SAMPLE_END - SAMPLE_DATA);
	assert_int_equal(segment.file_bytes, sizeof(s.words));
	assert_int_equal(elf_next_segment(&elf, &cursor, &segment), 0);
}

/* An ET_DYN file may be linked anywhere, and at any alignment in memory. */
static void a_movable_kernel_is_accepted(void **state)
{
	uint8_t *unaligned = malloc(sizeof(struct elf_sample) + 1);
	struct elf_extent extent;
	struct elf_sample s;
	struct elf_file elf;

	(void)state;
	assert_non_null(unaligned);
	elf_sample_init(&s, ELF_TYPE_DYN, 0);
	memcpy(unaligned + 1, &s, sizeof(s));
	assert_int_equal(elf_open(&elf, unaligned + 1, sizeof(s), NULL), 0);
	assert_true(elf.relocatable);
	assert_int_equal(elf_check_kernel(&elf, ELF_MACHINE_X86_64, &extent, NULL), 0);
	assert_int_equal(extent.start, 0);
	free(unaligned);
}

static void every_truncation_is_refused_or_safe(void **state)
{
	(void)state;
	for (size_t len = 0; len < sizeof(struct elf_sample); len++) {
		struct elf_sample *whole = malloc(sizeof(*whole));
		struct elf_extent extent;
		struct elf_file elf;
		const char *why = NULL;

		assert_non_null(whole);
		elf_sample_init(whole, ELF_TYPE_EXEC, BASE);
		whole = realloc(whole, len > 0 ? len : 1);
		assert_non_null(whole);
		if (elf_open(&elf, whole, len, &why) == 0)
			assert_int_equal(elf_check_kernel(&elf, ELF_MACHINE_X86_64, &extent, &why),
			                 -ENOEXEC);
		assert_non_null(why);
		free(whole);
	}
}

static void bad_magic(struct elf_sample *s)
{
	s->header.ident[3] = 'G';
}

static void class_32(struct elf_sample *s)
{
	s->header.ident[4] = 1;
}

static void big_endian(struct elf_sample *s)
{
	s->header.ident[5] = 2;
}

static void object_file(struct elf_sample *s)
{
	s->header.type = 1;
}

static void no_phdrs(struct elf_sample *s)
{
	s->header.nr_phdrs = 0;
}

static void phdrs_outside(struct elf_sample *s)
{
	s->header.phdr_offset = UINT64_MAX - 8;
}

static void phdr_size(struct elf_sample *s)
{
	s->header.phdr_bytes = 32;
}

static void shdrs_outside(struct elf_sample *s)
{
	s->header.shdr_offset = sizeof(*s) - 63;
	s->header.shdr_bytes = 64;
	s->header.nr_shdrs = 1;
}

static void other_machine(struct elf_sample *s)
{
	s->header.machine = ELF_MACHINE_RISCV;
}

static void nothing_to_load(struct elf_sample *s)
{
	for (unsigned i = 0; i < SAMPLE_NR_SEGS; i++)
		s->phdrs[i].type = 4;
}

static void segment_outside_of_file(struct elf_sample *s)
{
	s->phdrs[SAMPLE_SEG_RODATA].offset = sizeof(*s) - 1;
}

static void segment_offset_wraps(struct elf_sample *s)
{
	s->phdrs[SAMPLE_SEG_RODATA].offset = UINT64_MAX - 1;
}

static void more_in_file_than_memory(struct elf_sample *s)
{
	s->phdrs[SAMPLE_SEG_RODATA].mem_bytes = s->phdrs[SAMPLE_SEG_RODATA].file_bytes - 1;
}

static void segment_wraps(struct elf_sample *s)
{
	s->phdrs[SAMPLE_SEG_DATA].mem_bytes = 0 - s->phdrs[SAMPLE_SEG_DATA].vaddr;
}

static void last_page(struct elf_sample *s)
{
	s->phdrs[SAMPLE_SEG_DATA].vaddr = UINT64_MAX - 0x1800;
}

static void low_half(struct elf_sample *s)
{
	s->phdrs[SAMPLE_SEG_DATA].vaddr = 0x200000;
}

static void just_below_the_base(struct elf_sample *s)
{
	s->phdrs[SAMPLE_SEG_DATA].vaddr = BASE - 0x2000;
}

static void overlap(struct elf_sample *s)
{
	s->phdrs[SAMPLE_SEG_DATA].vaddr = BASE + SAMPLE_RODATA + 8;
}

static void overlap_around(struct elf_sample *s)
{
	s->phdrs[SAMPLE_SEG_TEXT].mem_bytes = 0x10000;
}

static void shared_page(struct elf_sample *s)
{
	s->phdrs[SAMPLE_SEG_DATA].vaddr = BASE + SAMPLE_RODATA + 0x800;
}

static void shared_last_page(struct elf_sample *s)
{
	s->phdrs[SAMPLE_SEG_RODATA].vaddr = BASE + SAMPLE_END;
}

static void entry_in_data(struct elf_sample *s)
{
	s->header.entry = BASE + SAMPLE_DATA;
}

static void entry_behind_text(struct elf_sample *s)
{
	s->header.entry = BASE + SAMPLE_PART_BYTES;
}

static void faults_of_a_kernel_are_named(void **state)
{
	static const struct damage damages[] = {
		{"no 64-bit", bad_magic},
		{"no 64-bit", class_32},
		{"no 64-bit", big_endian},
		{"no executable", object_file},
		{"program headers", no_phdrs},
		{"program headers", phdrs_outside},
		{"program headers", phdr_size},
		{"section headers", shdrs_outside},
		{"another machine", other_machine},
		{"no segment to load", nothing_to_load},
		{"leaves the file", segment_outside_of_file},
		{"leaves the file", segment_offset_wraps},
		{"leaves the file", more_in_file_than_memory},
		{"address space", segment_wraps},
		{"last page", last_page},
		{"below 0xffffffff80000000", low_half},
		{"below 0xffffffff80000000", just_below_the_base},
		{"overlap", overlap},
		{"overlap", overlap_around},
		{"share a page", shared_page},
		{"share a page", shared_last_page},
		{"entry point", entry_in_data},
		{"entry point", entry_behind_text},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(damages); i++) {
		struct elf_extent extent;
		struct elf_sample s;
		const char *why = "";

		elf_sample_init(&s, ELF_TYPE_EXEC, BASE);
		damages[i].apply(&s);
		assert_int_equal(check(&s, &extent, &why), -ENOEXEC);
		if (strstr(why, damages[i].sentence) == NULL)
			fail_msg("damage %zu: expected '%s' in '%s'", i, damages[i].sentence, why);
	}
}

/* Equal permissions may share a page, empty segments are nothing, and 2 GiB is the limit. */
static void edges_that_are_allowed(void **state)
{
	struct elf_extent extent;
	struct elf_sample s;
	const char *why = "";

	(void)state;
	elf_sample_init(&s, ELF_TYPE_EXEC, BASE);
	s.phdrs[SAMPLE_SEG_DATA].vaddr = BASE + SAMPLE_RODATA + 0x800;
	s.phdrs[SAMPLE_SEG_DATA].flags = ELF_SEGMENT_R;
	assert_int_equal(check(&s, &extent, &why), 0);
	elf_sample_init(&s, ELF_TYPE_EXEC, BASE);
	s.phdrs[SAMPLE_SEG_DYNAMIC] = (struct elf64_phdr){.type = ELF_PT_LOAD, .vaddr = 8};
	assert_int_equal(check(&s, &extent, &why), 0);
	assert_int_equal(extent.start, BASE);
	elf_sample_init(&s, ELF_TYPE_DYN, 0);
	s.phdrs[SAMPLE_SEG_DATA].vaddr = 0x80000000 - 0x2000;
	assert_int_equal(check(&s, &extent, &why), 0);
	s.phdrs[SAMPLE_SEG_DATA].vaddr += 0x1000;
	assert_int_equal(check(&s, &extent, &why), -ENOEXEC);
	assert_non_null(strstr(why, "2 GiB"));
}

/* 64 segments are compared with each other; a file with more is refused before that. */
static void too_many_segments_are_refused(void **state)
{
	enum { NR = 65 };
	struct {
		struct elf64_header header;
		struct elf64_phdr phdrs[NR];
	} file;
	struct elf_sample s;
	struct elf_extent extent;
	struct elf_file elf;
	const char *why = "";

	(void)state;
	elf_sample_init(&s, ELF_TYPE_EXEC, BASE);
	file.header = s.header;
	for (unsigned i = 0; i < NR; i++) {
		file.phdrs[i] = s.phdrs[SAMPLE_SEG_TEXT];
		file.phdrs[i].file_bytes = 0;
		file.phdrs[i].vaddr = BASE + i * 0x1000;
	}
	file.header.nr_phdrs = NR - 1;
	assert_int_equal(elf_open(&elf, &file, sizeof(file), NULL), 0);
	assert_int_equal(elf_check_kernel(&elf, ELF_MACHINE_X86_64, &extent, &why), 0);
	file.header.nr_phdrs = NR;
	assert_int_equal(elf_open(&elf, &file, sizeof(file), NULL), 0);
	assert_int_equal(elf_check_kernel(&elf, ELF_MACHINE_X86_64, &extent, &why), -ENOEXEC);
	assert_non_null(strstr(why, "too many"));
}

static void every_kind_of_relocation(void **state)
{
	static const uint64_t bases[] = {0, BASE};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bases); i++) {
		uint64_t base = bases[i];
		struct elf_sample s;
		uint8_t *image;

		elf_sample_init(&s, ELF_TYPE_DYN, base);
		assert_int_equal(relocate(&s, &image, NULL), 0);
		assert_int_equal(word_at(image, 0), base + 0x20 + SLIDE);
		assert_int_equal(word_at(image, 1), base + SAMPLE_SYMBOL_VALUE + SLIDE);
		assert_int_equal(word_at(image, 2), SAMPLE_ABSOLUTE + 3);
		assert_int_equal(word_at(image, 3), 0);
		assert_int_equal(word_at(image, 4), base + SAMPLE_SYMBOL_VALUE + SLIDE);
		assert_int_equal(word_at(image, 5), base + 0x500 + SLIDE);
		assert_int_equal(word_at(image, 6), base + 0x600 + SLIDE);
		assert_int_equal(word_at(image, 7), base + 0x700);
		assert_int_equal(word_at(image, 8), base + 0x800 + SLIDE);
		for (unsigned n = 9; n < SAMPLE_NR_WORDS; n++)
			assert_int_equal(word_at(image, n), base + 0x100 * n);
		free(image);
	}
}

/* The second map goes on 63 words behind the first. */
static void relr_maps_follow_each_other(void **state)
{
	enum { NR_WORDS = 130 };
	struct elf_sample s;
	uint64_t value;
	uint8_t *image;

	(void)state;
	elf_sample_init(&s, ELF_TYPE_DYN, 0);
	s.rodata.dynamic[2].tag = ELF_DT_NULL; /* no other table */
	s.rodata.dynamic[0] = (struct elf64_dynamic){ELF_DT_RELR, s.rodata.dynamic[8].value};
	s.rodata.dynamic[1] = (struct elf64_dynamic){ELF_DT_RELRSZ, 4 * sizeof(uint64_t)};
	s.rodata.relr[0] = SAMPLE_WORD(0);
	s.rodata.relr[1] = UINT64_MAX;
	s.words[0] = UINT64_C(1) << 63 | 1; /* the table goes on into the words */
	s.words[1] = SAMPLE_WORD(129);
	s.phdrs[SAMPLE_SEG_RODATA].file_bytes += 2 * sizeof(uint64_t);
	s.phdrs[SAMPLE_SEG_RODATA].mem_bytes += 2 * sizeof(uint64_t);
	assert_int_equal(relocate(&s, &image, NULL), 0);
	for (unsigned n = 0; n < NR_WORDS; n++) {
		uint64_t before = n < SAMPLE_NR_WORDS ? s.words[n] : 0;
		bool slid = n <= 63 || n == 126 || n == 129;

		memcpy(&value, image + SAMPLE_WORD(n), sizeof(value));
		assert_int_equal(value, before + (slid ? SLIDE : 0));
	}
	free(image);
}

static void fixed_files_are_left_alone(void **state)
{
	struct elf_sample s;
	uint8_t *image;

	(void)state;
	elf_sample_init(&s, ELF_TYPE_EXEC, BASE);
	assert_int_equal(relocate(&s, &image, NULL), 0);
	assert_memory_equal(image + SAMPLE_DATA, s.words, sizeof(s.words));
	free(image);
	elf_sample_init(&s, ELF_TYPE_DYN, 0);
	s.phdrs[SAMPLE_SEG_DYNAMIC].type = 4; /* a note: no dynamic section */
	assert_int_equal(relocate(&s, &image, NULL), 0);
	assert_memory_equal(image + SAMPLE_DATA, s.words, sizeof(s.words));
	free(image);
}

static void unknown_reloc_type(struct elf_sample *s)
{
	s->rodata.rela[0].info = 2;
}

static void target_below(struct elf_sample *s)
{
	s->phdrs[SAMPLE_SEG_TEXT].vaddr += 0x1000000;
	s->phdrs[SAMPLE_SEG_RODATA].vaddr += 0x1000000;
	s->phdrs[SAMPLE_SEG_DATA].vaddr += 0x1000000;
	s->header.entry += 0x1000000;
	for (unsigned i = 0; i < SAMPLE_NR_DYNAMIC; i++) {
		if (s->rodata.dynamic[i].value >= SAMPLE_RODATA)
			s->rodata.dynamic[i].value += 0x1000000;
	}
	s->rodata.relr[0] += 0x1000000;
}

static void target_across_the_end(struct elf_sample *s)
{
	s->rodata.rela[0].offset = 0x4000 - 7;
}

static void target_wraps(struct elf_sample *s)
{
	s->rodata.rela[0].offset = UINT64_MAX - 3;
}

static void relr_target_outside(struct elf_sample *s)
{
	s->rodata.relr[0] = 0x4000;
}

static void relr_map_outside(struct elf_sample *s)
{
	s->rodata.relr[0] = 0x4000 - 8;
}

static void symbol_outside(struct elf_sample *s)
{
	s->rodata.rela[1].info = UINT64_C(0xffffffff) << 32 | SAMPLE_R_GLOB_DAT;
}

static void symbol_undefined(struct elf_sample *s)
{
	s->rodata.symbols[3].info = 1 << 4;
}

static void no_symbol_table(struct elf_sample *s)
{
	s->rodata.dynamic[0].tag = 0x6ffffff0;
}

static void symbol_table_outside(struct elf_sample *s)
{
	s->rodata.dynamic[0].value = 0x100000;
}

static void rela_outside(struct elf_sample *s)
{
	s->rodata.dynamic[3].value = 0x10000;
}

static void rela_in_zeros(struct elf_sample *s)
{
	s->rodata.dynamic[2].value = SAMPLE_END - 0x100;
}

static void rela_entry_size(struct elf_sample *s)
{
	s->rodata.dynamic[4].value = 0;
}

static void relr_entry_size(struct elf_sample *s)
{
	s->rodata.dynamic[10].value = 4;
}

static void rel_table(struct elf_sample *s)
{
	s->rodata.dynamic[1].tag = ELF_DT_REL;
}

static void rel_jump_slots(struct elf_sample *s)
{
	s->rodata.dynamic[7].value = ELF_DT_REL;
}

static void dynamic_outside(struct elf_sample *s)
{
	s->phdrs[SAMPLE_SEG_DYNAMIC].file_bytes = sizeof(*s);
}

static void faults_of_relocations_are_named(void **state)
{
	static const struct damage damages[] = {
		{"unknown type", unknown_reloc_type},
		{"writes outside", target_below},
		{"writes outside", target_across_the_end},
		{"writes outside", target_wraps},
		{"writes outside", relr_target_outside},
		{"writes outside", relr_map_outside},
		{"outside of the symbol table", symbol_outside},
		{"does not define", symbol_undefined},
		{"outside of the symbol table", no_symbol_table},
		{"symbol table is in no segment", symbol_table_outside},
		{"table is in no segment", rela_outside},
		{"table is in no segment", rela_in_zeros},
		{"unknown size", rela_entry_size},
		{"unknown size", relr_entry_size},
		{"without addends", rel_table},
		{"without addends", rel_jump_slots},
		{"dynamic section leaves", dynamic_outside},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(damages); i++) {
		struct elf_sample s;
		const char *why = "";
		uint8_t *image;

		elf_sample_init(&s, ELF_TYPE_DYN, 0);
		damages[i].apply(&s);
		assert_int_equal(relocate(&s, &image, &why), -ENOEXEC);
		if (strstr(why, damages[i].sentence) == NULL)
			fail_msg("damage %zu: expected '%s' in '%s'", i, damages[i].sentence, why);
		free(image);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_kernel_is_accepted),
		cmocka_unit_test(a_movable_kernel_is_accepted),
		cmocka_unit_test(every_truncation_is_refused_or_safe),
		cmocka_unit_test(faults_of_a_kernel_are_named),
		cmocka_unit_test(edges_that_are_allowed),
		cmocka_unit_test(too_many_segments_are_refused),
		cmocka_unit_test(every_kind_of_relocation),
		cmocka_unit_test(relr_maps_follow_each_other),
		cmocka_unit_test(fixed_files_are_left_alone),
		cmocka_unit_test(faults_of_relocations_are_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
