/*
 * What bundle_make writes, bundle_open reads: parts, names, order, checksums. And what cannot
 * become a bundle is refused without leaving a file.
 */
#include "bundle.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <abi/disk/bundle.h>
#include <lib/base/crc32c.h>
#include <lib/format/bundle.h>

#include "file.h"

/* Enough of an ELF file for its header to be read: one program header, which is unused. */
static const uint8_t kernel[64 + 56] = {
	0x7f,     'E',       'L',      'F',       2,         1,         1,
	[16] = 2, [18] = 62, [20] = 1, [32] = 64, [52] = 64, [54] = 56, [56] = 1,
};

static char folder[] = "/tmp/bundle_test.XXXXXX";

static char *in_folder(const char *name)
{
	return text_format("%s/%s", folder, name);
}

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	static const char *const names[] = {"kernel", "module", "bundle"};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		char *path = in_folder(names[i]);

		unlink(path);
		free(path);
	}
	return rmdir(folder);
}

static void writes_what_the_reader_reads(void **state)
{
	char *kernel_path = in_folder("kernel"), *module = in_folder("module");
	char *path = in_folder("bundle");
	struct words modules = {0};
	struct text file = {0};
	struct bundle bundle;
	struct bundle_view part;
	const char *why = "";

	(void)state;
	assert_int_equal(file_write(kernel_path, kernel, sizeof(kernel)), 0);
	assert_int_equal(file_write(module, "module's bytes", 14), 0);
	words_add(&modules, "name=%s", module);
	assert_int_equal(bundle_make(&(struct bundle_request){.path = path,
	                                                      .kernel = kernel_path,
	                                                      .cmdline = "a=b",
	                                                      .modules = &modules}),
	                 0);
	assert_int_equal(file_read(path, &file), 0);
	assert_int_equal(bundle_open(&bundle, file.bytes, file.len, crc32c, &why), 0);
	assert_int_equal(bundle.total_bytes, file.len);
	assert_int_equal(bundle.machine, 62);
	assert_int_equal(bundle.nr_parts, 3);
	for (uint32_t i = 0; i < bundle.nr_parts; i++) {
		static const struct {
			uint32_t kind;
			const char *name;
			const void *bytes;
			uint64_t len;
		} want[] = {
			{BUNDLE_KERNEL, "lintel.elf", kernel, sizeof(kernel)},
			{BUNDLE_CMDLINE, "", "a=b", 3},
			{BUNDLE_MODULE, "name", "module's bytes", 14},
		};

		bundle_part_at(&bundle, i, &part);
		assert_int_equal(part.kind, want[i].kind);
		assert_string_equal(part.name, want[i].name);
		assert_int_equal(part.len_bytes, want[i].len);
		assert_memory_equal(part.bytes, want[i].bytes, want[i].len);
		assert_int_equal((part.bytes - bundle.bytes) % BUNDLE_PAGE_BYTES, 0);
		assert_int_equal(bundle_check_part(&part, crc32c), 0);
	}
	text_fini(&file);
	words_fini(&modules);
	free(path);
	free(module);
	free(kernel_path);
}

static void refuses(void **state)
{
	char *kernel_path = in_folder("kernel"), *path = in_folder("bundle");
	struct words modules = {0};
	struct bundle_request request = {.path = path, .kernel = kernel_path, .modules = &modules};

	(void)state;
	unlink(path);
	assert_int_equal(file_write(kernel_path, "no ELF file at all", 18), 0);
	assert_int_equal(bundle_make(&request), -ENOEXEC);
	assert_int_equal(file_write(kernel_path, kernel, sizeof(kernel)), 0);
	words_add(&modules, "no-file-named");
	assert_int_equal(bundle_make(&request), -EINVAL);
	words_fini(&modules);
	words_add(&modules, "name=/nowhere/at/all");
	assert_int_equal(bundle_make(&request), -ENOENT);
	words_fini(&modules);
	for (uint32_t i = 0; i < BUNDLE_MAX_PARTS; i++)
		words_add(&modules, "name=%s", kernel_path);
	assert_int_equal(bundle_make(&request), -E2BIG);
	words_fini(&modules);
	words_add(&modules, "%064d=%s", 0, kernel_path);
	assert_int_equal(bundle_make(&request), -E2BIG);
	assert_int_not_equal(access(path, F_OK), 0);
	words_fini(&modules);
	free(path);
	free(kernel_path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_what_the_reader_reads),
		cmocka_unit_test(refuses),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
