/*
 * A bundle is put together in memory: the header page with its table, then each part on pages of
 * its own. The order is kernel, command line, modules. The header's checksum comes last because it
 * covers the table.
 */
#include "bundle.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <abi/disk/bundle.h>
#include <lib/base/crc32c.h>
#include <lib/base/math.h>
#include <lib/format/elf.h>

#include "file.h"
#include "say.h"

/* The page that is being filled in. */
struct builder {
	struct bundle_header header;
	struct bundle_part parts[BUNDLE_MAX_PARTS];
	struct text body; /* what comes behind the header page */
};

union header_page {
	struct bundle_header header;
	char bytes[BUNDLE_PAGE_BYTES];
};

static int add_part(struct builder *builder, enum bundle_kind kind, const char *name,
                    const struct text *bytes)
{
	static const char zeros[BUNDLE_PAGE_BYTES];
	struct bundle_part *part;

	if (builder->header.nr_parts == BUNDLE_MAX_PARTS) {
		say("a bundle holds at most %u parts, found more: leave modules away",
		    BUNDLE_MAX_PARTS);
		return -E2BIG;
	}
	part = &builder->parts[builder->header.nr_parts];
	if (strlen(name) >= sizeof(part->name)) {
		say("a part's name has at most %zu bytes, found '%s'", sizeof(part->name) - 1,
		    name);
		return -E2BIG;
	}
	*part = (struct bundle_part){.kind = kind,
	                             .offset_bytes = BUNDLE_PAGE_BYTES + builder->body.len,
	                             .len_bytes = bytes->len,
	                             .crc32c = crc32c(0, bytes->bytes, bytes->len)};
	memcpy(part->name, name, strlen(name));
	text_add(&builder->body, bytes->bytes, bytes->len);
	text_add(&builder->body, zeros,
	         align_up(builder->body.len, BUNDLE_PAGE_BYTES) - builder->body.len);
	builder->header.nr_parts++;
	return 0;
}

static int add_kernel(struct builder *builder, const char *path)
{
	struct text bytes = {0};
	struct elf_file elf;
	const char *why;
	int result = file_read(path, &bytes);

	if (result)
		goto out;
	result = elf_open(&elf, bytes.bytes ? bytes.bytes : "", bytes.len, &why);
	if (result) {
		say("%s is no kernel: %s", path, why);
		goto out;
	}
	builder->header.machine = elf.machine;
	result = add_part(builder, BUNDLE_KERNEL, "lintel.elf", &bytes);
out:
	text_fini(&bytes);
	return result;
}

static int add_module(struct builder *builder, const char *name_and_file)
{
	const char *equals = strchr(name_and_file, '=');
	struct text bytes = {0};
	char *name = text_copy(name_and_file);
	int result = -EINVAL;

	if (!equals || equals == name_and_file || !equals[1]) {
		say("a module is NAME=FILE, found '%s'", name_and_file);
	} else {
		name[equals - name_and_file] = '\0';
		result = file_read(equals + 1, &bytes);
		if (!result)
			result = add_part(builder, BUNDLE_MODULE, name, &bytes);
	}
	text_fini(&bytes);
	free(name);
	return result;
}

static int write_bundle(struct builder *builder, const char *path)
{
	struct text file = {0};
	union header_page page = {0};
	int result;

	memcpy(builder->header.magic, BUNDLE_MAGIC, sizeof(builder->header.magic));
	builder->header.format = BUNDLE_FORMAT;
	builder->header.total_bytes = sizeof(page) + builder->body.len;
	page.header = builder->header;
	memcpy(page.bytes + sizeof(page.header), builder->parts, sizeof(builder->parts));
	page.header.header_crc32c = crc32c(0, page.bytes, sizeof(page));
	text_add(&file, page.bytes, sizeof(page));
	text_add(&file, builder->body.bytes, builder->body.len);
	result = file_write(path, file.bytes, file.len);
	text_fini(&file);
	return result;
}

int bundle_make(const struct bundle_request *request)
{
	struct builder builder = {0};
	char *built = text_format("build/%s/lintel.elf", arch_names[request->arch]);
	int result = add_kernel(&builder, request->kernel ? request->kernel : built);

	if (!result && request->cmdline && *request->cmdline) {
		struct text words = {0};

		text_print(&words, "%s", request->cmdline);
		result = add_part(&builder, BUNDLE_CMDLINE, "", &words);
		text_fini(&words);
	}
	for (size_t i = 0; !result && request->modules && i < request->modules->count; i++)
		result = add_module(&builder, request->modules->items[i]);
	if (!result)
		result = write_bundle(&builder, request->path);
	text_fini(&builder.body);
	free(built);
	return result;
}
