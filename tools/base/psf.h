/*
 * PC screen fonts, version 1 and 2, decompressed [man psfaddtable(1)]:
 *
 *   version 1: 36 04, mode, height | glyphs, 8 pixels wide | per glyph: u16 code points, ffff
 *   version 2: 72 b5 4a 86, 0, header bytes, flags, glyphs, bytes per glyph, height, width (u32
 *              each) | glyphs | per glyph: UTF-8 code points, ff
 *
 * Behind fffe (fe) stand sequences of code points that share a glyph; a console that draws one code
 * point per cell has no use for them. A code point that is listed twice keeps its first glyph.
 */
#ifndef TOOLS_BASE_PSF_H
#define TOOLS_BASE_PSF_H

#include <stdbool.h>
#include <stdint.h>

#include <lib/base/compiler.h>
#include <tools/base/file.h>

struct psf_mapping {
	uint32_t codepoint;
	uint32_t glyph;
};

/* Glyphs are height rows from the top, each (width + 7) / 8 bytes, the leftmost pixel in the
 * highest bit. Mappings are ascending by code point, one each, and hold at least '?'. */
struct psf {
	const uint8_t *glyphs;
	uint32_t nr_glyphs;
	uint32_t bytes_per_glyph;
	uint32_t width; /* pixels */
	uint32_t height;
	const uint8_t *table; /* [table, end), while reading */
	const uint8_t *end;
	bool is_utf8;                 /* the table's encoding: version 2 */
	struct psf_mapping *mappings; /* owned */
	uint32_t nr_mappings;
};

/* Reads a font out of a file, which must outlive it. psf_close frees what it owns, also after an
 * error. Errors: -EINVAL no font we can use, -ENOMEM; said on stderr. */
MUST_CHECK int psf_open(struct psf *psf, const struct file *file);
void psf_close(struct psf *psf);

#endif
