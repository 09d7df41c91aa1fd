/*
 * The reader of abi/disk/bundle.h. Everything is copied out of the bytes before it is used, so the
 * bundle may lie at any address; the checks follow the numbered rules of the format.
 *
 * bundle_probe reads the header alone; bundle_open adds the table of parts. After it every part's
 * range is known to lie inside the bundle, so bundle_part_at cannot fail.
 */
#include <lib/format/bundle.h>

#include <stdbool.h>

#include <lib/base/errno.h>
#include <lib/base/math.h>
#include <lib/base/string.h>
#include <lib/base/utf8.h>

#define CRC_OFFSET offsetof(struct bundle_header, header_crc32c)

/* What the walk over the table has seen so far. */
struct table_state {
	uint64_t free_from; /* no part may begin before it */
	uint32_t nr_kernels;
	uint32_t nr_cmdlines;
};

static int fail(int error, const char **why, const char *sentence);
static uint32_t header_crc(const uint8_t *page, bundle_crc_fn crc);
static int check_part(const struct bundle_part *part, uint64_t total_bytes,
                      struct table_state *state, const char **why);
static int check_kind(const struct bundle_part *part, struct table_state *state, const char **why);
static bool is_zero(const uint8_t *bytes, size_t len);

int bundle_probe(const void *page, bundle_crc_fn crc, uint64_t *total_bytes, const char **why)
{
	struct bundle_header header;

	memcpy(&header, page, sizeof(header));
	if (memcmp(header.magic, BUNDLE_MAGIC, sizeof(header.magic)) != 0)
		return fail(-EINVAL, why, "this is no bundle: its first bytes are not LINTELBU");
	if (header.format != BUNDLE_FORMAT)
		return fail(-ENOTSUP, why,
		            "the bundle has a format that this program does not know");
	if (header.header_crc32c != header_crc(page, crc))
		return fail(-EBADMSG, why, "the bundle's header is damaged: its checksum is wrong");
	if (header.total_bytes < BUNDLE_PAGE_BYTES || header.total_bytes % BUNDLE_PAGE_BYTES != 0)
		return fail(-ENOEXEC, why, "the bundle's length is not a number of whole pages");
	*total_bytes = header.total_bytes;
	return 0;
}

int bundle_open(struct bundle *bundle, const void *bytes, size_t len, bundle_crc_fn crc,
                const char **why)
{
	const uint8_t *page = bytes;
	struct table_state state = {.free_from = BUNDLE_PAGE_BYTES};
	struct bundle_header header;
	uint64_t total_bytes;
	size_t used;
	int error;

	if (len < sizeof(header.magic) || memcmp(page, BUNDLE_MAGIC, sizeof(header.magic)) != 0)
		return fail(-EINVAL, why, "this is no bundle: its first bytes are not LINTELBU");
	if (len < BUNDLE_PAGE_BYTES)
		return fail(-ERANGE, why, "the bundle is truncated: it ends inside its header");
	error = bundle_probe(page, crc, &total_bytes, why);
	if (error != 0)
		return error;
	if (total_bytes > len)
		return fail(-ERANGE, why, "the bundle is truncated: it is shorter than it says");
	memcpy(&header, page, sizeof(header));
	if (header.nr_parts > BUNDLE_MAX_PARTS)
		return fail(-ENOEXEC, why, "the bundle has more parts than its header can hold");
	used = sizeof(header) + header.nr_parts * sizeof(struct bundle_part);
	if (!is_zero(page + used, BUNDLE_PAGE_BYTES - used))
		return fail(-ENOEXEC, why,
		            "the bundle's header has bytes behind the last part's entry");
	for (uint32_t i = 0; i < header.nr_parts; i++) {
		struct bundle_part part;

		memcpy(&part, page + sizeof(header) + i * sizeof(part), sizeof(part));
		error = check_part(&part, total_bytes, &state, why);
		if (error != 0)
			return error;
	}
	if (state.nr_kernels != 1)
		return fail(-ENOEXEC, why, "the bundle does not have exactly one kernel");
	*bundle = (struct bundle){
		.bytes = page,
		.total_bytes = total_bytes,
		.machine = header.machine,
		.nr_parts = header.nr_parts,
	};
	return 0;
}

