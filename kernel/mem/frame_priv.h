/*
 * Between the two halves of the frame allocator: untouched.c knows memory that has no descriptors
 * yet, frame.c everything that has.
 */
#ifndef KERNEL_MEM_FRAME_PRIV_H
#define KERNEL_MEM_FRAME_PRIV_H

#include <kernel/arch/boot.h>
#include <kernel/arch/mmu.h>
#include <kernel/mem/frame.h>

enum {
	CHUNK_FRAMES = 1 << FRAME_MAX_ORDER, /* what gets its descriptors at once */
	CHUNK_SHIFT = FRAME_MAX_ORDER,
	CHUNK_DESCRIPTOR_BYTES = CHUNK_FRAMES * sizeof(struct frame),
	CHUNK_DESCRIPTOR_FRAMES = CHUNK_DESCRIPTOR_BYTES / FRAME_BYTES,
	CHUNK_MIN_FRAMES = 2 * CHUNK_DESCRIPTOR_FRAMES, /* fewer are not worth descriptors */
};

enum zone_number {
	ZONE_LOW, /* below 4 GiB */
	ZONE_HIGH,
	NR_ZONES,
};

/* Half-open range of frame numbers. */
struct frame_span {
	uint64_t start, end;
};

/* Gives frames [start, end) of one chunk, which has descriptors, to its zone. Called by untouched.c
 * with the zone's lock held. */
void frame_add_locked(struct frame_span span);

/* The whole frames of a range, as far as there is room for their descriptors. Frame 0 is nobody's:
 * physical address 0 looks too much like a mistake. */
struct frame_span untouched_span(const struct boot_range *range);

/* Learns which memory there is. */
void untouched_init(void);

/* Makes descriptors for one more chunk of the zone and adds its frames. Errors: -ENOMEM the zone
 * has none left. Context: the zone's lock is held; takes the lock of the untouched memory. */
MUST_CHECK int untouched_touch_locked(enum zone_number zone);

/* The same for the chunk that holds this frame, if it has none yet. */
MUST_CHECK int untouched_touch_chunk_locked(uint64_t pfn);

/* Has the frame a descriptor? Any context. */
bool untouched_has_descriptor(uint64_t pfn);

/* Fills in nr_total, nr_untouched and nr_own. */
void untouched_count(struct frame_stats *out);

/* nr_frames more are known of. */
void untouched_add_total(uint64_t nr_frames);

static inline enum zone_number zone_of(uint64_t pfn)
{
	return pfn < (uint64_t)1 << (32 - FRAME_SHIFT) ? ZONE_LOW : ZONE_HIGH;
}

/* The descriptors, by frame number. */
static inline struct frame *frame_at(uint64_t pfn)
{
	return (struct frame *)mmu_layout()->frames_start + pfn;
}

#endif
