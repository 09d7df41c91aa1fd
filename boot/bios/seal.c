/*
 * seal IN OUT: makes stage2.bin out of the linked stage 2: pads it with zeros to whole 512-byte blocks and
 * writes length and checksum into its header (abi/disk/mbr.h). A tool of the build, run on the host.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <abi/disk/mbr.h>
#include <lib/base/crc32c.h>
#include <lib/base/math.h>

#define BLOCK_BYTES 512u

/* One byte more than may be, so that too long is seen. */
static uint8_t image[STAGE2_MAX_BYTES + 1];

static int fail(const char *name, const char *why)
{
	fprintf(stderr, "seal: %s: %s\n", name, why);
	return 1;
}

int main(int argc, char **argv)
{
	struct stage2_header *header = (struct stage2_header *)image;
	size_t total_bytes, len;
	FILE *file;

	if (argc != 3) {
		fprintf(stderr, "use: seal IN OUT\n");
		return 2;
	}
	file = fopen(argv[1], "rb");
	if (!file)
		return fail(argv[1], "cannot be opened");
	len = fread(image, 1, sizeof(image), file);
	fclose(file);
	if (len < sizeof(*header) || memcmp(header->magic, STAGE2_MAGIC, sizeof(header->magic)))
		return fail(argv[1], "does not begin with a stage 2 header");
	total_bytes = align_up(len, BLOCK_BYTES);
	if (total_bytes > STAGE2_MAX_BYTES)
		return fail(argv[1], "is longer than stage 1 can load");

	header->total_bytes = (uint32_t)total_bytes;
	header->crc32c = 0;
	header->crc32c = crc32c(0, image, total_bytes);

	file = fopen(argv[2], "wb");
	if (!file)
		return fail(argv[2], "cannot be written");
	len = fwrite(image, 1, total_bytes, file);
	if (fclose(file) != 0 || len != total_bytes)
		return fail(argv[2], "cannot be written in full");
	return 0;
}
