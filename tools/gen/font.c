/*
 * Turns a PC screen font into the C file that defines font_console (kernel/drivers/fbcon/font.h).
 *
 *   font FONT.psf OUT.c      FONT.psf is version 1 or 2, already decompressed
 *
 *   version 1: 36 04, mode, height | glyphs, 8 pixels wide | per glyph: u16 code points, ffff
 *   version 2: 72 b5 4a 86, 0, header bytes, flags, glyphs, bytes per glyph, height, width (u32
 *              each) | glyphs | per glyph: UTF-8 code points, ff           [man psfaddtable(1)]
 *
 * Behind fffe (fe) stand sequences of code points that share a glyph; a console that draws one code
 * point per cell has no use for them. A code point that is listed twice keeps its first glyph.
 * The output depends on the font alone.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <lib/base/math.h>
#include <tools/base/file.h>

#define PSF1_HEADER_BYTES 4u
#define PSF1_512_GLYPHS   1u
#define PSF1_HAS_TABLE    6u
#define PSF2_HEADER_BYTES 32u
#define PSF2_HAS_TABLE    1u
#define MAX_PIXELS        64u
#define MAX_GLYPHS        65535u

struct mapping {
	uint32_t codepoint;
	uint32_t glyph;
};

struct psf {
	const uint8_t *glyphs;
	uint32_t nr_glyphs;
	uint32_t bytes_per_glyph;
	uint32_t width;
	uint32_t height;
	const uint8_t *table; /* [table, end) */
	const uint8_t *end;
	bool is_utf8;             /* the table's encoding: version 2 */
	struct mapping *mappings; /* owned */
	uint32_t nr_mappings;
};

static int complain(const char *path, const char *what)
{
	fprintf(stderr, "font: %s: %s\n", path, what);
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
					(struct mapping){codepoint, glyph};
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
	const struct mapping *a = left;
	const struct mapping *b = right;

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

static void write_font(FILE *out, const struct psf *psf)
{
	fputs("/* Written by tools/gen/font.c from a Debian console font. */\n"
	      "#include <kernel/drivers/fbcon/font.h>\n\nstatic const uint8_t glyphs[] = {",
	      out);
	for (uint32_t i = 0; i < psf->nr_glyphs * psf->bytes_per_glyph; i++)
		fprintf(out, "%s0x%02x,", i % psf->bytes_per_glyph == 0 ? "\n\t" : " ",
		        psf->glyphs[i]);
	fputs("\n};\n\nstatic const struct font_mapping mappings[] = {\n", out);
	for (uint32_t i = 0; i < psf->nr_mappings; i++)
		fprintf(out, "\t{ 0x%04" PRIx32 ", %" PRIu32 " },\n", psf->mappings[i].codepoint,
		        psf->mappings[i].glyph);
	fprintf(out,
	        "};\n\nconst struct font font_console = {\n\t.width = %" PRIu32
	        ",\n\t.height = %" PRIu32 ",\n\t.bytes_per_glyph = %" PRIu32
	        ",\n\t.nr_glyphs = %" PRIu32 ",\n\t.nr_mappings = %" PRIu32
	        ",\n\t.glyphs = glyphs,\n\t.mappings = mappings,\n};\n",
	        psf->width, psf->height, psf->bytes_per_glyph, psf->nr_glyphs, psf->nr_mappings);
}

static int write_file(const char *path, const struct psf *psf)
{
	FILE *out = fopen(path, "w");
	int failed;

	if (!out) {
		fprintf(stderr, "font: cannot write %s: %s\n", path, strerror(errno));
		return -EIO;
	}
	write_font(out, psf);
	failed = ferror(out);
	if (fclose(out) != 0 || failed) {
		fprintf(stderr, "font: cannot write all of %s\n", path);
		return -EIO;
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct file file;
	struct psf psf;
	int result;

	if (argc != 3) {
		fputs("usage: font FONT.psf OUT.c\n", stderr);
		return 2;
	}
	if (file_load(&file, argv[1]) < 0)
		return 1;
	result = read_font(&psf, &file);
	if (result == 0)
		result = read_table(&psf, argv[1]);
	if (result == 0)
		result = write_file(argv[2], &psf);
	free(psf.mappings);
	file_unload(&file);
	return result < 0;
}
