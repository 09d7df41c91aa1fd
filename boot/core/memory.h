/*
 * The loader's view of physical memory: one sorted list of pieces that never overlap, made by
 * laying the firmware's ranges over each other, and an allocator that takes from its usable pieces.
 */
#ifndef BOOT_CORE_MEMORY_H
#define BOOT_CORE_MEMORY_H

#include <stddef.h>
#include <stdint.h>

#include <abi/boot/limine.h>
#include <boot/core/firmware.h>

#define MEMORY_PAGE_BYTES 4096u
#define MEMORY_BELOW_1MIB 0x100000ull
#define MEMORY_BELOW_4GIB 0x100000000ull

struct memory_piece {
	uint64_t base; /* bytes, [base, end) */
	uint64_t end;
	uint32_t type; /* enum limine_memmap_type */
};

/* Lays the firmware's ranges over each other. Afterwards every USABLE and BOOTLOADER_RECLAIMABLE
 * piece begins and ends at a page. Forgets whatever was before. */
void memory_init(const struct firmware *fw);

/* Lays one more range over the map; the more dangerous type wins where ranges meet. */
void memory_claim(uint64_t base, uint64_t len, enum limine_memmap_type type);

/* Gives a range this type whatever it was before: for memory that the loader itself owns. */
void memory_retype(uint64_t base, uint64_t len, enum limine_memmap_type type);

/* Makes every piece of one type a piece of another. */
void memory_rename(uint32_t from, uint32_t to);

/* Zeroed memory of type BOOTLOADER_RECLAIMABLE, aligned to 16 bytes, or to a page if bytes is a
 * page or more. Below 4 GiB if there is any. Never null: fails with sill_fail. */
void *memory_alloc(size_t bytes);

/* What memory_alloc_range looks for. */
struct memory_request {
	uint64_t len;   /* bytes, rounded up to whole pages */
	uint64_t limit; /* the range ends at or below this address; 0: anywhere, preferably below 4
	                   GiB */
	uint64_t align; /* bytes, a power of two; 0: a page */
	enum limine_memmap_type type; /* what the range becomes */
	const char *what;             /* for the message when there is none */
};

/* Takes an aligned range out of usable memory, not zeroed. Never 0: fails with sill_fail. */
uint64_t memory_alloc_range(const struct memory_request *request);

/* The pieces, sorted; valid until the next call that changes the map. */
const struct memory_piece *memory_pieces(size_t *nr_pieces);

/* From here on an allocation is a bug of the loader: the map has been told to the kernel. */
void memory_freeze(void);

#endif
