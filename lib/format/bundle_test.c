/*
 * The reader of bundles: a good sample comes back as it was made; then one rule of
 * abi/disk/bundle.h at a time is broken, with the checksum made right again, and each must be
 * refused with its own error.
 */
#include <lib/format/bundle.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <lib/format/bundle_sample.h>

struct damage {
	int error;
	const char *sentence;
	void (*apply)(struct bundle_sample *s);
};

static struct bundle_sample sample;

static int setup(void **state)
{
	(void)state;
	bundle_sample_init(&sample);
	return 0;
}

static void a_good_bundle_comes_back(void **state)
{
	static const uint32_t kinds[] = {BUNDLE_KERNEL, 4711, BUNDLE_CMDLINE, BUNDLE_MODULE};
	static const uint64_t lens[] = {5000, 1, 0, 8192};
	static const char *const names[] = {"boot/kernel", "of a later version", "", "root.cpio"};
	struct bundle bundle;
	uint64_t total = 0;

	(void)state;
	assert_int_equal(bundle_probe(&sample, crc32c, &total, NULL), 0);
	assert_int_equal(total, sizeof(sample));
	assert_int_equal(bundle_open(&bundle, &sample, sizeof(sample), crc32c, NULL), 0);
	assert_int_equal(bundle.machine, 62);
	assert_int_equal(bundle.total_bytes, sizeof(sample));
	assert_int_equal(bundle.nr_parts, SAMPLE_NR_PARTS);
	for (uint32_t i = 0; i < bundle.nr_parts; i++) {
		struct bundle_view view;

		bundle_part_at(&bundle, i, &view);
		assert_int_equal(view.kind, kinds[i]);
		assert_int_equal(view.len_bytes, lens[i]);
		assert_string_equal(view.name, names[i]);
		assert_ptr_equal(view.bytes, (uint8_t *)&sample + sample.parts[i].offset_bytes);
		assert_int_equal(bundle_check_part(&view, crc32c), 0);
	}
}

/* What follows in a slot does not belong to the bundle. */
static void bytes_behind_do_not_matter(void **state)
{
	uint8_t *slot = malloc(sizeof(sample) + 100);
	struct bundle bundle;

	(void)state;
	assert_non_null(slot);
	memset(slot, 0xee, sizeof(sample) + 100);
	memcpy(slot + 1, &sample, sizeof(sample)); /* nor does alignment */
	assert_int_equal(bundle_open(&bundle, slot + 1, sizeof(sample) + 99, crc32c, NULL), 0);
	assert_int_equal(bundle.total_bytes, sizeof(sample));
	free(slot);
}

static void every_truncation_is_refused(void **state)
{
	(void)state;
	for (size_t len = 0; len < sizeof(sample); len += len < 4200 ? 1 : 509) {
		uint8_t *cut = malloc(len + 1);
		uint8_t *bytes = realloc(cut, len > 0 ? len : 1);
		struct bundle bundle;
		const char *why = NULL;

		assert_non_null(bytes);
		memcpy(bytes, &sample, len);
		assert_int_equal(bundle_open(&bundle, bytes, len, crc32c, &why),
		                 len < 8 ? -EINVAL : -ERANGE);
		assert_non_null(why);
		free(bytes);
	}
}

/* Any bit of the header page. */
static void every_flipped_bit_is_noticed(void **state)
{
	uint8_t *bytes = (uint8_t *)&sample;

	(void)state;
	for (size_t bit = 0; bit < BUNDLE_PAGE_BYTES * 8; bit++) {
		struct bundle bundle;
		int expected = -EBADMSG;

		if (bit < 64)
			expected = -EINVAL;
		else if (bit < 96)
			expected = -ENOTSUP;
		bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
		assert_int_equal(bundle_open(&bundle, bytes, sizeof(sample), crc32c, NULL),
		                 expected);
		bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
}

static void damaged_parts_are_noticed(void **state)
{
	/* First and last byte of the kernel, the padding behind it, its last byte. */
	static const size_t places[] = {0, 4999, 5000, 8191};
	uint8_t *kernel = (uint8_t *)&sample + BUNDLE_PAGE_BYTES;
	struct bundle_view view;
	struct bundle bundle;

	(void)state;
	assert_int_equal(bundle_open(&bundle, &sample, sizeof(sample), crc32c, NULL), 0);
	bundle_part_at(&bundle, 0, &view);
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		kernel[places[i]] ^= 1;
		assert_int_equal(bundle_check_part(&view, crc32c), -EBADMSG);
		kernel[places[i]] ^= 1;
		assert_int_equal(bundle_check_part(&view, crc32c), 0);
	}
}

static void total_not_in_pages(struct bundle_sample *s)
{
	s->header.total_bytes--;
}

static void total_zero(struct bundle_sample *s)
{
	s->header.total_bytes = 0;
}

static void total_too_long(struct bundle_sample *s)
{
	s->header.total_bytes += BUNDLE_PAGE_BYTES;
}

static void too_many_parts(struct bundle_sample *s)
{
	s->header.nr_parts = BUNDLE_MAX_PARTS + 1;
}

