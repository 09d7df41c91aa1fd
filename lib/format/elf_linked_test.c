/*
 * The reader of executables against a real linker: elf_linked.c, made by clang and lld for each
 * machine, is loaded at an address of the upper half; every pointer in it must lead where it
 * should. This is what ties the numbers of relocation types in elf.c to something that elf.c did
 * not invent.
 */
#include <lib/format/elf.h>

#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <lib/format/elf_linked.h>

#define BASE UINT64_C(0xffffffff80000000)

struct machine {
	const char *name;
	enum elf_machine machine;
};

/* A loaded file: address - base is an offset into image. */
struct loaded {
	struct elf_file elf;
	struct elf_extent extent;
	uint8_t *file;
	uint8_t *image;
	uint64_t slide;
};

static const struct machine machines[] = {
	{"x86_64", ELF_MACHINE_X86_64},
	{"aarch64", ELF_MACHINE_AARCH64},
	{"riscv64", ELF_MACHINE_RISCV},
	{"loongarch64", ELF_MACHINE_LOONGARCH},
};
static const char *const ways[] = {"pie", "relr", "shared"};

static char folder[4096];

static uint8_t *read_file(const char *machine, const char *way, size_t *len)
{
	char path[sizeof(folder) + 64];
	uint8_t *bytes = malloc(1 << 20);
	FILE *file;

	snprintf(path, sizeof(path), "%s/linked/%s-%s.elf", folder, machine, way);
	file = fopen(path, "rb");
	if (file == NULL)
		fail_msg("%s: cannot open; `make unit` builds it", path);
	assert_non_null(bytes);
	*len = fread(bytes, 1, 1 << 20, file);
	fclose(file);
	return bytes;
}

static void load(const struct machine *machine, const char *way, struct loaded *l)
{
	struct elf_segment s;
	const char *why = NULL;
	uint16_t cursor = 0;
	size_t len;

	l->file = read_file(machine->name, way, &len);
	if (elf_open(&l->elf, l->file, len, &why) != 0 ||
	    elf_check_kernel(&l->elf, machine->machine, &l->extent, &why) != 0)
		fail_msg("%s %s: %s", machine->name, way, why);
	l->image = calloc(1, l->extent.end - l->extent.start);
	assert_non_null(l->image);
	while (elf_next_segment(&l->elf, &cursor, &s) > 0)
		memcpy(l->image + (s.vaddr - l->extent.start), l->file + s.offset, s.file_bytes);
	l->slide = BASE - l->extent.start;
	if (elf_relocate(&l->elf, &l->extent, l->image, l->slide, &why) != 0)
		fail_msg("%s %s: %s", machine->name, way, why);
}

/* The bytes at an address of the running image. */
static const void *at(const struct loaded *l, const void *address, size_t len)
{
	uint64_t offset = (uintptr_t)address - BASE;

	assert_true(offset + len <= l->extent.end - l->extent.start);
	return l->image + offset;
}

static const struct linked_probe *find_probe(const struct loaded *l)
{
	uint64_t magic = LINKED_MAGIC;
	uint64_t len = l->extent.end - l->extent.start;

	for (uint64_t i = 0; i + sizeof(struct linked_probe) <= len; i += 8) {
		if (memcmp(l->image + i, &magic, sizeof(magic)) == 0)
			return (const struct linked_probe *)(l->image + i);
	}
	fail_msg("the probe is not in the image");
	return NULL;
}

static void expect_number(const struct loaded *l, const int *address, int expected)
{
	assert_int_equal(*(const int *)at(l, address, sizeof(int)), expected);
}

/* How many words of the image are an address. */
static size_t count_words(const struct loaded *l, uint64_t value)
{
	uint64_t len = l->extent.end - l->extent.start;
	size_t found = 0;

	for (uint64_t i = 0; i + sizeof(value) <= len; i += 8)
		found += memcmp(l->image + i, &value, sizeof(value)) == 0;
	return found;
}

/* In a shared file the GOT leads to linked_numbers too, and the PLT's part of it to the getter. */
static void expect_tables(const struct loaded *l, const struct linked_probe *probe,
                          const int *const *slots)
{
	assert_int_equal(count_words(l, (uintptr_t)slots[0]), 2);
	assert_int_equal(count_words(l, (uintptr_t)probe->getter), 2);
}

static void every_pointer_leads_where_it_should(void **state)
{
	(void)state;
	for (size_t m = 0; m < ARRAY_SIZE(machines); m++) {
		for (size_t w = 0; w < ARRAY_SIZE(ways); w++) {
			const struct linked_probe *probe;
			const int *const *slots;
			struct loaded l;

			load(&machines[m], ways[w], &l);
			probe = find_probe(&l);
			assert_ptr_equal(at(&l, probe->self, sizeof(*probe)), probe);
			expect_number(&l, probe->third_number, 3);
			slots = at(&l, probe->got_slots, 2 * sizeof(slots[0]));
			expect_number(&l, slots[0], 1);
			expect_number(&l, slots[1], 4);
			assert_null(probe->missing);
			if (strcmp(ways[w], "shared") == 0)
				expect_tables(&l, probe, slots);
			free(l.image);
			free(l.file);
		}
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_pointer_leads_where_it_should),
	};

	(void)argc;
	snprintf(folder, sizeof(folder), "%s", dirname(argv[0]));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
