/*
 * The screen: which of the firmware's graphics outputs, and which of its modes.
 *
 * The firmware's own choice is the panel's native mode more often than not, so it stays if the
 * kernel can draw in it. If it has no linear framebuffer, another mode of about its size is taken.
 * Some outputs have none at all (a virtio-gpu without VGA): then there is no framebuffer to hand
 * over. Source: [UEFI 12.9].
 */
#include <boot/uefi/uefi.h>

#include <boot/uefi/convert.h>
#include <lib/base/string.h>

static bool mode_is_usable(const struct efi_graphics_output *output,
                           struct firmware_framebuffer *out)
{
	const struct efi_graphics_mode *mode = output->mode;

	if (!mode || !mode->info || mode->framebuffer_base == 0 || !convert_mode(mode->info, out))
		return false;
	out->base = mode->framebuffer_base;
	return true;
}

/* Which mode a screen shows best: the largest that is not larger than what it shows now; if all
 * are, the smallest. */
static bool is_better(const struct firmware_framebuffer *mode,
                      const struct firmware_framebuffer *best,
                      const struct efi_graphics_mode_info *now)
{
	bool fits = mode->width <= now->width && mode->height <= now->height;
	bool best_fits = best->width <= now->width && best->height <= now->height;
	uint64_t pixels = (uint64_t)mode->width * mode->height;
	uint64_t best_pixels = (uint64_t)best->width * best->height;

	if (best_pixels == 0 || fits != best_fits)
		return best_pixels == 0 || fits;
	return fits ? pixels > best_pixels : pixels < best_pixels;
}

/* Sets the best mode that has a framebuffer. False if there is none. */
static bool set_other_mode(struct efi_graphics_output *output)
{
	struct firmware_framebuffer candidate, best = {0};
	struct efi_graphics_mode_info *info;
	uint32_t best_number = 0;
	size_t info_bytes;

	if (!output->mode || !output->mode->info)
		return false;
	for (uint32_t i = 0; i < output->mode->nr_modes; i++) {
		if (output->query_mode(output, i, &info_bytes, &info) != 0)
			continue;
		if (convert_mode(info, &candidate) &&
		    is_better(&candidate, &best, output->mode->info)) {
			best = candidate;
			best_number = i;
		}
		uefi.boot->free_pool(info);
	}
	return best.width != 0 && output->set_mode(output, best_number) == 0;
}

/* The monitor's EDID, copied to memory that outlives the firmware. */
static void copy_edid(void *handle, struct firmware_framebuffer *framebuffer)
{
	static const struct efi_guid active = EFI_EDID_ACTIVE_GUID;
	static const struct efi_guid discovered = EFI_EDID_DISCOVERED_GUID;
	struct efi_edid *edid = uefi_protocol(handle, &active);
	void *copy;

	if (!edid || edid->len == 0)
		edid = uefi_protocol(handle, &discovered);
	if (!edid || edid->len == 0 || !edid->bytes)
		return;
	copy = uefi_alloc(edid->len, EFI_PAGE_BYTES);
	if (!copy)
		return;
	memcpy(copy, edid->bytes, edid->len);
	framebuffer->edid = copy;
	framebuffer->edid_bytes = edid->len;
}

static bool choose_on(void *handle, struct firmware_framebuffer *out)
{
	static const struct efi_guid guid = EFI_GRAPHICS_OUTPUT_GUID;
	struct efi_graphics_output *output = uefi_protocol(handle, &guid);

	if (!output)
		return false;
	if (!mode_is_usable(output, out) &&
	    !(set_other_mode(output) && mode_is_usable(output, out)))
		return false;
	copy_edid(handle, out);
	return true;
}

void video_choose(struct firmware *fw)
{
	static const struct efi_guid output = EFI_GRAPHICS_OUTPUT_GUID;
	static const struct efi_guid device_path = EFI_DEVICE_PATH_GUID;
	struct firmware_framebuffer found = {0};
	void **handles;
	size_t nr;

	handles = uefi_handles(&output, &nr);
	/* Real devices have a path; the firmware's splitter of its console over all screens has
	 * none and often no framebuffer either. */
	for (size_t i = 0; i < nr; i++) {
		if (uefi_protocol(handles[i], &device_path) && choose_on(handles[i], &found)) {
			fw->framebuffer = found;
			return;
		}
	}
}
