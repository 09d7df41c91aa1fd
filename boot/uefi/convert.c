/*
 * From the firmware's shapes to ours. Nothing here calls the firmware, so all of it is tested on
 * the host; and nothing here trusts it: lengths that lie end a walk, they do not lead out of it.
 */
#include <boot/uefi/convert.h>

#include <lib/base/math.h>
#include <lib/base/string.h>

uint32_t convert_memory_type(const struct efi_memory_descriptor *descriptor)
{
	switch (descriptor->type) {
	case EFI_CONVENTIONAL_MEMORY:
		/* Memory that cannot be cached is not what a kernel takes for RAM. */
		return descriptor->attribute & EFI_MEMORY_WB ? LIMINE_MEMMAP_USABLE
		                                             : LIMINE_MEMMAP_RESERVED;
	case EFI_BOOT_SERVICES_CODE:
	case EFI_BOOT_SERVICES_DATA:
		return FIRMWARE_USABLE_LATER;
	case EFI_LOADER_CODE:
	case EFI_LOADER_DATA:
		return LIMINE_MEMMAP_BOOTLOADER_RECLAIMABLE;
	case EFI_RUNTIME_SERVICES_CODE:
	case EFI_RUNTIME_SERVICES_DATA:
		return LIMINE_MEMMAP_RESERVED_MAPPED;
	case EFI_ACPI_RECLAIM_MEMORY:
		return LIMINE_MEMMAP_ACPI_RECLAIMABLE;
	case EFI_ACPI_MEMORY_NVS:
		return LIMINE_MEMMAP_ACPI_NVS;
	case EFI_UNUSABLE_MEMORY:
		return LIMINE_MEMMAP_BAD_MEMORY;
	default:
		return LIMINE_MEMMAP_RESERVED;
	}
}

size_t convert_memory_map(const void *map, size_t map_bytes, size_t descriptor_bytes,
                          struct firmware_range *out, size_t max)
{
	struct efi_memory_descriptor descriptor;
	struct firmware_range *last;
	uint64_t end, len;
	uint32_t type;
	size_t nr = 0;

	if (descriptor_bytes < sizeof(descriptor))
		return 0;
	for (size_t at = 0; range_fits(at, descriptor_bytes, map_bytes); at += descriptor_bytes) {
		memcpy(&descriptor, (const uint8_t *)map + at, sizeof(descriptor));
		if (!u64_mul(descriptor.nr_pages, EFI_PAGE_BYTES, &len) || len == 0 ||
		    !u64_add(descriptor.physical_start, len, &end))
			continue;
		type = convert_memory_type(&descriptor);
		last = nr ? &out[nr - 1] : NULL;
		if (last && last->type == type &&
		    last->base + last->len == descriptor.physical_start)
			last->len += len;
		else if (nr < max)
			out[nr++] = (struct firmware_range){descriptor.physical_start, len, type};
	}
	return nr;
}

/* Days from 1970-01-01 to a date of the Gregorian calendar. Years are counted from March, so that
 * the leap day comes last: then the months' lengths follow (153 m + 2) / 5. */
static int64_t days_since_1970(int64_t year, int64_t month, int64_t day)
{
	int64_t march_year = month > 2 ? year : year - 1;
	int64_t march_month = month > 2 ? month - 3 : month + 9;

	return 365 * march_year + march_year / 4 - march_year / 100 + march_year / 400 +
	       (153 * march_month + 2) / 5 + day - 1 - 719468;
}

int64_t convert_time(const struct efi_time *time)
{
	int64_t seconds;

	if (time->year < 1970 || time->year > 9999 || time->month < 1 || time->month > 12 ||
	    time->day < 1 || time->day > 31 || time->hour > 23 || time->minute > 59 ||
	    time->second > 59)
		return 0;
	seconds = days_since_1970(time->year, time->month, time->day) * 86400 + time->hour * 3600 +
	          time->minute * 60 + time->second;
	/* [UEFI 8.3.1] UTC = local time + time zone, -1440 to 1440 minutes. */
	if (time->time_zone >= -1440 && time->time_zone <= 1440)
		seconds += time->time_zone * 60;
	return seconds;
}

/* A mask of adjacent bits as size and shift. False for a mask with holes or none. */
static bool split_mask(uint32_t mask, uint8_t *size, uint8_t *shift)
{
	uint32_t ones;

	if (mask == 0)
		return false;
	*shift = (uint8_t)__builtin_ctz(mask);
	ones = mask >> *shift;
	*size = (uint8_t)__builtin_popcount(ones);
	return (ones & (ones + 1)) == 0;
}

bool convert_mode(const struct efi_graphics_mode_info *info, struct firmware_framebuffer *out)
{
	uint32_t red = info->red_mask, green = info->green_mask, blue = info->blue_mask;
	uint32_t all, bpp = 32;
	uint64_t pitch;

	switch (info->pixel_format) {
	case EFI_PIXEL_RGB8:
		red = 0xff, green = 0xff00, blue = 0xff0000;
		break;
	case EFI_PIXEL_BGR8:
		red = 0xff0000, green = 0xff00, blue = 0xff;
		break;
	case EFI_PIXEL_BIT_MASK:
		/* [UEFI 12.9] A pixel is as wide as the highest bit of any mask says. */
		all = red | green | blue | info->reserved_mask;
		bpp = all ? (uint32_t)align_up(32 - (uint32_t)__builtin_clz(all), 8) : 0;
		break;
	default:
		return false;
	}
	pitch = (uint64_t)info->pixels_per_line * (bpp / 8);
	if (info->width == 0 || info->height == 0 || info->pixels_per_line < info->width ||
	    pitch > UINT32_MAX || !split_mask(red, &out->red_size, &out->red_shift) ||
	    !split_mask(green, &out->green_size, &out->green_shift) ||
	    !split_mask(blue, &out->blue_size, &out->blue_shift))
		return false;
	out->width = info->width;
	out->height = info->height;
	out->pitch = (uint32_t)pitch;
	out->bpp = (uint16_t)bpp;
	return true;
}

static size_t node_bytes(const struct efi_device_path *node)
{
	return (size_t)node->len[0] | (size_t)node->len[1] << 8;
}

size_t convert_path_bytes(const struct efi_device_path *path)
{
	const struct efi_device_path *node = path;

	while (node->type != EFI_PATH_END && node_bytes(node) >= sizeof(*node))
		node = (const void *)((const uint8_t *)node + node_bytes(node));
	return (size_t)((const uint8_t *)node - (const uint8_t *)path);
}

bool convert_path_starts_with(const struct efi_device_path *path,
                              const struct efi_device_path *start)
{
	size_t len = convert_path_bytes(start);

	return len <= convert_path_bytes(path) && memcmp(path, start, len) == 0;
}

bool convert_path_has_uart(const void *paths, size_t len)
{
	struct efi_device_path node;
	size_t at = 0;

	while (range_fits(at, sizeof(node), len)) {
		memcpy(&node, (const uint8_t *)paths + at, sizeof(node));
		if (node.type == EFI_PATH_MESSAGING && node.subtype == EFI_PATH_MESSAGING_UART)
			return true;
		if (node_bytes(&node) < sizeof(node))
			return false;
		at += node_bytes(&node);
	}
	return false;
}

void convert_text(char *out, size_t size, const efi_char16 *text, size_t nr_chars)
{
	size_t used = 0;

	for (; used + 1 < size && used < nr_chars && text[used] != 0; used++)
		out[used] = text[used] >= ' ' && text[used] <= '~' ? (char)text[used] : '?';
	out[used] = 0;
}
