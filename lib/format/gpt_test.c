/*
 * Writer and reader of partition tables: what one writes the other reads, for every block size;
 * every damage to the primary table leads to the backup, and damage to both is refused by name.
 * That other programs agree is shown by the system tests, where firmware boots from such a disk.
 */
#include <lib/format/gpt.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <lib/format/gpt_sample.h>

#define NR_BLOCKS 128u

/* A change to one header, sealed again, or to the entries; and what reading must then say. */
struct damage {
	int error;
	const char *sentence;
	void (*apply)(struct gpt_header *header);
};

static struct gpt_sample sample;

static int setup(void **state)
{
	(void)state;
	return gpt_sample_init(&sample, calloc(NR_BLOCKS, 512), NR_BLOCKS, 512);
}

static int teardown(void **state)
{
	(void)state;
	free(sample.bytes);
	return 0;
}

static void expect_partitions(struct gpt *gpt, uint64_t first)
{
	struct gpt_partition expected[SAMPLE_NR_PARTITIONS], found;
	uint32_t cursor = 0;

	gpt_sample_partitions(expected, first);
	for (uint32_t i = 0; i < SAMPLE_NR_PARTITIONS; i++) {
		memset(&found, 0xff, sizeof(found));
		assert_int_equal(gpt_next(gpt, &cursor, &found), 1);
		assert_true(gpt_guid_equal(&found.type, &expected[i].type));
		assert_true(gpt_guid_equal(&found.id, &expected[i].id));
		assert_int_equal(found.first_lba, expected[i].first_lba);
		assert_int_equal(found.nr_blocks, expected[i].nr_blocks);
		assert_int_equal(found.attributes, expected[i].attributes);
		assert_int_equal(found.number, i + 1);
		assert_memory_equal(found.name, expected[i].name, sizeof(found.name));
	}
	assert_int_equal(gpt_next(gpt, &cursor, &found), 0);
}

static void what_is_written_is_read(void **state)
{
	static const uint32_t sizes[] = {512, 1024, 2048, 4096};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct gpt_sample s;
		struct gpt gpt;

		assert_int_equal(
			gpt_sample_init(&s, calloc(NR_BLOCKS, sizes[i]), NR_BLOCKS, sizes[i]), 0);
		assert_int_equal(gpt_open(&gpt, &s.disk, NULL), 0);
		assert_false(gpt.from_backup);
		assert_int_equal(gpt.disk_id.a, 0xd15c);
		expect_partitions(&gpt, 2 + GPT_ENTRIES_BYTES / sizes[i]);
		free(s.bytes);
	}
}

static void partitions_are_found_by_type(void **state)
{
	static const struct gpt_guid none = {.a = 1};
	struct gpt_partition found;
	struct gpt gpt;

	(void)state;
	assert_int_equal(gpt_open(&gpt, &sample.disk, NULL), 0);
	assert_int_equal(gpt_find(&gpt, &GPT_TYPE_SLOT, &found), 0);
	assert_int_equal(found.number, 3);
	assert_int_equal(gpt_find(&gpt, &GPT_TYPE_ESP, &found), 0);
	assert_int_equal(found.number, 1);
	assert_int_equal(gpt_find(&gpt, &none, &found), -ENOENT);
}

