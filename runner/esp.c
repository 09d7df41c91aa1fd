/*
 * mformat, mmd and mcopy on a file in the work folder. Serial number and times are fixed
 * (SOURCE_DATE_EPOCH), so that images are reproducible.
 */
#include "esp.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <lib/base/math.h>

#include "file.h"
#include "process.h"
#include "say.h"

#define MIB         (1024ull * 1024ull)
#define BLOCK_BYTES 512u
#define EPOCH       "1735689600" /* 2025-01-01, after the year in which FAT's count begins */

const char *const esp_loader_names[NR_ARCHES] = {
	[ARCH_X86_64] = "BOOTX64.EFI",
	[ARCH_AARCH64] = "BOOTAA64.EFI",
};

/* Runs one of the mtools on the file system in path. */
static int mtool(const char *path, char *const *arguments)
{
	struct words command = {0};
	int status;

	words_add(&command, "env");
	words_add(&command, "SOURCE_DATE_EPOCH=" EPOCH);
	words_add(&command, "MTOOLSRC=/dev/null");
	words_add(&command, "%s", arguments[0]);
	words_add(&command, "-i");
	words_add(&command, "%s", path);
	for (int i = 1; arguments[i]; i++)
		words_add(&command, "%s", arguments[i]);
	status = process_run(&command, NULL);
	words_fini(&command);
	if (status)
		say("%s failed with status %d while making an EFI system partition", arguments[0],
		    status);
	return status ? -EIO : 0;
}

static int format(const char *path, uint64_t bytes)
{
	char *blocks = text_format("%llu", (unsigned long long)(bytes / BLOCK_BYTES));
	char *arguments[] = {"mformat", "-C", "-T",       blocks, "-h",     "16", "-s",
	                     "63",      "-N", "4c494e54", "-v",   "LINTEL", "::", NULL};
	int result = mtool(path, arguments);

	free(blocks);
	return result;
}

/* Makes the folders above a file, one after the other; those that are there stay. */
static int make_folders(const char *path, const struct esp_file *files, size_t index)
{
	const char *folder = files[index].folder;
	int result = 0;

	for (size_t i = 0; i < index; i++) {
		if (strcmp(files[i].folder, folder) == 0)
			return 0;
	}
	for (const char *end = folder; !result && *end; end += *end == '/') {
		char *partial;

		end += strcspn(end, "/");
		partial = text_format("::%.*s", (int)(end - folder), folder);
		result = mtool(path, (char *[]){"mmd", "-D", "s", partial, NULL});
		free(partial);
	}
	return result;
}

static int add_file(const char *path, const struct esp_file *file)
{
	char *to = text_format("::%s/%s", file->folder, file->name);
	int result = mtool(path, (char *[]){"mcopy", (char *)(uintptr_t)file->from, to, NULL});

	free(to);
	return result;
}

/* Room for the files, the tables and a little more, in whole MiB. */
static int needed_bytes(const struct esp_file *files, size_t count, uint64_t *out)
{
	uint64_t total = 3 * MIB;

	for (size_t i = 0; i < count; i++) {
		struct stat status;

		if (stat(files[i].from, &status)) {
			int result = -errno;

			say("could not find %s: %s", files[i].from, strerror(-result));
			return result;
		}
		total += align_up((uint64_t)status.st_size, MIB / 16);
	}
	*out = align_up(total, MIB);
	return 0;
}

int esp_make(const struct esp_file *files, size_t count, struct text *out)
{
	char *path = text_format("%s/esp", process_work_folder());
	uint64_t bytes = 0;
	int result = needed_bytes(files, count, &bytes);

	if (!result)
		result = format(path, bytes);
	for (size_t i = 0; !result && i < count; i++) {
		result = make_folders(path, files, i);
		if (!result)
			result = add_file(path, &files[i]);
	}
	if (!result)
		result = file_read(path, out);
	process_remove_tree(path);
	free(path);
	return result;
}
