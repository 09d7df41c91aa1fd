/*
 * Reading and making a GUID partition table (abi/disk/gpt.h). Nothing here allocates or touches a
 * disk: the reader asks a function of the caller for one block at a time, the writer fills the
 * caller's buffers.
 */
#ifndef LIB_FORMAT_GPT_H
#define LIB_FORMAT_GPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <abi/disk/gpt.h>
#include <abi/disk/mbr.h>
#include <lib/base/compiler.h>

#define GPT_NR_ENTRIES    128u /* that the writer makes */
#define GPT_ENTRIES_BYTES (GPT_NR_ENTRIES * (uint32_t)sizeof(struct gpt_entry))

/* A disk as the caller offers it. */
struct gpt_disk {
	/* Reads the block at lba (< nr_blocks) to `block`. 0, or a negative error. */
	int (*read)(struct gpt_disk *disk, uint64_t lba, void *block);
	uint64_t nr_blocks;
	uint32_t block_bytes; /* 512, 1024, 2048 or 4096 */
	void *block;          /* block_bytes bytes for the reader's use, 8-byte aligned */
};

struct gpt {
	struct gpt_disk *disk;
	uint64_t entries_lba;
	uint64_t first_usable_lba;
	uint64_t last_usable_lba;
	uint64_t cached_lba; /* what disk->block holds; 0: nothing of use */
	uint32_t nr_entries;
	uint32_t entry_bytes;
	struct gpt_guid disk_id;
	bool from_backup; /* the primary table is damaged */
};

/* A partition; the reader has checked that it lies in the usable part of the disk. */
struct gpt_partition {
	struct gpt_guid type;
	struct gpt_guid id;
	uint64_t first_lba;
	uint64_t nr_blocks;
	uint64_t attributes;
	uint32_t number;               /* from 1, as tools count */
	uint16_t name[GPT_NAME_UNITS]; /* UTF-16, padded with 0 */
};

/* What the image builder wants on a disk; partition n of the array becomes entry n. */
struct gpt_layout {
	uint64_t nr_blocks;
	uint32_t block_bytes;
	struct gpt_guid disk_id;
	const struct gpt_partition *partitions;
	uint32_t nr_partitions;
};

enum gpt_copy { GPT_PRIMARY, GPT_BACKUP };

bool gpt_guid_equal(const struct gpt_guid *a, const struct gpt_guid *b);

/* Reads and checks the primary table, or the backup if that is damaged. Borrows disk until gpt is
 * no longer used; reads every block of the entries. *why (may be null) gets a static sentence.
 * Errors: -EINVAL no partition table, or block_bytes is none of the four; -EBADMSG damaged;
 * -ENOTSUP more or bigger entries than anybody makes; any error of disk->read. */
MUST_CHECK int gpt_open(struct gpt *gpt, struct gpt_disk *disk, const char **why);

/* Gives the next partition from entry *cursor (start with 0) on.
 * Returns 1 and fills *out, 0 at the end. Errors: -EBADMSG an entry leaves the usable part of the
 * disk (the cursor is behind it); any error of disk->read. */
MUST_CHECK int gpt_next(struct gpt *gpt, uint32_t *cursor, struct gpt_partition *out);

/* The first partition of a type. Errors: -ENOENT there is none; as gpt_next. */
MUST_CHECK int gpt_find(struct gpt *gpt, const struct gpt_guid *type, struct gpt_partition *out);

/* Where the parts of a new table belong: blocks of GPT_ENTRIES_BYTES, and one block of header.
 * Partitions may use [gpt_first_usable, gpt_end_usable). */
uint64_t gpt_header_lba(const struct gpt_layout *layout, enum gpt_copy copy);
uint64_t gpt_entries_lba(const struct gpt_layout *layout, enum gpt_copy copy);
uint64_t gpt_first_usable(const struct gpt_layout *layout);
uint64_t gpt_end_usable(const struct gpt_layout *layout);

/* Fills GPT_ENTRIES_BYTES bytes, the same for both copies.
 * Errors: -EINVAL too many partitions, one without a type, empty or outside of the usable part, two
 * that overlap, a disk too small for a table, or block_bytes is none of the four. */
MUST_CHECK int gpt_fill_entries(const struct gpt_layout *layout, void *entries);

/* Fills a block with the header for entries made by gpt_fill_entries. */
void gpt_fill_header(const struct gpt_layout *layout, const void *entries, enum gpt_copy copy,
                     void *block);

/* Writes the one protective entry and the signature; the code and what belongs to it stay [UEFI
 * 5.2.3]. */
void gpt_fill_mbr(const struct gpt_layout *layout, struct mbr *mbr);

/* Names a partition; text is ASCII and cut at GPT_NAME_UNITS characters. */
void gpt_set_name(struct gpt_partition *partition, const char *text);

#endif
