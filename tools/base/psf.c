/* Reading a screen font: the header, then the table, then one mapping per code point. */
#include <tools/base/psf.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <lib/base/math.h>

#define PSF1_HEADER_BYTES 4u
#define PSF1_512_GLYPHS   1u
#define PSF1_HAS_TABLE    6u
#define PSF2_HEADER_BYTES 32u
#define PSF2_HAS_TABLE    1u
#define MAX_PIXELS        64u
#define MAX_GLYPHS        65535u

static int complain(const char *path, const char *what)
{
	fprintf(stderr, "%s: %s\n", path, what);
	return -EINVAL;
}

static uint32_t read_le32(const uint8_t *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* Fills in what stands in the header; *glyphs_offset and *has_table are for the common part. */
static int read_header(struct psf *psf, const struct file *file, uint64_t *glyphs_offset,
                       bool *has_table)
{
	const uint8_t *bytes = file->bytes;

	if (file->len >= PSF1_HEADER_BYTES && memcmp(bytes, "\x36\x04", 2) == 0) {
		psf->width = 8;
		psf->height = bytes[3];
		psf->bytes_per_glyph = bytes[3];
		psf->nr_glyphs = bytes[2] & PSF1_512_GLYPHS ? 512 : 256;
		*has_table = bytes[2] & PSF1_HAS_TABLE;
		*glyphs_offset = PSF1_HEADER_BYTES;
		return 0;
	}
	if (file->len >= PSF2_HEADER_BYTES && memcmp(bytes, "\x72\xb5\x4a\x86", 4) == 0) {
		psf->is_utf8 = true;
		psf->width = read_le32(bytes + 28);
		psf->height = read_le32(bytes + 24);
		psf->bytes_per_glyph = read_le32(bytes + 20);
		psf->nr_glyphs = read_le32(bytes + 16);
		*has_table = read_le32(bytes + 12) & PSF2_HAS_TABLE;
		*glyphs_offset = read_le32(bytes + 8);
		return 0;
	}
	return complain(file->path,
	                "expected a PC screen font (decompressed), found another format");
}

static int read_font(struct psf *psf, const struct file *file)
{
	uint64_t offset = 0;
	uint64_t len;
	bool has_table = false;

	*psf = (struct psf){.end = file->bytes + file->len};
	if (read_header(psf, file, &offset, &has_table) < 0)
		return -EINVAL;
	if (psf->width == 0 || psf->width > MAX_PIXELS || psf->height == 0 ||
	    psf->height > MAX_PIXELS || psf->nr_glyphs == 0 || psf->nr_glyphs > MAX_GLYPHS)
		return complain(file->path, "expected 1 to 65535 glyphs of up to 64x64 pixels");
	if (psf->bytes_per_glyph != psf->height * ((psf->width + 7) / 8))
		return complain(file->path, "bytes per glyph do not agree with height and width");
	len = (uint64_t)psf->nr_glyphs * psf->bytes_per_glyph;
	if (!range_fits(offset, len, file->len))
		return complain(file->path, "it ends before the last glyph");
	if (!has_table)
		return complain(file->path, "expected a table of code points, found none");
	psf->glyphs = file->bytes + offset;
	psf->table = psf->glyphs + len;
	return 0;
}

enum token {
	TOKEN_CODEPOINT,
	TOKEN_SEQUENCE, /* what follows is a sequence */
	TOKEN_NEXT_GLYPH,
	TOKEN_BROKEN,
};

static enum token next_token_u16(struct psf *psf, uint32_t *codepoint)
{
	if (psf->end - psf->table < 2)
		return TOKEN_BROKEN;
	*codepoint = psf->table[0] | (uint32_t)psf->table[1] << 8;
	psf->table += 2;
	if (*codepoint == 0xffff)
		return TOKEN_NEXT_GLYPH;
	return *codepoint == 0xfffe ? TOKEN_SEQUENCE : TOKEN_CODEPOINT;
}

static enum token next_token_utf8(struct psf *psf, uint32_t *codepoint)
{
	uint32_t nr_more;
	uint8_t first;

	if (psf->table == psf->end)
		return TOKEN_BROKEN;
	first = *psf->table++;
	if (first == 0xff)
		return TOKEN_NEXT_GLYPH;
	if (first == 0xfe)
		return TOKEN_SEQUENCE;
	nr_more = (first >= 0xc0) + (first >= 0xe0) + (first >= 0xf0);
	if ((first & 0xc0) == 0x80 || first > 0xf4 || psf->end - psf->table < nr_more)
		return TOKEN_BROKEN;
	*codepoint = nr_more == 0 ? first : first & (0x3fu >> nr_more);
	for (uint32_t i = 0; i < nr_more; i++) {
		if ((*psf->table & 0xc0) != 0x80)
			return TOKEN_BROKEN;
		*codepoint = *codepoint << 6 | (*psf->table++ & 0x3fu);
	}
	return TOKEN_CODEPOINT;
}

static enum token next_token(struct psf *psf, uint32_t *codepoint)
{
	return psf->is_utf8 ? next_token_utf8(psf, codepoint) : next_token_u16(psf, codepoint);
}

/* Adds one glyph's code points, up to the end of its list. */
static int read_glyph_codepoints(struct psf *psf, uint32_t glyph)
{
	bool in_sequence = false;

	for (;;) {
		uint32_t codepoint;

		switch (next_token(psf, &codepoint)) {
		case TOKEN_CODEPOINT:
			if (!in_sequence)
				psf->mappings[psf->nr_mappings++] =
					(struct psf_mapping){codepoint, glyph};
			break;
		case TOKEN_SEQUENCE:
			in_sequence = true;
			break;
		case TOKEN_NEXT_GLYPH:
			return 0;
		case TOKEN_BROKEN:
			return -EINVAL;
		}
	}
}

static int compare_mappings(const void *left, const void *right)
{
	const struct psf_mapping *a = left;
	const struct psf_mapping *b = right;

	if (a->codepoint != b->codepoint)
		return a->codepoint < b->codepoint ? -1 : 1;
	return (a->glyph > b->glyph) - (a->glyph < b->glyph);
}

static bool has_codepoint(const struct psf *psf, uint32_t codepoint)
{
	for (uint32_t i = 0; i < psf->nr_mappings; i++) {
		if (psf->mappings[i].codepoint == codepoint)
			return true;
	}
	return false;
}

/* Reads the table into psf->mappings, sorted, one per code point. */
static int read_table(struct psf *psf, const char *path)
{
	uint32_t kept = 0;

	/* Every code point takes at least one byte. */
	psf->mappings = calloc((size_t)(psf->end - psf->table) + 1, sizeof(psf->mappings[0]));
	if (!psf->mappings)
		return -ENOMEM;
	for (uint32_t glyph = 0; glyph < psf->nr_glyphs; glyph++) {
		if (read_glyph_codepoints(psf, glyph) < 0)
			return complain(path, "its table of code points is broken or cut off");
	}
	qsort(psf->mappings, psf->nr_mappings, sizeof(psf->mappings[0]), compare_mappings);
	for (uint32_t i = 0; i < psf->nr_mappings; i++) {
		if (kept == 0 || psf->mappings[kept - 1].codepoint != psf->mappings[i].codepoint)
			psf->mappings[kept++] = psf->mappings[i];
	}
	psf->nr_mappings = kept;
	if (!has_codepoint(psf, '?'))
		return complain(path, "expected a glyph for '?', found none");
	return 0;
}

int psf_open(struct psf *psf, const struct file *file)
{
	int result = read_font(psf, file);

	return result < 0 ? result : read_table(psf, file->path);
}

void psf_close(struct psf *psf)
{
	free(psf->mappings);
}
