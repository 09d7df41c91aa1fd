/*
 * Every read goes through the bounce buffer below 1 MiB, up to 60 KiB at a time: less than the 127
 * blocks that some BIOSes stop at, and a multiple of 4 KiB, so that a disk with large physical
 * sectors is never asked for half of one. A failed call is tried again after a reset, with half as
 * many blocks each time; what the disk could bear is remembered.
 */
#include <boot/bios/disk.h>

#include <boot/bios/bios.h>
#include <boot/core/firmware.h>
#include <lib/base/errno.h>
#include <lib/base/math.h>
#include <lib/base/string.h>

enum {
	CALL_BYTES = 60 * 1024,
	READ_TRIES = 8, /* 120, 60, 30 ... 1 block */
	EXTENSION_PACKETS = 1,
};

/* [EDD3 function 42h] */
struct address_packet {
	uint8_t packet_bytes;
	uint8_t reserved0;
	uint16_t nr_blocks;
	uint16_t offset;
	uint16_t segment;
	uint64_t block;
};

/* [EDD3 function 48h]: the part of version 1. */
struct drive_parameters {
	uint16_t bytes;
	uint16_t flags;
	uint32_t cylinders;
	uint32_t heads;
	uint32_t sectors;
	uint64_t nr_blocks;
	uint16_t block_bytes;
	uint16_t reserved[3]; /* a later version's first bytes */
};

_Static_assert(sizeof(struct address_packet) == 16, "as the BIOS reads it");
_Static_assert(offsetof(struct drive_parameters, block_bytes) == 24, "as the BIOS writes it");
_Static_assert(CALL_BYTES + sizeof(struct address_packet) <= BOUNCE_BYTES,
               "a call's blocks fit the bounce buffer, and behind them the packet");

static int read_chunk(struct disk *disk, uint64_t block, uint32_t *nr_blocks);

void disk_open(struct disk *disk, uint8_t drive)
{
	struct drive_parameters *parameters = bios_pointer(BOUNCE_BASE);
	struct bios_registers registers = {.eax = 0x4100, .ebx = 0x55aa, .edx = drive};

	bios_interrupt(0x13, &registers);
	if (bios_failed(&registers) || (registers.ebx & 0xffff) != 0xaa55 ||
	    (registers.ecx & EXTENSION_PACKETS) == 0)
		sill_fail("the BIOS has no INT 13h extensions for disk %02xh; start from "
		          "another one",
		          drive);

	*disk = (struct disk){.drive = drive, .block_bytes = 512};
	*parameters = (struct drive_parameters){.bytes = 30};
	registers = (struct bios_registers){
		.eax = 0x4800,
		.edx = drive,
		.ds = BOUNCE_BASE >> 4,
	};
	bios_interrupt(0x13, &registers);
	if (!bios_failed(&registers)) {
		disk->nr_blocks = parameters->nr_blocks;
		if (parameters->block_bytes != 0)
			disk->block_bytes = parameters->block_bytes;
	}
	if (!is_power_of_two(disk->block_bytes) || disk->block_bytes < 512 ||
	    disk->block_bytes > 4096)
		sill_fail("disk %02xh has blocks of %u bytes; 512 to 4096 are supported; "
		          "start from another one",
		          drive, disk->block_bytes);
	disk->max_blocks = CALL_BYTES / disk->block_bytes;
}

int disk_read(struct disk *disk, uint64_t block, uint64_t nr_blocks, void *buffer)
{
	uint8_t *to = buffer;

	while (nr_blocks > 0) {
		uint32_t count = (uint32_t)min_u64(nr_blocks, disk->max_blocks);
		int err = read_chunk(disk, block, &count);

		if (err < 0)
			return err;
		memcpy(to, bios_pointer(BOUNCE_BASE), (size_t)count * disk->block_bytes);
		to += (size_t)count * disk->block_bytes;
		block += count;
		nr_blocks -= count;
	}
	return 0;
}

/* Reads *nr_blocks blocks into the bounce buffer, or fewer: *nr_blocks says how many it were. */
static int read_chunk(struct disk *disk, uint64_t block, uint32_t *nr_blocks)
{
	struct address_packet *packet = bios_pointer(BOUNCE_BASE + CALL_BYTES);

	for (unsigned int i = 0; i < READ_TRIES; i++) {
		struct bios_registers registers = {
			.eax = 0x4200,
			.edx = disk->drive,
			.esi = CALL_BYTES,
			.ds = BOUNCE_BASE >> 4,
		};

		*packet = (struct address_packet){
			.packet_bytes = sizeof(*packet),
			.nr_blocks = (uint16_t)*nr_blocks,
			.segment = BOUNCE_BASE >> 4,
			.block = block,
		};
		bios_interrupt(0x13, &registers);
		if (!bios_failed(&registers))
			return 0;

		disk->failed_block = block;
		disk->status = (uint8_t)(registers.eax >> 8);
		registers = (struct bios_registers){.edx = disk->drive};
		bios_interrupt(0x13, &registers);
		*nr_blocks = *nr_blocks > 1 ? *nr_blocks / 2 : 1;
		disk->max_blocks = *nr_blocks;
	}
	return -EIO;
}
