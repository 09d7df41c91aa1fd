/*
 * The GUID partition table, as it stands on disk [UEFI 5.3]. Everything is little endian.
 *
 *   block 0     1        2 ...                    first usable     last usable         ... last
 *   | MBR    | header | entries (primary) |  partitions ...          | entries | header (backup) |
 *
 * 1. Block 0 is a protective MBR (abi/disk/mbr.h).
 * 2. A header's checksum covers its header_bytes with that field as 0; entries_crc32 covers all
 *    entries.
 * 3. Both headers describe the same disk; they differ in my_lba, alternate_lba and entries_lba.
 * 4. An entry whose type is all zero is free. first_lba and last_lba are both part of the
 *    partition.
 */
#ifndef ABI_DISK_GPT_H
#define ABI_DISK_GPT_H

#include <stddef.h>
#include <stdint.h>

#define GPT_SIGNATURE    "EFI PART" /* 8 bytes, no terminator */
#define GPT_REVISION     0x00010000u
#define GPT_HEADER_BYTES 92u /* the rest of the block is zero */
#define GPT_NAME_UNITS   36u /* UTF-16 */

/* The first three fields are numbers, the rest is bytes, as the text form writes them. */
struct gpt_guid {
	uint32_t a;
	uint16_t b;
	uint16_t c;
	uint8_t d[8];
};

struct gpt_header {
	uint8_t signature[8];
	uint32_t revision;
	uint32_t header_bytes;
	uint32_t header_crc32;
	uint32_t reserved0;
	uint64_t my_lba;
	uint64_t alternate_lba;
	uint64_t first_usable_lba;
	uint64_t last_usable_lba;
	struct gpt_guid disk_id;
	uint64_t entries_lba;
	uint32_t nr_entries;
	uint32_t entry_bytes;
	uint32_t entries_crc32;
	uint32_t reserved1; /* behind GPT_HEADER_BYTES */
};

struct gpt_entry {
	struct gpt_guid type;
	struct gpt_guid id;
	uint64_t first_lba;
	uint64_t last_lba;
	uint64_t attributes;
	uint16_t name[GPT_NAME_UNITS];
};

/* Partition types. [UEFI 5.3.3]: the EFI system partition. */
#define GPT_TYPE_ESP                                                                               \
	((struct gpt_guid){                                                                        \
		0xc12a7328, 0xf81f, 0x11d2, {0xba, 0x4b, 0x00, 0xa0, 0xc9, 0x3e, 0xc9, 0x3b}})
/* BIOS boot partition, 21686148-6449-6e6f-744e-656564454649: GRUB's, shared by loaders for BIOS
 * machines. */
#define GPT_TYPE_BIOS_BOOT                                                                         \
	((struct gpt_guid){                                                                        \
		0x21686148, 0x6449, 0x6e6f, {0x74, 0x4e, 0x65, 0x65, 0x64, 0x45, 0x46, 0x49}})
/* Lintel's own. aced8da4-2807-4dcf-83f6-62ed1fb1fb0d: a slot, which holds one bundle (bundle.h). */
#define GPT_TYPE_SLOT                                                                              \
	((struct gpt_guid){                                                                        \
		0xaced8da4, 0x2807, 0x4dcf, {0x83, 0xf6, 0x62, 0xed, 0x1f, 0xb1, 0xfb, 0x0d}})
/* f98d0d04-5d55-4635-89f1-766f3c26015f: boot state, what the loader remembers between boots. */
#define GPT_TYPE_BOOT_STATE                                                                        \
	((struct gpt_guid){                                                                        \
		0xf98d0d04, 0x5d55, 0x4635, {0x89, 0xf1, 0x76, 0x6f, 0x3c, 0x26, 0x01, 0x5f}})
/* be690c01-ead3-4bcb-89c9-a7c5c51d10de: data, the file system that updates leave alone. */
#define GPT_TYPE_DATA                                                                              \
	((struct gpt_guid){                                                                        \
		0xbe690c01, 0xead3, 0x4bcb, {0x89, 0xc9, 0xa7, 0xc5, 0xc5, 0x1d, 0x10, 0xde}})

_Static_assert(sizeof(struct gpt_guid) == 16, "[UEFI 5.3.3]");
_Static_assert(sizeof(struct gpt_header) == GPT_HEADER_BYTES + 4, "[UEFI 5.3.2]");
_Static_assert(offsetof(struct gpt_header, my_lba) == 24, "[UEFI 5.3.2]");
_Static_assert(offsetof(struct gpt_header, disk_id) == 56, "[UEFI 5.3.2]");
_Static_assert(offsetof(struct gpt_header, entries_crc32) == 88, "[UEFI 5.3.2]");
_Static_assert(sizeof(struct gpt_entry) == 128, "[UEFI 5.3.3]");
_Static_assert(offsetof(struct gpt_entry, name) == 56, "[UEFI 5.3.3]");

#endif
