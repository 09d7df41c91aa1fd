/*
 * Reads a whole file into memory that grows by doubling, so that pipes work like files do.
 * One byte more than the file is allocated: the 0 behind the last byte.
 */
#include <tools/base/file.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 65536u

static int read_all(struct file *file, FILE *stream)
{
	size_t capacity = FIRST_CAPACITY;

	for (;;) {
		uint8_t *grown = realloc(file->bytes, capacity + 1);

		if (!grown)
			return -ENOMEM;
		file->bytes = grown;
		file->len += fread(file->bytes + file->len, 1, capacity - file->len, stream);
		if (file->len < capacity)
			break;
		capacity *= 2;
	}
	file->bytes[file->len] = 0;
	return ferror(stream) ? -EIO : 0;
}

int file_load(struct file *file, const char *path)
{
	FILE *stream = fopen(path, "rb");
	int result;

	*file = (struct file){.path = path};
	if (!stream) {
		fprintf(stderr, "%s: cannot open: %s\n", path, strerror(errno));
		return -EIO;
	}
	result = read_all(file, stream);
	if (result < 0) {
		fprintf(stderr, "%s: cannot read: %s\n", path, strerror(errno));
		file_unload(file);
	}
	fclose(stream);
	return result;
}

void file_unload(struct file *file)
{
	free(file->bytes);
	file->bytes = NULL;
	file->len = 0;
}
