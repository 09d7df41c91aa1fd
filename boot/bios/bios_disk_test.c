/*
 * Reading a disk through a pretended INT 13h: block sizes, long reads, a BIOS that cannot do long
 * transfers, blocks that cannot be read.
 */
#include <boot/bios/disk.h>

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <boot/bios/bios_sample.h>
#include <lib/base/compiler.h>
#include <lib/base/errno.h>

enum { DRIVE = 0x80, DISK_BYTES = 1024 * 1024, NO_BLOCK = -1 };

static uint8_t contents[DISK_BYTES];
static uint8_t buffer[DISK_BYTES];

/* The pretended disk. */
static uint16_t block_bytes;
static uint32_t longest; /* blocks the BIOS can do in one call */
static int64_t bad_block;
static bool has_extensions;
static unsigned int nr_reads;

struct packet {
	uint8_t bytes, reserved;
	uint16_t nr_blocks, offset, segment;
	uint64_t block;
};

static void read_extended(struct bios_registers *registers)
{
	const struct packet *packet =
		bios_pointer((uint64_t)registers->ds * 16 + (registers->esi & 0xffff));
	uint64_t to = (uint64_t)packet->segment * 16 + packet->offset;
	uint64_t end = packet->block + packet->nr_blocks;

	assert_int_equal(packet->bytes, 16);
	assert_in_range(packet->nr_blocks, 1, 127);
	assert_true(to >= BOUNCE_BASE);
	assert_true(to + (uint64_t)packet->nr_blocks * block_bytes <= BOUNCE_BASE + BOUNCE_BYTES);
	assert_true(end * block_bytes <= DISK_BYTES);
	nr_reads++;
	if (packet->nr_blocks > longest)
		pretend_failure(registers, 0x09);
	else if (bad_block >= (int64_t)packet->block && bad_block < (int64_t)end)
		pretend_failure(registers, 0x04);
	else
		memcpy(bios_pointer(to), contents + packet->block * block_bytes,
		       (size_t)packet->nr_blocks * block_bytes);
}

static void tell_parameters(const struct bios_registers *registers)
{
	uint8_t *block = bios_pointer((uint64_t)registers->ds * 16 + (registers->esi & 0xffff));
	uint64_t nr_blocks = DISK_BYTES / block_bytes;

	memcpy(block + 16, &nr_blocks, sizeof(nr_blocks));
	memcpy(block + 24, &block_bytes, sizeof(block_bytes));
}

void bios_interrupt(uint8_t vector, struct bios_registers *registers)
{
	assert_int_equal(vector, 0x13);
	assert_int_equal(registers->edx & 0xff, DRIVE);
	registers->flags = 0;
	switch (registers->eax >> 8 & 0xff) {
	case 0x00: /* reset */
		break;
	case 0x41:
		if (!has_extensions) {
			pretend_failure(registers, 0x01);
			break;
		}
		registers->ebx = 0xaa55;
		registers->ecx = 1;
		break;
	case 0x42:
		read_extended(registers);
		break;
	case 0x48:
		tell_parameters(registers);
		break;
	default:
		fail();
	}
}

static int setup(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(contents); i++)
		contents[i] = (uint8_t)(i * 7 + i / 512);
	memset(buffer, 0, sizeof(buffer));
	block_bytes = 512;
	longest = 127;
	bad_block = NO_BLOCK;
	has_extensions = true;
	nr_reads = 0;
	return 0;
}

static void reads_every_size_of_block(void **state)
{
	static const uint16_t sizes[] = {512, 1024, 2048, 4096};
	struct disk disk;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		block_bytes = sizes[i];
		memset(buffer, 0, sizeof(buffer));
		disk_open(&disk, DRIVE);
		assert_int_equal(disk.block_bytes, sizes[i]);
		assert_int_equal(disk.nr_blocks, DISK_BYTES / sizes[i]);
		assert_int_equal(disk_read(&disk, 3, disk.nr_blocks - 3, buffer), 0);
		assert_memory_equal(buffer, contents + 3 * sizes[i], DISK_BYTES - 3 * sizes[i]);
	}
}

static void uses_long_transfers(void **state)
{
	struct disk disk;

	(void)state;
	disk_open(&disk, DRIVE);
	assert_int_equal(disk_read(&disk, 0, disk.nr_blocks, buffer), 0);
	assert_true(nr_reads <= DISK_BYTES / (60 * 1024) + 1);
}

static void learns_what_the_bios_can_do(void **state)
{
	struct disk disk;

	(void)state;
	longest = 16;
	disk_open(&disk, DRIVE);
	assert_int_equal(disk_read(&disk, 0, disk.nr_blocks, buffer), 0);
	assert_memory_equal(buffer, contents, DISK_BYTES);
	assert_in_range(disk.max_blocks, 1, 16);
}

static void reports_a_bad_block(void **state)
{
	struct disk disk;

	(void)state;
	bad_block = 1000;
	disk_open(&disk, DRIVE);
	assert_int_equal(disk_read(&disk, 0, 1000, buffer), 0);
	assert_int_equal(disk_read(&disk, 960, 100, buffer), -EIO);
	assert_int_equal(disk.failed_block, 1000);
	assert_int_equal(disk.status, 0x04);
}

static void refuses_a_disk_without_extensions(void **state)
{
	struct disk disk;

	(void)state;
	has_extensions = false;
	if (setjmp(fail_jump) == 0) {
		disk_open(&disk, DRIVE);
		fail();
	}
	assert_non_null(strstr(fail_text, "INT 13h extensions"));
}

static void refuses_absurd_blocks(void **state)
{
	static const uint16_t sizes[] = {1, 256, 520, 8192};
	struct disk disk;

	(void)state;
	for (volatile size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		block_bytes = sizes[i];
		if (setjmp(fail_jump) == 0) {
			disk_open(&disk, DRIVE);
			fail();
		}
		assert_non_null(strstr(fail_text, "512 to 4096"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(reads_every_size_of_block, setup),
		cmocka_unit_test_setup(uses_long_transfers, setup),
		cmocka_unit_test_setup(learns_what_the_bios_can_do, setup),
		cmocka_unit_test_setup(reports_a_bad_block, setup),
		cmocka_unit_test_setup(refuses_a_disk_without_extensions, setup),
		cmocka_unit_test_setup(refuses_absurd_blocks, setup),
	};

	pretend_bounce_buffer();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