static void bytes_behind_the_table(struct bundle_sample *s)
{
	s->parts[SAMPLE_NR_PARTS].reserved0 = 1;
}

static void bytes_at_the_page_end(struct bundle_sample *s)
{
	s->rest[sizeof(s->rest) - 1] = 1;
}

static void part_not_at_page(struct bundle_sample *s)
{
	s->parts[3].offset_bytes++;
}

static void part_in_header(struct bundle_sample *s)
{
	s->parts[0].offset_bytes = 0;
}

static void parts_overlap(struct bundle_sample *s)
{
	s->parts[1].offset_bytes = 2 * BUNDLE_PAGE_BYTES;
}

static void parts_not_in_order(struct bundle_sample *s)
{
	struct bundle_part first = s->parts[1];

	s->parts[1] = s->parts[3];
	s->parts[3] = first;
}

static void part_too_long(struct bundle_sample *s)
{
	s->parts[3].len_bytes = 3 * BUNDLE_PAGE_BYTES + 1;
}

static void part_wraps(struct bundle_sample *s)
{
	s->parts[3].len_bytes = UINT64_MAX - s->parts[3].offset_bytes + 2;
}

static void part_far_away(struct bundle_sample *s)
{
	s->parts[3].offset_bytes = UINT64_MAX - BUNDLE_PAGE_BYTES + 1;
}

static void name_open_ended(struct bundle_sample *s)
{
	memset(s->parts[3].name, 'a', sizeof(s->parts[3].name));
}

static void name_no_text(struct bundle_sample *s)
{
	s->parts[3].name[0] = (char)0xff;
}

static void no_kernel(struct bundle_sample *s)
{
	s->parts[0].kind = BUNDLE_MODULE;
}

static void two_kernels(struct bundle_sample *s)
{
	s->parts[3].kind = BUNDLE_KERNEL;
}

static void two_cmdlines(struct bundle_sample *s)
{
	s->parts[3].kind = BUNDLE_CMDLINE;
}

static void unknown_and_required(struct bundle_sample *s)
{
	s->parts[1].flags = BUNDLE_PART_REQUIRED;
}

static void reserved_and_required(struct bundle_sample *s)
{
	s->parts[1].kind = BUNDLE_SIGNATURE;
	s->parts[1].flags = BUNDLE_PART_REQUIRED;
}

static void broken_rules_are_named(void **state)
{
	static const struct damage damages[] = {
		{-ENOEXEC, "whole pages", total_not_in_pages},
		{-ENOEXEC, "whole pages", total_zero},
		{-ERANGE, "shorter than it says", total_too_long},
		{-ENOEXEC, "more parts", too_many_parts},
		{-ENOEXEC, "behind the last", bytes_behind_the_table},
		{-ENOEXEC, "behind the last", bytes_at_the_page_end},
		{-ENOEXEC, "begin at a page", part_not_at_page},
		{-ENOEXEC, "overlap", part_in_header},
		{-ENOEXEC, "overlap", parts_overlap},
		{-ENOEXEC, "not in order", parts_not_in_order},
		{-ENOEXEC, "leaves the bundle", part_too_long},
		{-ENOEXEC, "leaves the bundle", part_wraps},
		{-ENOEXEC, "leaves the bundle", part_far_away},
		{-ENOEXEC, "no text", name_open_ended},
		{-ENOEXEC, "no text", name_no_text},
		{-ENOEXEC, "exactly one kernel", no_kernel},
		{-ENOEXEC, "exactly one kernel", two_kernels},
		{-ENOEXEC, "more than one command line", two_cmdlines},
		{-ENOTSUP, "does not know", unknown_and_required},
		{-ENOTSUP, "does not know", reserved_and_required},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(damages); i++) {
		struct bundle bundle;
		const char *why = "";

		bundle_sample_init(&sample);
		damages[i].apply(&sample);
		bundle_sample_seal(&sample);
		assert_int_equal(bundle_open(&bundle, &sample, sizeof(sample), crc32c, &why),
		                 damages[i].error);
		if (strstr(why, damages[i].sentence) == NULL)
			fail_msg("damage %zu: expected '%s' in '%s'", i, damages[i].sentence, why);
	}
}

/* Known kinds may be marked required, and parts may leave pages free between them. */
static void what_the_rules_allow(void **state)
{
	struct bundle bundle;

	(void)state;
	sample.parts[0].flags = BUNDLE_PART_REQUIRED;
	sample.parts[3].offset_bytes += BUNDLE_PAGE_BYTES;
	bundle_sample_seal(&sample);
	assert_int_equal(bundle_open(&bundle, &sample, sizeof(sample), crc32c, NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_good_bundle_comes_back, setup),
		cmocka_unit_test_setup(bytes_behind_do_not_matter, setup),
		cmocka_unit_test_setup(every_truncation_is_refused, setup),
		cmocka_unit_test_setup(every_flipped_bit_is_noticed, setup),
		cmocka_unit_test_setup(damaged_parts_are_noticed, setup),
		cmocka_unit_test_setup(broken_rules_are_named, setup),
		cmocka_unit_test_setup(what_the_rules_allow, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
