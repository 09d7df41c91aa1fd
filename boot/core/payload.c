/*
 * From the bundle's bytes to the parts the loader works with. The format is lib/format's business;
 * here are the words for the person in front of a machine that does not start.
 */
#include <boot/core/payload.h>

#include <boot/core/firmware.h>
#include <boot/core/machine.h>

#define REMEDY "make it again with ./lintel image, or choose another slot"

static void take_part(struct payload *out, const struct bundle_view *part)
{
	switch (part->kind) {
	case BUNDLE_KERNEL:
		out->kernel = *part;
		break;
	case BUNDLE_CMDLINE:
		out->cmdline = *part;
		break;
	case BUNDLE_MODULE:
		out->modules[out->nr_modules++] = *part;
		break;
	default: /* a kind of a later format, not required: bundle_open has seen to that */
		break;
	}
}

void payload_open(struct payload *out, const void *bytes, size_t len)
{
	const char *why = "unknown reason";

	if (bundle_open(&out->bundle, bytes, len, machine_crc32c, &why) != 0)
		sill_fail("cannot use the bundle: %s (%llu bytes at 0x%llx); " REMEDY, why,
		          (unsigned long long)len, (unsigned long long)(uintptr_t)bytes);
	out->cmdline.len_bytes = 0;
	out->nr_modules = 0;
	for (uint32_t i = 0; i < out->bundle.nr_parts; i++) {
		struct bundle_view part;

		bundle_part_at(&out->bundle, i, &part);
		take_part(out, &part);
	}
}

void payload_verify(const struct payload *payload)
{
	for (uint32_t i = 0; i < payload->bundle.nr_parts; i++) {
		struct bundle_view part;
		uint32_t crc;

		bundle_part_at(&payload->bundle, i, &part);
		crc = machine_crc32c(0, part.bytes, part.len_bytes);
		if (crc != part.crc32c)
			sill_fail("the bundle is damaged: part %u (%s, %llu bytes) has checksum "
			          "%08x where %08x was expected; " REMEDY,
			          i, part.name, (unsigned long long)part.len_bytes, crc,
			          part.crc32c);
	}
}
