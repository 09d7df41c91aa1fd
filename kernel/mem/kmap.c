/*
 * The kernel's address space.
 *
 *   direct map     where the loader has it   memory of every kind that is memory, rw-, largest
 * pages frames         mmu_layout                descriptors of frames, rw-, as untouched.c touches
 * them maps           mmu_layout                stacks, large allocations, devices, with guards
 * between image          0xffffffff80000000        text r-x, rodata r--, data rw-, sealed data r--
 *   early devices  0xffffffffc0000000        registers, rw-
 *
 * 1. No page is both writable and executable.
 * 2. No frame of the image is in the direct map: its only addresses are those with the right
 *    permissions.
 * 3. The guard below the boot stack is not mapped.
 *
 * Lock: none; this file runs once, on the boot processor.
 */
#include <kernel/mem/kmap.h>

#include <kernel/arch/boot.h>
#include <kernel/core/image.h>
#include <kernel/core/log.h>
#include <kernel/core/panic.h>
#include <kernel/core/smp.h>
#include <kernel/mem/frame.h>
#include <lib/base/math.h>

/* Panics: without these mappings there is no kernel. */
static void map(uintptr_t va, paddr_t pa, uint64_t bytes, unsigned attr)
{
	int error = mmu_map(&(struct mmu_request){
		.va = va,
		.pa = pa,
		.bytes = bytes,
		.attr = attr,
		.new_table = frame_carve_table,
	});

	if (error < 0)
		panic("mem: no memory for the kernel's page tables (error %d)", error);
}

/* ---- the image ------------------------------------------------------------------------------- */

static void map_image_part(const char *start, const char *end, unsigned attr)
{
	const struct boot_info *boot = boot_info();
	uintptr_t first = (uintptr_t)start;
	uint64_t bytes = align_up((uintptr_t)end, mmu_grain_bytes()) - first;

	map(first, paddr(first - boot->image_virtual_base + boot->image_base.raw), bytes, attr);
}

static void map_image(void)
{
	map_image_part(image_start, kernel_text_end, MMU_EXECUTE);
	map_image_part(rodata_start, rodata_end, 0);
	map_image_part(boot_guard_end, image_end, MMU_WRITE);
}

/* ---- the direct map -------------------------------------------------------------------------- */

struct run {
	uint64_t start, end;
	unsigned attr;
};

/* What a range gets in the direct map; false: nothing. */
static bool direct_attr(const struct boot_range *range, unsigned *attr)
{
	*attr = MMU_WRITE;
	switch (range->kind) {
	case BOOT_MEMORY_FRAMEBUFFER:
		*attr |= MMU_WRITE_COMBINE;
		return true;
	case BOOT_MEMORY_RESERVED:
	case BOOT_MEMORY_BAD:
	case BOOT_NR_MEMORY_KINDS:
		return false;
	default:
		return true;
	}
}

/* Maps a run, but for the image. */
static void map_run(const struct run *run)
{
	const struct boot_info *boot = boot_info();
	uint64_t hole_start = boot->image_base.raw;
	uint64_t hole_end = hole_start + (uint64_t)(image_end - image_start);
	struct run before = {run->start, min_u64(run->end, hole_start), run->attr};
	struct run after = {max_u64(run->start, hole_end), run->end, run->attr};

	if (before.start < before.end)
		map(boot->direct_map + before.start, paddr(before.start), before.end - before.start,
		    run->attr);
	if (after.start < after.end)
		map(boot->direct_map + after.start, paddr(after.start), after.end - after.start,
		    run->attr);
}

/* Ranges that touch and are mapped alike become one run, so that large pages fit. Where ranges that
 * are not usable overlap or share a page, the first one has it. */
static void map_direct(void)
{
	const struct boot_info *boot = boot_info();
	struct run run = {0, 0, 0};

	for (uint32_t i = 0; i < boot->nr_ranges; i++) {
		const struct boot_range *range = &boot->ranges[i];
		uint64_t start = align_down(range->base.raw, MMU_PAGE_BYTES);
		uint64_t end = align_up(range->base.raw + range->len, MMU_PAGE_BYTES);
		unsigned attr;

		start = max_u64(start, run.end);
		if (!direct_attr(range, &attr) || start >= end)
			continue;
		if (start == run.end && attr == run.attr) {
			run.end = end;
			continue;
		}
		map_run(&run);
		run = (struct run){start, end, attr};
	}
	map_run(&run);
}

void kmap_init(void)
{
	if (mmu_create(frame_carve_table) < 0)
		panic("mem: no memory for the kernel's page tables");
	map_image();
	map_direct();
	mmu_enter();
}

void kmap_seal(void)
{
	uint64_t bytes = (uint64_t)(ro_after_init_end - ro_after_init_start);

	mmu_protect((uintptr_t)ro_after_init_start, bytes, 0);
	kmap_flush((uintptr_t)ro_after_init_start, bytes);
}

void kmap_flush(uintptr_t va, uint64_t bytes)
{
	struct smp_flush batch = {.nr_ranges = 0};

	smp_flush_add(&batch, va, bytes);
	smp_flush_all(&batch);
}
