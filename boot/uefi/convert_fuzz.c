/*
 * Any bytes as what the firmware tells: a memory map, a graphics mode, device paths, a date, text.
 * Whatever they are, ranges must have a length and not wrap, a mode must have room for its lines,
 * and text must end.
 */
#include <boot/uefi/convert.h>

#include <string.h>

#include <lib/base/fuzz.h>

enum { MAX_RANGES = 16, MAX_DESCRIPTOR_BYTES = 64, TEXT_BYTES = 20, MAX_PATH_BYTES = 512 };

/* A plain beginning for the search. */
static const struct efi_memory_descriptor sample = {.type = EFI_CONVENTIONAL_MEMORY,
                                                    .physical_start = 0x100000,
                                                    .nr_pages = 16,
                                                    .attribute = EFI_MEMORY_WB};

static void try_map(const uint8_t *data, size_t size)
{
	struct firmware_range ranges[MAX_RANGES];
	size_t nr, descriptor_bytes = size ? data[0] % MAX_DESCRIPTOR_BYTES : 0;

	nr = convert_memory_map(data, size, descriptor_bytes, ranges, MAX_RANGES);
	fuzz_expect(nr <= MAX_RANGES);
	for (size_t i = 0; i < nr; i++) {
		fuzz_expect(ranges[i].len != 0);
		fuzz_expect(ranges[i].base + ranges[i].len > ranges[i].base);
	}
}

static void try_mode(const uint8_t *data, size_t size)
{
	struct efi_graphics_mode_info info = {0};
	struct firmware_framebuffer fb = {0};

	memcpy(&info, data, size < sizeof(info) ? size : sizeof(info));
	if (!convert_mode(&info, &fb))
		return;
	fuzz_expect(fb.width != 0 && fb.height != 0 && fb.bpp >= 8 && fb.bpp <= 32);
	fuzz_expect((uint64_t)fb.width * (fb.bpp / 8) <= fb.pitch);
	fuzz_expect(fb.red_size + fb.red_shift <= fb.bpp);
	fuzz_expect(fb.green_size + fb.green_shift <= fb.bpp);
	fuzz_expect(fb.blue_size + fb.blue_shift <= fb.bpp);
}

/* A path has no length of its own: behind the input stand end nodes, wherever it leads. */
static void try_paths(const uint8_t *data, size_t size)
{
	static const uint8_t end[] = {EFI_PATH_END, EFI_PATH_END_ENTIRE, 4, 0};
	static uint8_t path[MAX_PATH_BYTES + UINT16_MAX + 2 * sizeof(end)];
	size_t path_bytes = size < MAX_PATH_BYTES ? size : MAX_PATH_BYTES;
	size_t len;

	memset(path, EFI_PATH_END, sizeof(path));
	memcpy(path, data, path_bytes);
	len = convert_path_bytes((const void *)path);
	fuzz_expect(len <= path_bytes + UINT16_MAX);
	fuzz_expect(convert_path_starts_with((const void *)path, (const void *)path));
	fuzz_expect(convert_path_starts_with((const void *)path, (const void *)end));
	convert_path_has_uart(data, size);
}

static void try_words(const uint8_t *data, size_t size)
{
	efi_char16 text[TEXT_BYTES] = {0};
	char out[TEXT_BYTES];
	struct efi_time time = {0};

	memcpy(&time, data, size < sizeof(time) ? size : sizeof(time));
	fuzz_expect(convert_time(&time) >= -86400); /* east of Greenwich 1970 begins earlier */
	memcpy(text, data, size < sizeof(text) ? size : sizeof(text));
	convert_text(out, sizeof(out), text, TEXT_BYTES);
	fuzz_expect(strnlen(out, sizeof(out)) < sizeof(out));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	try_map(data, size);
	try_mode(data, size);
	try_paths(data, size);
	try_words(data, size);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	if (fuzz_begins(size, sizeof(sample), seed) && max_size >= sizeof(sample)) {
		memcpy(data, &sample, sizeof(sample));
		data[0] = sizeof(sample);
		size = sizeof(sample);
	}
	return LLVMFuzzerMutate(data, size, max_size);
}
