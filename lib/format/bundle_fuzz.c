/*
 * Any bytes as the front of a bundle: the input replaces the beginning of a good one, whose
 * checksum is then made right again, so that the search goes past it. The last two bytes of the
 * input say how long the file is. What bundle_open accepts must lie inside the file, part by part.
 */
#include <lib/base/fuzz.h>

#include <stdlib.h>
#include <string.h>

#include <lib/format/bundle.h>
#include <lib/format/bundle_sample.h>

#define FRONT_BYTES (sizeof(struct bundle_header) + 6 * sizeof(struct bundle_part))

static void try_open(const uint8_t *bytes, size_t len)
{
	struct bundle bundle;
	const char *why = NULL;

	if (bundle_open(&bundle, bytes, len, crc32c, &why) != 0) {
		fuzz_expect(why != NULL);
		return;
	}
	fuzz_expect(bundle.total_bytes <= len && bundle.nr_parts <= BUNDLE_MAX_PARTS);
	for (uint32_t i = 0; i < bundle.nr_parts; i++) {
		struct bundle_view view;

		bundle_part_at(&bundle, i, &view);
		fuzz_expect(view.bytes >= bytes + BUNDLE_PAGE_BYTES);
		fuzz_expect(view.len_bytes <= (uint64_t)(bytes + bundle.total_bytes - view.bytes));
		fuzz_expect(memchr(view.name, 0, sizeof(((struct bundle_part *)0)->name)) != NULL);
		if (bundle_check_part(&view, crc32c) == 0)
			fuzz_expect(crc32c(0, view.bytes, view.len_bytes) == view.crc32c);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct bundle_sample good, sample;
	uint16_t shortened;
	uint8_t *bytes;
	size_t len;

	if (size < sizeof(shortened) || size - sizeof(shortened) > BUNDLE_PAGE_BYTES)
		return 0;
	size -= sizeof(shortened);
	memcpy(&shortened, data + size, sizeof(shortened));
	if (good.header.nr_parts == 0)
		bundle_sample_init(&good);
	sample = good;
	memcpy(&sample, data, size);
	if (size >= sizeof(sample.header))
		bundle_sample_seal(&sample);
	len = sizeof(sample) - shortened % sizeof(sample);
	bytes = malloc(len);
	fuzz_expect(bytes != NULL);
	memcpy(bytes, &sample, len);
	try_open(bytes, len);
	free(bytes);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	static struct bundle_sample sample;

	if (fuzz_begins(size, FRONT_BYTES, seed) && max_size >= FRONT_BYTES + 2) {
		bundle_sample_init(&sample);
		memcpy(data, &sample, FRONT_BYTES);
		memset(data + FRONT_BYTES, 0, 2);
		size = FRONT_BYTES + 2;
	}
	return LLVMFuzzerMutate(data, size, max_size);
}
