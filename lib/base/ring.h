/*
 * A ring of bytes that keeps the newest and forgets the oldest: what a log needs. It never refuses
 * a write. Positions count the bytes ever written, so any number of readers keep their own and each
 * can tell how much it has missed.
 *
 *   oldest = end - min(end, size)          end
 *   v                                      v
 *   |  the bytes that can still be read    |  next write
 *
 * No lock: the owner of the ring has one.
 */
#ifndef LIB_BASE_RING_H
#define LIB_BASE_RING_H

#include <stddef.h>
#include <stdint.h>

struct ring {
	char *bytes;
	size_t size;  /* bytes, a power of two */
	uint64_t end; /* position behind the newest byte */
};

/* An empty ring over the caller's memory. */
static inline struct ring ring_over(char *bytes, size_t size)
{
	return (struct ring){.bytes = bytes, .size = size};
}

/* Position of the oldest byte that can still be read. */
static inline uint64_t ring_oldest(const struct ring *ring)
{
	return ring->end > ring->size ? ring->end - ring->size : 0;
}

/* Appends len bytes, over the oldest if need be. Any context. */
void ring_write(struct ring *ring, const void *data, size_t len);

/* Copies up to len bytes from *position on and moves *position behind them; a position that is
 * already overwritten first moves to the oldest byte. Returns the number of bytes, 0 at the end.
 * Any context. */
size_t ring_read(const struct ring *ring, uint64_t *position, void *buf, size_t len);

#endif
