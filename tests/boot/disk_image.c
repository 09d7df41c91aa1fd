/* A disk image in memory: disk_image.h. */
#include <tests/boot/disk_image.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int read_block(struct gpt_disk *disk, uint64_t lba, void *block)
{
	struct disk_image *image = CONTAINER_OF(disk, struct disk_image, disk);

	memcpy(block, disk_image_at(image, lba), BLOCK_BYTES);
	return 0;
}

/* The file's bytes, or null. */
static uint8_t *read_file(FILE *file, size_t *len)
{
	uint8_t *bytes;
	long end;

	if (fseek(file, 0, SEEK_END) != 0)
		return NULL;
	end = ftell(file);
	if (end < (long)BLOCK_BYTES || fseek(file, 0, SEEK_SET) != 0)
		return NULL;
	*len = (size_t)end;
	bytes = malloc(*len);
	if (bytes && fread(bytes, 1, *len, file) != *len) {
		free(bytes);
		return NULL;
	}
	return bytes;
}

int disk_image_load(struct disk_image *image, const char *path)
{
	const char *why = "it has no slot";
	FILE *file = fopen(path, "rb");
	size_t len = 0;

	*image = (struct disk_image){0};
	if (file) {
		image->bytes = read_file(file, &len);
		fclose(file);
	}
	if (!image->bytes) {
		fprintf(stderr, "%s: cannot be read\n", path);
		return -1;
	}
	image->nr_blocks = len / BLOCK_BYTES;
	image->disk = (struct gpt_disk){.read = read_block,
	                                .nr_blocks = image->nr_blocks,
	                                .block_bytes = BLOCK_BYTES,
	                                .block = image->block};
	if (gpt_open(&image->gpt, &image->disk, &why) < 0 ||
	    gpt_find(&image->gpt, &GPT_TYPE_SLOT, &image->slot) < 0) {
		fprintf(stderr, "%s: expected an image made by lintel: %s\n", path, why);
		disk_image_unload(image);
		return -1;
	}
	return 0;
}

int disk_image_write(const char *path, const uint8_t *bytes, size_t len)
{
	FILE *file = fopen(path, "wb");
	size_t written;

	if (file) {
		written = fwrite(bytes, 1, len, file);
		if (fclose(file) == 0 && written == len)
			return 0;
	}
	fprintf(stderr, "%s: cannot be written\n", path);
	return -1;
}

void disk_image_unload(struct disk_image *image)
{
	free(image->bytes);
	image->bytes = NULL;
}
