/*
 * Turns a PC screen font (tools/base/psf.h) into the C file that defines font_console
 * (kernel/drivers/fbcon/font.h).
 *
 *   font FONT.psf OUT.c      FONT.psf is version 1 or 2, already decompressed
 *
 * The output depends on the font alone.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <tools/base/file.h>
#include <tools/base/psf.h>

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
	result = psf_open(&psf, &file);
	if (result == 0)
		result = write_file(argv[2], &psf);
	psf_close(&psf);
	file_unload(&file);
	return result < 0;
}
