/*
 * Any bytes as a partition table: the input replaces both headers and the first entries of a good
 * disk; then, as its first byte says, checksums are made right again, so that the search goes past
 * them. The disk's read function aborts on a block that does not exist. Partitions must lie where
 * the table says that they may.
 */
#include <lib/base/fuzz.h>

#include <stdlib.h>
#include <string.h>

#include <lib/base/math.h>
#include <lib/format/gpt_sample.h>

#define NR_BLOCKS   128u
#define BLOCK_BYTES 512u
#define NR_ENTRIES  6u

enum mend { MEND_PRIMARY = 1, MEND_BACKUP = 2, MEND_ENTRIES = 4 };

struct gpt_input {
	uint8_t mend; /* enum mend */
	uint8_t headers[2][GPT_HEADER_BYTES];
	uint8_t entries[NR_ENTRIES * sizeof(struct gpt_entry)];
};

/* Makes the entries' checksum right, if the header names entries that exist. */
static void mend_entries(struct gpt_sample *s, enum gpt_copy copy)
{
	struct gpt_header *header = gpt_sample_header(s, copy);
	uint64_t bytes = (uint64_t)header->nr_entries * header->entry_bytes;

	if (header->entries_lba < NR_BLOCKS &&
	    range_fits(header->entries_lba * BLOCK_BYTES, bytes, NR_BLOCKS * BLOCK_BYTES))
		header->entries_crc32 =
			crc32(0, s->bytes + header->entries_lba * BLOCK_BYTES, bytes);
}

static void put_copy(struct gpt_sample *s, const struct gpt_input *input, enum gpt_copy copy)
{
	uint64_t entries_lba =
		copy == GPT_PRIMARY ? 2 : NR_BLOCKS - 1 - GPT_ENTRIES_BYTES / BLOCK_BYTES;

	memcpy(gpt_sample_header(s, copy), input->headers[copy], GPT_HEADER_BYTES);
	memcpy(s->bytes + entries_lba * BLOCK_BYTES, input->entries, sizeof(input->entries));
	if ((input->mend & MEND_ENTRIES) != 0)
		mend_entries(s, copy);
	if ((input->mend & (copy == GPT_PRIMARY ? MEND_PRIMARY : MEND_BACKUP)) != 0)
		gpt_sample_seal(s, copy);
}

/* A disk of its own with a good table. The caller frees s->bytes. */
static void new_disk(struct gpt_sample *s)
{
	static struct gpt_sample good;

	if (good.bytes == NULL)
		fuzz_expect(gpt_sample_init(&good, calloc(NR_BLOCKS, BLOCK_BYTES), NR_BLOCKS,
		                            BLOCK_BYTES) == 0);
	*s = good;
	s->disk.block = s->block;
	s->bytes = malloc(NR_BLOCKS * BLOCK_BYTES);
	fuzz_expect(s->bytes != NULL);
	memcpy(s->bytes, good.bytes, NR_BLOCKS * BLOCK_BYTES);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct gpt_partition partition;
	struct gpt_input input;
	struct gpt_sample s;
	const char *why = NULL;
	uint32_t cursor = 0;
	struct gpt gpt;
	int more;

	if (size < sizeof(input))
		return 0;
	memcpy(&input, data, sizeof(input));
	new_disk(&s);
	put_copy(&s, &input, GPT_PRIMARY);
	put_copy(&s, &input, GPT_BACKUP);
	if (gpt_open(&gpt, &s.disk, &why) != 0) {
		fuzz_expect(why != NULL);
	} else {
		do {
			more = gpt_next(&gpt, &cursor, &partition);
			fuzz_expect(
				more != 1 ||
				(partition.nr_blocks > 0 && partition.first_lba > 1 &&
			         range_fits(partition.first_lba, partition.nr_blocks, NR_BLOCKS)));
		} while (more != 0);
		fuzz_expect(cursor == gpt.nr_entries);
	}
	free(s.bytes);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	struct gpt_input input;
	struct gpt_sample s;

	if (fuzz_begins(size, 2 * sizeof(input), seed) && max_size >= sizeof(input)) {
		new_disk(&s);
		input.mend = (uint8_t)(seed >> 8);
		for (enum gpt_copy copy = GPT_PRIMARY; copy <= GPT_BACKUP; copy++)
			memcpy(input.headers[copy], gpt_sample_header(&s, copy), GPT_HEADER_BYTES);
		memcpy(input.entries, s.bytes + 2 * BLOCK_BYTES, sizeof(input.entries));
		memcpy(data, &input, sizeof(input));
		size = sizeof(input);
		free(s.bytes);
	}
	return LLVMFuzzerMutate(data, size, max_size);
}