void bundle_part_at(const struct bundle *bundle, uint32_t index, struct bundle_view *out)
{
	const uint8_t *entry =
		bundle->bytes + sizeof(struct bundle_header) + index * sizeof(struct bundle_part);
	struct bundle_part part;

	memcpy(&part, entry, sizeof(part));
	*out = (struct bundle_view){
		.kind = part.kind,
		.bytes = bundle->bytes + part.offset_bytes,
		.len_bytes = part.len_bytes,
		.crc32c = part.crc32c,
		.name = (const char *)entry + offsetof(struct bundle_part, name),
	};
}

int bundle_check_part(const struct bundle_view *part, bundle_crc_fn crc)
{
	size_t padding = align_up(part->len_bytes, BUNDLE_PAGE_BYTES) - part->len_bytes;

	if (crc(0, part->bytes, part->len_bytes) != part->crc32c)
		return -EBADMSG;
	return is_zero(part->bytes + part->len_bytes, padding) ? 0 : -EBADMSG;
}

static int fail(int error, const char **why, const char *sentence)
{
	if (why != NULL)
		*why = sentence;
	return error;
}

/* Rule 3: the page with its checksum taken as 0. */
static uint32_t header_crc(const uint8_t *page, bundle_crc_fn crc)
{
	static const uint8_t zero[sizeof(uint32_t)];
	size_t behind = CRC_OFFSET + sizeof(zero);
	uint32_t sum = crc(0, page, CRC_OFFSET);

	sum = crc(sum, zero, sizeof(zero));
	return crc(sum, page + behind, BUNDLE_PAGE_BYTES - behind);
}

/* Rules 2 and 5 for one entry. */
static int check_part(const struct bundle_part *part, uint64_t total_bytes,
                      struct table_state *state, const char **why)
{
	size_t name_len = strnlen(part->name, sizeof(part->name));

	if (part->offset_bytes % BUNDLE_PAGE_BYTES != 0)
		return fail(-ENOEXEC, why, "a part of the bundle does not begin at a page");
	if (part->offset_bytes < state->free_from)
		return fail(-ENOEXEC, why, "two parts of the bundle overlap or are not in order");
	if (!range_fits(part->offset_bytes, part->len_bytes, total_bytes))
		return fail(-ENOEXEC, why, "a part of the bundle leaves the bundle");
	if (name_len == sizeof(part->name) || !utf8_valid(part->name, name_len))
		return fail(-ENOEXEC, why, "a part of the bundle has a name that is no text");
	/* total_bytes is a multiple of the page, so this cannot wrap. */
	state->free_from = align_up(part->offset_bytes + part->len_bytes, BUNDLE_PAGE_BYTES);
	return check_kind(part, state, why);
}

static int check_kind(const struct bundle_part *part, struct table_state *state, const char **why)
{
	switch (part->kind) {
	case BUNDLE_KERNEL:
		state->nr_kernels++;
		return 0;
	case BUNDLE_CMDLINE:
		state->nr_cmdlines++;
		if (state->nr_cmdlines > 1)
			return fail(-ENOEXEC, why, "the bundle has more than one command line");
		return 0;
	case BUNDLE_MODULE:
		return 0;
	default:
		if ((part->flags & BUNDLE_PART_REQUIRED) != 0)
			return fail(
				-ENOTSUP, why,
				"the bundle needs a kind of part that this program does not know");
		return 0;
	}
}

/* By words: a boot looks at some thousand bytes of padding. */
static bool is_zero(const uint8_t *bytes, size_t len)
{
	uint64_t seen = 0;
	size_t i = 0;

	for (; len - i >= sizeof(seen); i += sizeof(seen)) {
		uint64_t word;

		__builtin_memcpy(&word, bytes + i, sizeof(word));
		seen |= word;
	}
	for (; i < len; i++)
		seen |= bytes[i];
	return seen == 0;
}
