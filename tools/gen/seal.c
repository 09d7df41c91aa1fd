/*
 * seal IN OUT: makes stage2.bin out of the linked second stage of the BIOS loader: pads it with
 * zeros to whole 512-byte blocks and writes length and checksum into its header (abi/disk/mbr.h).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <abi/disk/mbr.h>
#include <lib/base/crc32c.h>
#include <lib/base/math.h>
#include <tools/base/file.h>

#define BLOCK_BYTES 512u

static int refuse(const char *path, const char *why)
{
	fprintf(stderr, "seal: %s: %s\n", path, why);
	return 1;
}

static int write_image(const char *path, const uint8_t *image, size_t len)
{
	FILE *file = fopen(path, "wb");
	size_t written;

	if (!file)
		return refuse(path, "cannot be written");
	written = fwrite(image, 1, len, file);
	if (fclose(file) != 0 || written != len)
		return refuse(path, "cannot be written in full");
	return 0;
}

/* Copies the file to a padded image and completes its header. */
static int seal(const struct file *in, const char *out_path)
{
	struct stage2_header header;
	size_t len = align_up(in->len, BLOCK_BYTES);
	uint8_t *image;
	int status;

	if (in->len < sizeof(header) || memcmp(in->bytes, STAGE2_MAGIC, sizeof(header.magic)) != 0)
		return refuse(in->path, "expected a second stage, found another first 8 bytes");
	if (len > STAGE2_MAX_BYTES)
		return refuse(in->path, "is longer than stage 1 can load");
	image = calloc(1, len);
	if (!image)
		return refuse(in->path, "out of memory");

	memcpy(image, in->bytes, in->len);
	memcpy(&header, image, sizeof(header));
	header.total_bytes = (uint32_t)len;
	header.crc32c = 0;
	memcpy(image, &header, sizeof(header));
	header.crc32c = crc32c(0, image, len);
	memcpy(image, &header, sizeof(header));
	status = write_image(out_path, image, len);
	free(image);
	return status;
}

int main(int argc, char **argv)
{
	struct file in;
	int status;

	if (argc != 3) {
		fprintf(stderr, "use: seal IN OUT\n");
		return 2;
	}
	if (file_load(&in, argv[1]) < 0)
		return 1;
	status = seal(&in, argv[2]);
	file_unload(&in);
	return status;
}
