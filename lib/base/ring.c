/*
 * A position's place in memory is position modulo size. A run of bytes wraps at most once, so
 * reading and writing copy at most two pieces.
 */
#include <lib/base/ring.h>

#include <lib/base/math.h>
#include <lib/base/string.h>

void ring_write(struct ring *ring, const void *data, size_t len)
{
	const char *from = data;
	size_t place, first;

	if (len > ring->size) {
		from += len - ring->size;
		ring->end += len - ring->size;
		len = ring->size;
	}
	place = ring->end & (ring->size - 1);
	first = min_u64(len, ring->size - place);
	memcpy(ring->bytes + place, from, first);
	memcpy(ring->bytes, from + first, len - first);
	ring->end += len;
}

size_t ring_read(const struct ring *ring, uint64_t *position, void *buf, size_t len)
{
	uint64_t start = max_u64(*position, ring_oldest(ring));
	size_t nr, place, first;

	if (start >= ring->end)
		return 0;
	nr = min_u64(len, ring->end - start);
	place = start & (ring->size - 1);
	first = min_u64(nr, ring->size - place);
	memcpy(buf, ring->bytes + place, first);
	memcpy((char *)buf + first, ring->bytes, nr - first);
	*position = start + nr;
	return nr;
}
