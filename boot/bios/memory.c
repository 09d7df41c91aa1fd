/*
 * The map is kept as the BIOS gives it: unsorted, overlapping if it likes. Laying the ranges over
 * each other is the core's business; here we only need one piece that is usable and nothing else.
 *
 * E820 returns one range per call and a number to continue with, 0 after the last. 24 bytes are
 * asked for: the last four are ACPI 3's attributes, of which bit 0 clear means "ignore this range";
 * a BIOS that gives 20 leaves the 1 that we put there. Source: [ACPI 15.1], [RBIL INT 15h/E820h].
 */
#include <boot/bios/memory.h>

#include <stdbool.h>

#include <boot/bios/bios.h>
#include <lib/base/math.h>

enum {
	MAX_RANGES = 256, /* a real machine has 10 to 60 */
	OUR_RANGES = 8,   /* of them kept for what sill adds */
	MAX_CALLS = 4096, /* a BIOS that never comes to an end */
	PAGE_BYTES = 4096,
	E820_MAGIC = 0x534d4150, /* "SMAP" */
	E820_ENABLED = 1,
};

struct e820_range {
	uint64_t base;
	uint64_t len;
	uint32_t type;
	uint32_t attributes;
};

_Static_assert(sizeof(struct e820_range) == 24, "as the BIOS writes it");

static struct firmware_range ranges[MAX_RANGES];
static size_t nr_ranges;

static bool e820_next(uint32_t *next, struct e820_range *out);
static uint32_t type_of_e820(uint32_t type);
static void add_range(uint64_t base, uint64_t len, uint32_t type);
static uint64_t find_room(const struct firmware_range *usable, uint64_t bytes);
static bool lower_below_conflict(uint64_t *base, uint64_t bytes);

void memory_map_read(void)
{
	struct e820_range range;
	uint32_t next = 0;

	nr_ranges = 0;
	for (unsigned int calls = 0; calls < MAX_CALLS && e820_next(&next, &range); calls++) {
		if (nr_ranges == MAX_RANGES - OUR_RANGES)
			sill_fail("the BIOS's memory map has more than %d ranges; try to start by "
			          "UEFI",
			          MAX_RANGES - OUR_RANGES);
		if (range.len != 0 && (range.attributes & E820_ENABLED) != 0)
			add_range(range.base, range.len, type_of_e820(range.type));
		if (next == 0)
			break;
	}
	if (nr_ranges == 0)
		sill_fail("the BIOS gives no memory map (INT 15h function E820); try "
		          "to start by UEFI");

	/* The BIOS's vectors and data and the real-mode stack are needed up to the jump. */
	add_range(0, STAGE2_BASE, FIRMWARE_USABLE_LATER);
	add_range(STAGE2_BASE, STAGE2_LIMIT - STAGE2_BASE, LIMINE_MEMMAP_BOOTLOADER_RECLAIMABLE);
}

void *memory_map_take(uint64_t bytes, const char *what)
{
	uint64_t best = 0;

	for (size_t i = 0; i < nr_ranges; i++) {
		if (ranges[i].type == LIMINE_MEMMAP_USABLE)
			best = max_u64(best, find_room(&ranges[i], bytes));
	}
	if (best == 0)
		sill_fail("too little memory: no free %llu KiB in one piece below 4 GiB for %s; "
		          "give the machine more",
		          (unsigned long long)(bytes / 1024), what);
	add_range(best, bytes, LIMINE_MEMMAP_EXECUTABLE_AND_MODULES);
	return bios_pointer(best);
}

struct firmware_range *memory_map(size_t *count)
{
	*count = nr_ranges;
	return ranges;
}

/* Gets the range after the one that left *next (0: the first). False if there is none. */
static bool e820_next(uint32_t *next, struct e820_range *out)
{
	struct e820_range *buffer = bios_pointer(BOUNCE_BASE);
	struct bios_registers registers = {
		.eax = 0xe820,
		.ebx = *next,
		.ecx = sizeof(*buffer),
		.edx = E820_MAGIC,
		.es = BOUNCE_BASE >> 4,
	};

	*buffer = (struct e820_range){.attributes = E820_ENABLED};
	bios_interrupt(0x15, &registers);
	if (bios_failed(&registers) || registers.eax != E820_MAGIC)
		return false;
	*out = *buffer;
	*next = registers.ebx;
	return true;
}

/* [ACPI 15] Table 15.4; what is not known is not touched. */
static uint32_t type_of_e820(uint32_t type)
{
	static const uint8_t types[] = {
		[0] = LIMINE_MEMMAP_RESERVED, [1] = LIMINE_MEMMAP_USABLE,
		[2] = LIMINE_MEMMAP_RESERVED, [3] = LIMINE_MEMMAP_ACPI_RECLAIMABLE,
		[4] = LIMINE_MEMMAP_ACPI_NVS, [5] = LIMINE_MEMMAP_BAD_MEMORY,
	};

	return type < ARRAY_SIZE(types) ? types[type] : LIMINE_MEMMAP_RESERVED;
}

static void add_range(uint64_t base, uint64_t len, uint32_t type)
{
	ranges[nr_ranges++] = (struct firmware_range){.base = base, .len = len, .type = type};
}

/* The highest address in a usable range where bytes have room, or 0. */
static uint64_t find_room(const struct firmware_range *usable, uint64_t bytes)
{
	uint64_t bottom = max_u64(usable->base, 0x100000);
	uint64_t top = UINT64_MAX;
	uint64_t base;

	if (!u64_add(usable->base, usable->len, &top))
		top = UINT64_MAX;
	top = min_u64(top, 0x100000000);
	if (top < bottom || top - bottom < bytes)
		return 0;
	base = align_down(top - bytes, PAGE_BYTES);
	while (base >= bottom && lower_below_conflict(&base, bytes))
		;
	return base >= bottom ? base : 0;
}

/* If a range that is not usable meets [*base, *base + bytes), moves *base below it (to 0 if that is
 * impossible). False if nothing meets it. */
static bool lower_below_conflict(uint64_t *base, uint64_t bytes)
{
	for (size_t i = 0; i < nr_ranges; i++) {
		const struct firmware_range *range = &ranges[i];

		if (range->type == LIMINE_MEMMAP_USABLE || range->base >= *base + bytes)
			continue;
		if (range->base < *base && range->len <= *base - range->base)
			continue;
		*base = range->base < bytes ? 0 : align_down(range->base - bytes, PAGE_BYTES);
		return true;
	}
	return false;
}
