/*
 * sill on machines that are described by a device tree: reads the tree, finds the bundle that an
 * emulator or an earlier loader has put into memory, and hands both to the core.
 *
 * The memory map is overlaid by the core from: the tree's memory (usable); /reserved-memory and
 * /memreserve/ (reserved); the loader's image and the tree itself (reclaimable: the parked
 * processors and the tree stay there until the kernel has what it wants); the bundle (executable
 * and modules, because it is used where it lies).
 */
#include <boot/direct/direct.h>

#include <lib/base/math.h>
#include <lib/format/bundle.h>

#include <boot/core/machine.h>

#define MAX_MEMORY_RANGES 32u
#define MAX_RANGES        (MAX_MEMORY_RANGES + 64u)
#define PAGE_BYTES        4096u

static struct tree_range memory[MAX_MEMORY_RANGES];
static size_t nr_memory;
static struct firmware_range ranges[MAX_RANGES];
static struct firmware firmware;

static void find_memory(const void *tree);
static void find_bundle(const struct tree_range *initrd);
static void list_ranges(const void *tree, uint32_t tree_bytes);

void direct_main(uint64_t boot_id, void *tree, uint64_t counter)
{
	struct tree_chosen chosen;
	uint32_t tree_bytes;

	if (tree_check(tree, &tree_bytes) != 0)
		sill_fail("expected a device tree at %p, found none: start this machine by QEMU's "
		          "-kernel, or by a loader that passes a tree",
		          tree);
	console_init(tree);
	direct_prepare(tree, boot_id);
	find_memory(tree);
	for (size_t i = 0; i < nr_memory; i++)
		direct_use_memory(&memory[i]);
	tree_chosen(tree, &chosen);
	find_bundle(&chosen.initrd);
	sill_check(firmware.bundle, firmware.bundle_bytes);

	list_ranges(tree, tree_bytes);
	tree_remove_memory(tree);
	firmware.type = direct_firmware_type();
	firmware.path = "direct";
	firmware.ranges = ranges;
	firmware.extra_cmdline = chosen.bootargs;
	firmware.dtb = (uintptr_t)tree;
	firmware.boot_processor_id = boot_id;
	firmware.loader_counter = counter;
	sill_boot(&firmware);
}

void direct_fault(uint64_t cause, uint64_t at, uint64_t address)
{
	sill_fail("exception 0x%llx at 0x%llx, address 0x%llx: a defect of the loader, or of the "
	          "memory",
	          (unsigned long long)cause, (unsigned long long)at, (unsigned long long)address);
}

static void find_memory(const void *tree)
{
	struct tree_cursor cursor = TREE_START;
	struct tree_range range;

	while (nr_memory < MAX_MEMORY_RANGES && tree_next_memory(tree, &cursor, &range)) {
		if (range.len > 0)
			memory[nr_memory++] = range;
	}
	if (nr_memory == 0)
		nr_memory = fw_cfg_memory(tree, memory, MAX_MEMORY_RANGES);
	if (nr_memory == 0)
		sill_fail("expected memory nodes in the device tree, found none");
}

/* How many bytes of memory follow this address without a gap. */
static uint64_t memory_behind(uint64_t address)
{
	for (size_t i = 0; i < nr_memory; i++) {
		if (address >= memory[i].base && address - memory[i].base < memory[i].len)
			return memory[i].len - (address - memory[i].base);
	}
	return 0;
}

/* Where the tree says, or where this machine has it by agreement; there the header says how long it
 * is. */
static void find_bundle(const struct tree_range *initrd)
{
	uint64_t base, len, room, total;
	const char *why = NULL;

	base = initrd->len > 0 ? initrd->base : direct_bundle_address();
	if (base == 0)
		sill_fail("no bundle: start QEMU with -initrd BUNDLE");
	room = memory_behind(base);
	if (room < BUNDLE_PAGE_BYTES)
		sill_fail("no memory at 0x%llx, where the bundle should be: give the machine more "
		          "memory",
		          (unsigned long long)base);
	if (base % PAGE_BYTES != 0)
		sill_fail("the bundle lies at 0x%llx, expected a multiple of %u",
		          (unsigned long long)base, PAGE_BYTES);
	len = initrd->len;
	if (len == 0) {
		if (bundle_probe((const void *)(uintptr_t)base, machine_crc32c, &total, &why) != 0)
			sill_fail("no bundle at 0x%llx: %s", (unsigned long long)base, why);
		len = total;
	}
	if (len > room)
		sill_fail(
			"the bundle at 0x%llx has %llu bytes, but memory ends after %llu: give the "
			"machine more memory",
			(unsigned long long)base, (unsigned long long)len,
			(unsigned long long)room);
	firmware.bundle = (const void *)(uintptr_t)base;
	firmware.bundle_bytes = len;
}

static void add_range(uint64_t base, uint64_t len, uint32_t type)
{
	if (firmware.nr_ranges == MAX_RANGES)
		sill_fail("the device tree has more than %u memory ranges", MAX_RANGES);
	if (len > 0)
		ranges[firmware.nr_ranges++] = (struct firmware_range){base, len, type};
}

/* The same for what the loader knows to the page. */
static void add_pages(uint64_t base, uint64_t len, uint32_t type)
{
	uint64_t start = align_down(base, PAGE_BYTES);

	add_range(start, align_up(base + len, PAGE_BYTES) - start, type);
}

static void list_ranges(const void *tree, uint32_t tree_bytes)
{
	struct tree_cursor cursor = TREE_START;
	struct tree_range range;

	for (size_t i = 0; i < nr_memory; i++)
		add_range(memory[i].base, memory[i].len, LIMINE_MEMMAP_USABLE);
	while (tree_next_reserved(tree, &cursor, &range))
		add_range(range.base, range.len, LIMINE_MEMMAP_RESERVED);
	for (int i = 0; tree_reserve_entry(tree, i, &range); i++) {
		/* Some loaders list the tree itself; it stays mapped nevertheless. */
		if (range.base != (uintptr_t)tree)
			add_range(range.base, range.len, LIMINE_MEMMAP_RESERVED);
	}
	add_pages((uintptr_t)image_start, (uintptr_t)image_end - (uintptr_t)image_start,
	          LIMINE_MEMMAP_BOOTLOADER_RECLAIMABLE);
	add_pages((uintptr_t)tree, tree_bytes, LIMINE_MEMMAP_BOOTLOADER_RECLAIMABLE);
	add_pages((uintptr_t)firmware.bundle, firmware.bundle_bytes,
	          LIMINE_MEMMAP_EXECUTABLE_AND_MODULES);
}