/* Bytes as [UEFI 5.3] and any disk tool show them. */
static void bytes_on_disk(void **state)
{
	static const uint8_t esp[16] = {0x28, 0x73, 0x2a, 0xc1, 0x1f, 0xf8, 0xd2, 0x11,
	                                0xba, 0x4b, 0x00, 0xa0, 0xc9, 0x3e, 0xc9, 0x3b};
	static const char bios_boot[] = "Hah!IdontNeedEFI";
	static const uint8_t protective[16] = {0x00, 0x00, 0x02, 0x00, 0xee, 0xff, 0xff, 0xff,
	                                       0x01, 0x00, 0x00, 0x00, 0x7f, 0x00, 0x00, 0x00};
	const struct gpt_header *header = gpt_sample_header(&sample, GPT_PRIMARY);

	(void)state;
	assert_memory_equal(sample.bytes + 446, protective, sizeof(protective));
	assert_int_equal(sample.bytes[510], 0x55);
	assert_int_equal(sample.bytes[511], 0xaa);
	assert_memory_equal(sample.bytes + 512, "EFI PART\0\0\1\0\x5c\0\0\0", 16);
	assert_memory_equal(sample.bytes + 2 * 512, esp, sizeof(esp));
	assert_memory_equal(sample.bytes + 2 * 512 + 128, bios_boot, 16);
	assert_memory_equal(sample.bytes + 2 * 512 + 56, "E\0F\0I\0 \0s\0", 10);
	assert_int_equal(header->first_usable_lba, 34);
	assert_int_equal(header->last_usable_lba, NR_BLOCKS - 34);
	assert_int_equal(header->alternate_lba, NR_BLOCKS - 1);
	assert_int_equal(gpt_sample_header(&sample, GPT_BACKUP)->entries_lba, NR_BLOCKS - 33);
}

/* The code of the first stage and what belongs to it must survive. */
static void the_first_sector_keeps_its_code(void **state)
{
	struct gpt_layout layout = {.nr_blocks = UINT64_C(1) << 40, .block_bytes = 512};
	struct mbr mbr, before;

	(void)state;
	memset(&mbr, 0xcc, sizeof(mbr));
	before = mbr;
	gpt_fill_mbr(&layout, &mbr);
	assert_memory_equal(&mbr, &before, offsetof(struct mbr, partitions));
	assert_int_equal(mbr.partitions[0].nr_blocks, 0xffffffffu);
	assert_int_equal(mbr.partitions[1].type, 0);
}

static void expect_from_backup(void)
{
	struct gpt gpt;

	assert_int_equal(gpt_open(&gpt, &sample.disk, NULL), 0);
	assert_true(gpt.from_backup);
	expect_partitions(&gpt, 34);
}

