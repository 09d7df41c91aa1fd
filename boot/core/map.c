/*
 * The two parts of the kernel's address space: its own segments, page by page with the permissions
 * of the file, and the direct map of physical memory (HHDM), in runs as long as possible so that
 * the machine can use its largest pages.
 *
 * A run is a sequence of pieces of the memory map that are mapped alike and touch; its ends are
 * rounded outward to pages. Framebuffers are runs of their own: they are cached differently.
 */
#include <boot/core/map.h>

#include <boot/core/memory.h>
#include <lib/base/math.h>

struct run {
	uint64_t base;
	uint64_t end;
	enum map_flags flags;
};

static bool shares_earlier_page(const struct image *image, uint16_t nr_earlier, uint64_t page);
static bool is_mapped(uint32_t type, uint64_t base_revision);

void map_kernel(struct page_tables *tables, const struct image *image)
{
	struct elf_segment segment;
	uint16_t cursor = 0;
	uint16_t nr_earlier = 0;

	for (; elf_next_segment(&image->elf, &cursor, &segment) == 1; nr_earlier++) {
		uint64_t start = align_down(segment.vaddr, MEMORY_PAGE_BYTES);
		uint64_t end = align_up(segment.vaddr + segment.mem_bytes, MEMORY_PAGE_BYTES);
		enum map_flags flags = 0;

		if (segment.flags & ELF_SEGMENT_W)
			flags |= MAP_WRITE;
		if (segment.flags & ELF_SEGMENT_X)
			flags |= MAP_EXECUTE;
		/* Segments with equal permissions may share the page where they meet. */
		if (shares_earlier_page(image, nr_earlier, start))
			start += MEMORY_PAGE_BYTES;
		if (start < end && shares_earlier_page(image, nr_earlier, end - MEMORY_PAGE_BYTES))
			end -= MEMORY_PAGE_BYTES;
		if (start < end)
			machine_map(tables, start + image->slide, (uintptr_t)image_at(image, start),
			            end - start, flags);
	}
}

static enum map_flags flags_of(uint32_t type)
{
	const enum map_flags rwx = MAP_WRITE | MAP_EXECUTE;

	return type == LIMINE_MEMMAP_FRAMEBUFFER ? rwx | MAP_WRITE_COMBINE : rwx;
}

/* Writes the runs of the memory map; returns how many. runs has room for one per piece. */
static size_t collect_runs(struct run *runs, uint64_t base_revision)
{
	size_t nr_pieces;
	const struct memory_piece *pieces = memory_pieces(&nr_pieces);
	size_t nr_runs = 0;
	struct run *last = NULL;

	for (size_t i = 0; i < nr_pieces; i++) {
		const uint64_t done = last != NULL ? last->end : 0;
		const enum map_flags flags = flags_of(pieces[i].type);
		const uint64_t base = max_u64(done, align_down(pieces[i].base, MEMORY_PAGE_BYTES));
		const uint64_t end = align_up(pieces[i].end, MEMORY_PAGE_BYTES);

		if (!is_mapped(pieces[i].type, base_revision) || base >= end)
			continue;
		if (last != NULL && base == last->end && flags == last->flags) {
			last->end = end;
			continue;
		}
		last = &runs[nr_runs++];
		*last = (struct run){base, end, flags};
	}
	return nr_runs;
}

/* Page tables come out of usable memory, so the map changes while they grow, but only between types
 * that are mapped alike: the runs stay true. */
void map_memory(struct page_tables *tables, const struct machine_facts *facts,
                uint64_t base_revision)
{
	size_t nr_pieces;
	struct run *runs;
	size_t nr_runs;

	memory_pieces(&nr_pieces);
	runs = memory_alloc((nr_pieces + 1) * sizeof(*runs)); /* may add one piece */
	nr_runs = collect_runs(runs, base_revision);
	for (size_t i = 0; i < nr_runs; i++)
		machine_map(tables, facts->hhdm_base + runs[i].base, runs[i].base,
		            runs[i].end - runs[i].base, runs[i].flags);
}

/* Is the page part of one of the first segments of the file? */
static bool shares_earlier_page(const struct image *image, uint16_t nr_earlier, uint64_t page)
{
	struct elf_segment segment;
	uint16_t cursor = 0;

	for (uint16_t i = 0; i < nr_earlier; i++) {
		if (elf_next_segment(&image->elf, &cursor, &segment) != 1)
			return false;
		if (page + MEMORY_PAGE_BYTES > segment.vaddr &&
		    page < segment.vaddr + segment.mem_bytes)
			return true;
	}
	return false;
}

static bool is_mapped(uint32_t type, uint64_t base_revision)
{
	switch (type) {
	case LIMINE_MEMMAP_USABLE:
	case LIMINE_MEMMAP_BOOTLOADER_RECLAIMABLE:
	case LIMINE_MEMMAP_EXECUTABLE_AND_MODULES:
	case LIMINE_MEMMAP_FRAMEBUFFER:
		return true;
	case LIMINE_MEMMAP_ACPI_RECLAIMABLE:
	case LIMINE_MEMMAP_ACPI_NVS:
	case LIMINE_MEMMAP_RESERVED_MAPPED:
		return base_revision >= 4;
	default:
		return false;
	}
}
