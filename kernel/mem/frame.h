/*
 * Physical memory by frames of 4 KiB. frame.c tells how; this is what others need.
 *
 * Whoever allocates frames owns them until it frees them, or counts references with frame_get and
 * frame_put. Nothing here sleeps; every function may be called in any context, interrupt handlers
 * included, unless it says otherwise.
 */
#ifndef KERNEL_MEM_FRAME_H
#define KERNEL_MEM_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <lib/base/addr.h>
#include <lib/base/compiler.h>

enum {
	FRAME_BYTES = 4096,
	FRAME_SHIFT = 12,
	FRAME_MAX_ORDER = 10, /* the largest block: 4 MiB */
};

/* What an allocation asks for, or-ed. */
enum frame_flags {
	FRAME_ZERO = 1 << 0,     /* filled with zeroes; otherwise the contents are anything */
	FRAME_BELOW_4G = 1 << 1, /* for devices that know 32 address bits */
};

enum frame_state {
	FRAME_RESERVED, /* not the allocator's: holes, devices, the kernel's image, its own tables
	                 */
	FRAME_INSIDE,   /* of a free block, not its first frame */
	FRAME_FREE,     /* the first frame of a free block of 2^order frames */
	FRAME_CACHED,   /* free, in a processor's cache */
	FRAME_USED,
};

/* What a used frame is part of, where somebody must be able to tell. */
enum frame_kind {
	FRAME_PLAIN,
	FRAME_SLAB,  /* of the heap; owner is the cache, the first frame counts for the slab */
	FRAME_LARGE, /* the first frame of a large object of the heap */
};

/* One descriptor per frame. The fields for the owner are the owner's to use while the frame is
 * used. */
struct frame {
	struct frame *next; /* zone's lock while free; then the owner's */
	struct frame *prev;
	void *owner; /* the owner's: what this frame is part of */
	union {
		_Atomic uint32_t refs; /* FRAME_PLAIN: 1 when allocated */
		struct {
			uint16_t nr_used;    /* slots */
			uint16_t first_free; /* slot, or their number */
		} slab;                      /* FRAME_SLAB: its cache's lock */
		uint32_t nr_frames;          /* FRAME_LARGE */
	};
	uint8_t state; /* enum frame_state; zone's lock, or this processor's cache */
	uint8_t order; /* of a free block */
	uint8_t zone;  /* set once */
	uint8_t kind;  /* enum frame_kind; the owner's */
};

_Static_assert(sizeof(struct frame) == 32, "one descriptor is 0.8 % of its frame");

struct frame_stats {
	uint64_t nr_total;     /* frames of memory that may be used, in use or not */
	uint64_t nr_free;      /* of these: not in use */
	uint64_t nr_cached;    /* of the free ones: in processors' caches */
	uint64_t nr_untouched; /* of the free ones: never used so far, without descriptors */
	uint64_t nr_own;       /* of the used ones: carved, or too scattered for descriptors */
	uint64_t nr_loader;    /* beside all these: kept until frame_reclaim_loader */
};

/* Learns from the boot information which memory there is. After this, everything below may be
 * called but for what it says. Boot processor, once. */
void frame_init(void);

/* Takes nr_frames for ever, aligned to align_bytes, from the end of memory that nobody has touched:
 * for page tables and descriptors. Needs only frame_init, not kmap_init. Errors: -ENOMEM no
 * untouched memory is left. */
MUST_CHECK int frame_carve(size_t nr_frames, size_t align_bytes, paddr_t *out);

/* One such frame, for a page table that is needed before frame_alloc works. */
MUST_CHECK int frame_carve_table(paddr_t *out);

/* One frame. Errors: -ENOMEM. The common case touches only what belongs to this processor.
 * Needs kmap_init. */
MUST_CHECK int frame_alloc(unsigned flags, paddr_t *out);
void frame_free(paddr_t pa);

/* nr_frames that follow each other, aligned to the next power of two of their number. Errors:
 * -ENOMEM there is no such run; -EINVAL none or more than 2^FRAME_MAX_ORDER. Needs kmap_init. */
MUST_CHECK int frame_alloc_range(size_t nr_frames, unsigned flags, paddr_t *out);

/* Gives a range back; it may be a part of what was allocated, or several neighbours at once. */
void frame_free_range(paddr_t pa, size_t nr_frames);

/* A page for a page table: frame_alloc without flags, as mmu_request wants it. */
MUST_CHECK int frame_alloc_table(paddr_t *out);

/* The descriptor of the frame that holds pa, or null where memory has none (devices, holes, what
 * was never touched). */
struct frame *frame_find(paddr_t pa);

/* The same for frames that the caller has allocated. */
struct frame *frame_of(paddr_t pa);
paddr_t frame_paddr(const struct frame *frame);

/* One reference more. Saturates: a count that has overflowed never frees. */
void frame_get(struct frame *frame);

/* One reference less; frees the frame with the last one. */
void frame_put(struct frame *frame);

/* Adds the loader's memory to the free memory, but for the device tree; returns the number of
 * frames. Once, when nothing in it is used any more, by this and all other processors: page tables,
 * stacks, and the code, data and start words of processors that wait to be started. */
uint64_t frame_reclaim_loader(void);

/* Gives this processor's cache back to everybody. */
void frame_drain_cache(void);

/* Exact while nobody allocates. */
void frame_count(struct frame_stats *out);

/* Logs one line. */
void frame_log_stats(void);

#endif