/* Any bit of the primary header that a checksum covers, and any bit of its entries. */
static void every_flipped_bit_leads_to_the_backup(void **state)
{
	(void)state;
	for (size_t bit = 0; bit < GPT_HEADER_BYTES * 8; bit++) {
		sample.bytes[512 + bit / 8] ^= (uint8_t)(1u << bit % 8);
		expect_from_backup();
		sample.bytes[512 + bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	for (size_t bit = 0; bit < GPT_ENTRIES_BYTES * 8; bit += 4093) {
		sample.bytes[1024 + bit / 8] ^= (uint8_t)(1u << bit % 8);
		expect_from_backup();
		sample.bytes[1024 + bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
}

static void unreadable_blocks_lead_to_the_backup(void **state)
{
	struct gpt gpt;

	(void)state;
	for (uint64_t lba = 1; lba < 34; lba++) {
		sample.bad_lba = lba;
		expect_from_backup();
	}
	sample.bad_lba = NR_BLOCKS - 1;
	gpt_sample_header(&sample, GPT_PRIMARY)->disk_id.a++;
	assert_int_equal(gpt_open(&gpt, &sample.disk, NULL), -EBADMSG);
}

/* An image copied to a bigger disk: the backup is where the primary header says, not at the end. */
static void the_backup_is_found_on_a_bigger_disk(void **state)
{
	struct gpt gpt;

	(void)state;
	sample.bytes = realloc(sample.bytes, 2 * NR_BLOCKS * 512);
	assert_non_null(sample.bytes);
	memset(sample.bytes + NR_BLOCKS * 512, 0, NR_BLOCKS * 512);
	sample.disk.nr_blocks = 2 * NR_BLOCKS;
	assert_int_equal(gpt_open(&gpt, &sample.disk, NULL), 0);
	sample.bytes[1024] ^= 1;
	expect_from_backup();
}

static void empty_disks_have_no_table(void **state)
{
	const char *why = "";
	struct gpt gpt;

	(void)state;
	memset(sample.bytes, 0, NR_BLOCKS * 512);
	assert_int_equal(gpt_open(&gpt, &sample.disk, &why), -EINVAL);
	assert_non_null(strstr(why, "no GUID partition table"));
	sample.disk.nr_blocks = 2;
	assert_int_equal(gpt_open(&gpt, &sample.disk, &why), -EINVAL);
	assert_non_null(strstr(why, "too small"));
	sample.disk.block_bytes = 520;
	assert_int_equal(gpt_open(&gpt, &sample.disk, &why), -EINVAL);
	assert_non_null(strstr(why, "size"));
}

static void other_revision(struct gpt_header *header)
{
	header->revision = 0x00020000;
}

static void header_too_short(struct gpt_header *header)
{
	header->header_bytes = GPT_HEADER_BYTES - 1;
}

static void header_too_long(struct gpt_header *header)
{
	header->header_bytes = 513;
}

static void entries_many(struct gpt_header *header)
{
	header->nr_entries = 1025;
}

static void entry_short(struct gpt_header *header)
{
	header->entry_bytes = 64;
}

static void entry_uneven(struct gpt_header *header)
{
	header->entry_bytes = 192;
}

static void entry_long(struct gpt_header *header)
{
	header->entry_bytes = 1024;
}

static void elsewhere(struct gpt_header *header)
{
	header->my_lba ^= 2;
}

static void usable_reversed(struct gpt_header *header)
{
	header->first_usable_lba = header->last_usable_lba + 1;
}

static void usable_outside(struct gpt_header *header)
{
	header->last_usable_lba = NR_BLOCKS;
}

static void usable_in_front(struct gpt_header *header)
{
	header->first_usable_lba = 1;
}

static void entries_in_usable(struct gpt_header *header)
{
	header->entries_lba = 40;
}

static void entries_outside(struct gpt_header *header)
{
	header->entries_lba = NR_BLOCKS - 31;
}

static void entries_far_away(struct gpt_header *header)
{
	header->entries_lba = UINT64_MAX;
}

static void entries_on_header(struct gpt_header *header)
{
	header->entries_lba = 1;
}

static void entries_changed(struct gpt_header *header)
{
	header->entries_crc32++;
}

static void damage_to_both_is_named(void **state)
{
	static const struct damage damages[] = {
		{-ENOTSUP, "unknown kind", other_revision},
		{-EBADMSG, "header's checksum", header_too_short},
		{-EBADMSG, "header's checksum", header_too_long},
		{-ENOTSUP, "unknown kind", entries_many},
		{-ENOTSUP, "unknown kind", entry_short},
		{-ENOTSUP, "unknown kind", entry_uneven},
		{-ENOTSUP, "unknown kind", entry_long},
		{-EBADMSG, "another place", elsewhere},
		{-EBADMSG, "bigger disk", usable_reversed},
		{-EBADMSG, "bigger disk", usable_outside},
		{-EBADMSG, "bigger disk", usable_in_front},
		{-EBADMSG, "where it must not", entries_in_usable},
		{-EBADMSG, "where it must not", entries_outside},
		{-EBADMSG, "where it must not", entries_far_away},
		{-EBADMSG, "where it must not", entries_on_header},
		{-EBADMSG, "entries' checksum", entries_changed},
	};

	for (size_t i = 0; i < ARRAY_SIZE(damages); i++) {
		const char *why = "";
		struct gpt gpt;

		teardown(state);
		assert_int_equal(setup(state), 0);
		damages[i].apply(gpt_sample_header(&sample, GPT_PRIMARY));
		gpt_sample_seal(&sample, GPT_PRIMARY);
		expect_from_backup();
		damages[i].apply(gpt_sample_header(&sample, GPT_BACKUP));
		gpt_sample_seal(&sample, GPT_BACKUP);
		assert_int_equal(gpt_open(&gpt, &sample.disk, &why), damages[i].error);
		if (strstr(why, damages[i].sentence) == NULL)
			fail_msg("damage %zu: expected '%s' in '%s'", i, damages[i].sentence, why);
	}
}

/* The checksums agree, and yet an entry says nonsense. */
static void entries_outside_of_the_disk_are_refused(void **state)
{
	static const uint64_t ranges[][2] = {
		{33, 40}, {40, 39}, {40, NR_BLOCKS - 33}, {40, UINT64_MAX}};
	struct gpt_entry *entry = (struct gpt_entry *)(sample.bytes + 1024);
	struct gpt_header *header = gpt_sample_header(&sample, GPT_PRIMARY);

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(ranges); i++) {
		struct gpt_partition found;
		uint32_t cursor = 0;
		struct gpt gpt;

		entry->first_lba = ranges[i][0];
		entry->last_lba = ranges[i][1];
		header->entries_crc32 = crc32(0, entry, GPT_ENTRIES_BYTES);
		gpt_sample_seal(&sample, GPT_PRIMARY);
		assert_int_equal(gpt_open(&gpt, &sample.disk, NULL), 0);
		assert_false(gpt.from_backup);
		assert_int_equal(gpt_next(&gpt, &cursor, &found), -EBADMSG);
		assert_int_equal(gpt_next(&gpt, &cursor, &found), 1);
		assert_int_equal(found.number, 2);
		assert_int_equal(gpt_find(&gpt, &GPT_TYPE_SLOT, &found), -EBADMSG);
	}
}

static void impossible_layouts_are_refused(void **state)
{
	/* First block and length of two partitions; the disk's usable part is [34, 95). */
	static const uint64_t bad[][4] = {
		{33, 2, 50, 1},
		{34, 0, 50, 1},
		{34, 10, 43, 1},
		{43, 1, 34, 10},
		{34, 62, 0, 1},
		{34, 1, 95, 1},
		{34, 1, 36, UINT64_MAX - 30},
		{34, 9, 30, 60},
	};
	struct gpt_partition partitions[2] = {{.type = GPT_TYPE_DATA}, {.type = GPT_TYPE_SLOT}};
	struct gpt_layout layout = {NR_BLOCKS, 512, {0}, partitions, 2};
	uint8_t entries[GPT_ENTRIES_BYTES];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		for (unsigned p = 0; p < 2; p++) {
			partitions[p].first_lba = bad[i][2 * p];
			partitions[p].nr_blocks = bad[i][2 * p + 1];
		}
		assert_int_equal(gpt_fill_entries(&layout, entries), -EINVAL);
	}
	partitions[0].first_lba = 34;
	partitions[0].nr_blocks = 60;
	partitions[1].first_lba = 94;
	partitions[1].nr_blocks = 1;
	assert_int_equal(gpt_fill_entries(&layout, entries), 0);
	partitions[1].type = (struct gpt_guid){0};
	assert_int_equal(gpt_fill_entries(&layout, entries), -EINVAL);
	layout.nr_partitions = 0;
	layout.nr_blocks = 68;
	assert_int_equal(gpt_fill_entries(&layout, entries), -EINVAL);
	layout.nr_blocks = 69;
	assert_int_equal(gpt_fill_entries(&layout, entries), 0);
	layout.block_bytes = 0;
	assert_int_equal(gpt_fill_entries(&layout, entries), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test_setup_teardown(partitions_are_found_by_type, setup, teardown),
		cmocka_unit_test_setup_teardown(bytes_on_disk, setup, teardown),
		cmocka_unit_test(the_first_sector_keeps_its_code),
		cmocka_unit_test_setup_teardown(every_flipped_bit_leads_to_the_backup, setup,
	                                        teardown),
		cmocka_unit_test_setup_teardown(unreadable_blocks_lead_to_the_backup, setup,
	                                        teardown),
		cmocka_unit_test_setup_teardown(the_backup_is_found_on_a_bigger_disk, setup,
	                                        teardown),
		cmocka_unit_test_setup_teardown(empty_disks_have_no_table, setup, teardown),
		cmocka_unit_test_setup_teardown(damage_to_both_is_named, setup, teardown),
		cmocka_unit_test_setup_teardown(entries_outside_of_the_disk_are_refused, setup,
	                                        teardown),
		cmocka_unit_test(impossible_layouts_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
