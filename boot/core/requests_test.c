/*
 * Finding requests: markers, duplicates, alignment and the base revision, in an image made here: an
 * ELF file of one writable segment, whose words are the test's.
 */
#include <boot/core/requests.h>

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <boot/core/fail_test.h>

#define BASE 0xffffffff80000000ull

enum { NR_WORDS = 128, HEADER_BYTES = 64 + 56 };

/* The file; its segment begins behind the headers, and the same bytes serve as the loaded image. */
static _Alignas(8) uint8_t file[HEADER_BYTES + NR_WORDS * 8];
static uint64_t *const words = (uint64_t *)(void *)(file + HEADER_BYTES);
static size_t nr_words;
static struct requests found;

static const uint64_t start[4] = LIMINE_REQUESTS_START_MARKER;
static const uint64_t end[2] = LIMINE_REQUESTS_END_MARKER;
static const uint64_t hhdm[6] = LIMINE_HHDM_ID;
static const uint64_t memmap[6] = LIMINE_MEMMAP_ID;
static const uint64_t stack[7] = LIMINE_STACK_SIZE_ID;

static void put16(size_t offset, uint16_t value)
{
	memcpy(file + offset, &value, sizeof(value));
}

static void put32(size_t offset, uint32_t value)
{
	memcpy(file + offset, &value, sizeof(value));
}

static void put64(size_t offset, uint64_t value)
{
	memcpy(file + offset, &value, sizeof(value));
}

static int begin(void **state)
{
	(void)state;
	memset(file, 0, sizeof(file));
	nr_words = 0;
	return 0;
}

static size_t add(const uint64_t *from, size_t nr)
{
	const size_t at = nr_words;

	assert_true(nr_words + nr <= NR_WORDS);
	memcpy(words + nr_words, from, nr * 8);
	nr_words += nr;
	return at;
}

static void add_tag(uint64_t revision)
{
	const uint64_t tag[3] = LIMINE_BASE_REVISION(revision);

	add(tag, 3);
}

#define ADD(array) add(array, sizeof(array) / 8)

static void find(void)
{
	struct image image = {.extent = {BASE, BASE + 4096}, .bytes = (uint8_t *)words};
	const char *why = "";

	memcpy(file, "\177ELF\2\1\1", 7);
	put16(16, 2); /* ET_EXEC */
	put16(18, ELF_MACHINE_X86_64);
	put32(20, 1);
	put64(24, BASE);
	put64(32, 64); /* program headers */
	put16(52, 64);
	put16(54, 56);
	put16(56, 1);
	put32(64, 1); /* PT_LOAD */
	put32(68, ELF_SEGMENT_R | ELF_SEGMENT_W);
	put64(72, HEADER_BYTES);
	put64(80, BASE);
	put64(96, nr_words * 8);
	put64(104, nr_words * 8);
	if (elf_open(&image.elf, file, sizeof(file), &why) != 0)
		fail_msg("%s", why);
	requests_find(&found, &image);
}

static void requests_are_found(void **state)
{
	size_t at_hhdm;
	size_t at_stack;

	(void)state;
	ADD(start);
	add_tag(6);
	at_hhdm = ADD(hhdm);
	at_stack = ADD(stack);
	ADD(end);
	find();
	assert_int_equal(found.base_revision, 6);
	assert_ptr_equal(found.found[FEATURE_HHDM], words + at_hhdm);
	assert_ptr_equal(found.found[FEATURE_STACK_SIZE], words + at_stack);
	assert_null(found.found[FEATURE_MEMMAP]);
}

static void markers_need_not_be_there(void **state)
{
	(void)state;
	add_tag(3);
	ADD(memmap);
	find();
	assert_int_equal(found.base_revision, 3);
	assert_non_null(found.found[FEATURE_MEMMAP]);
}

static void the_last_start_counts(void **state)
{
	size_t at;

	(void)state;
	ADD(start);
	add_tag(4);
	ADD(hhdm);
	ADD(start);
	add_tag(6);
	at = ADD(hhdm); /* not a duplicate: the first is forgotten */
	ADD(end);
	find();
	assert_int_equal(found.base_revision, 6);
	assert_ptr_equal(found.found[FEATURE_HHDM], words + at);
}

static void the_first_end_counts(void **state)
{
	(void)state;
	ADD(start);
	add_tag(6);
	ADD(end);
	ADD(hhdm);
	ADD(start);
	ADD(end);
	find();
	assert_null(found.found[FEATURE_HHDM]);
	assert_int_equal(found.base_revision, 6);
}

static void duplicates_are_refused(void **state)
{
	(void)state;
	add_tag(6);
	ADD(hhdm);
	ADD(memmap);
	ADD(hhdm);
	assert_true(FAKE_FAILS(find()));
	assert_non_null(strstr(fake_fail_text, "asks twice for HHDM"));
}

static void unknown_requests_are_passed_over(void **state)
{
	const uint64_t unknown[6] = LIMINE_ID(1, 2);

	(void)state;
	add_tag(6);
	ADD(unknown);
	ADD(unknown);
	ADD(hhdm);
	find();
	assert_non_null(found.found[FEATURE_HHDM]);
}

static void unaligned_requests_are_none(void **state)
{
	(void)state;
	add_tag(6);
	ADD(memmap);
	memmove((uint8_t *)words + 3 * 8 + 4, words + 3, 6 * 8);
	nr_words++;
	find();
	assert_null(found.found[FEATURE_MEMMAP]);
}

static void a_request_must_be_whole(void **state)
{
	(void)state;
	add_tag(6);
	add(stack, 6); /* its last word is missing */
	assert_true(FAKE_FAILS(find()));
	assert_non_null(strstr(fake_fail_text, "STACK_SIZE leaves its segment"));
}

static void half_an_identifier_at_the_end_is_none(void **state)
{
	(void)state;
	add_tag(6);
	add(hhdm, 3);
	find();
	assert_null(found.found[FEATURE_HHDM]);
}

static void base_revisions_are_3_to_6(void **state)
{
	for (uint64_t revision = 0; revision < 10; revision++) {
		begin(state);
		add_tag(revision);
		if (revision >= 3 && revision <= 6) {
			find();
			assert_int_equal(found.base_revision, revision);
		} else {
			assert_true(FAKE_FAILS(find()));
		}
	}
	begin(state);
	ADD(hhdm);
	assert_true(FAKE_FAILS(find()));
	assert_non_null(strstr(fake_fail_text, "no base revision tag"));
}

static void the_revision_is_confirmed(void **state)
{
	(void)state;
	add_tag(5);
	find();
	requests_confirm_revision(&found);
	assert_int_equal(words[1], 5);
	assert_int_equal(words[2], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(requests_are_found, begin),
		cmocka_unit_test_setup(markers_need_not_be_there, begin),
		cmocka_unit_test_setup(the_last_start_counts, begin),
		cmocka_unit_test_setup(the_first_end_counts, begin),
		cmocka_unit_test_setup(duplicates_are_refused, begin),
		cmocka_unit_test_setup(unknown_requests_are_passed_over, begin),
		cmocka_unit_test_setup(unaligned_requests_are_none, begin),
		cmocka_unit_test_setup(a_request_must_be_whole, begin),
		cmocka_unit_test_setup(half_an_identifier_at_the_end_is_none, begin),
		cmocka_unit_test_setup(base_revisions_are_3_to_6, begin),
		cmocka_unit_test_setup(the_revision_is_confirmed, begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
