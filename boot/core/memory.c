/*
 * The memory map, and the memory the loader takes for itself.
 *
 * Firmware describes memory in ranges that may overlap and need not be sorted. Here they become one
 * list of pieces by overlay: each new range is laid over the list, and where it meets a piece the
 * more dangerous type wins (`danger`), so a doubt never turns into usable memory.
 *
 *     list     |   usable            |          | reserved |
 *     new             | framebuffer          |
 *     result   | usbl | framebuffer          |  | reserved |
 *
 * Invariants of the list, between calls:
 * 1. pieces are sorted by base, not empty, and do not overlap;
 * 2. neighbours that touch have different types;
 * 3. after memory_init, USABLE and BOOTLOADER_RECLAIMABLE pieces begin and end at a page.
 *
 * Allocation takes whole pages from the top of the highest usable piece that is large enough, below
 * 4 GiB if one is. Allocations therefore lie side by side and hardly lengthen the list. Small ones
 * are cut from a page at a time. Nothing is ever given back. Source: [LIMINE memmap].
 */
#include <boot/core/memory.h>

#include <stdbool.h>

#include <lib/base/math.h>
#include <lib/base/string.h>

enum { MAX_PIECES = 1024, NR_TYPES = LIMINE_MEMMAP_RESERVED_MAPPED + 1 };

enum overlay_rule { OVERLAY_DANGER, OVERLAY_ALWAYS };

/* Which type wins where two meet. Memory that must stay mapped (tables) beats plain reserved
 * memory. */
static const uint8_t danger[NR_TYPES] = {
	[LIMINE_MEMMAP_USABLE] = 0,
	[LIMINE_MEMMAP_BOOTLOADER_RECLAIMABLE] = 1,
	[LIMINE_MEMMAP_EXECUTABLE_AND_MODULES] = 2,
	[LIMINE_MEMMAP_RESERVED] = 3,
	[LIMINE_MEMMAP_RESERVED_MAPPED] = 4,
	[LIMINE_MEMMAP_ACPI_RECLAIMABLE] = 5,
	[LIMINE_MEMMAP_ACPI_NVS] = 6,
	[LIMINE_MEMMAP_FRAMEBUFFER] = 7,
	[LIMINE_MEMMAP_BAD_MEMORY] = 8,
};

/* Two lists: an overlay reads one and writes the other. */
static struct memory_piece lists[2][MAX_PIECES];
static struct memory_piece *pieces = lists[0];
static size_t nr_pieces;

static uint8_t *small_next, *small_end; /* the page that small allocations are cut from */
static bool frozen;

/* The list being written by an overlay. */
struct overlay_output {
	struct memory_piece *list;
	size_t count;
};

static struct memory_piece *other_list(void);
static void emit(struct overlay_output *out, uint64_t base, uint64_t end, uint32_t type);
static void overlay(struct memory_piece new, enum overlay_rule rule);
static void shrink_to_pages(void);
static uint64_t highest_fit(const struct memory_request *request, uint64_t limit);

/* What a front end's word means: firmware's own memory is reclaimable [LIMINE memmap, EFI types].
 */
static enum limine_memmap_type type_of_range(uint32_t type)
{
	if (type == FIRMWARE_USABLE_LATER)
		return LIMINE_MEMMAP_BOOTLOADER_RECLAIMABLE;
	return type < NR_TYPES ? (enum limine_memmap_type)type : LIMINE_MEMMAP_RESERVED;
}

void memory_init(const struct firmware *fw)
{
	const struct firmware_framebuffer *fb = &fw->framebuffer;
	const uint64_t page = MEMORY_PAGE_BYTES;

	nr_pieces = 0;
	small_next = small_end = NULL;
	frozen = false;
	for (size_t i = 0; i < fw->nr_ranges; i++)
		memory_claim(fw->ranges[i].base, fw->ranges[i].len,
		             type_of_range(fw->ranges[i].type));
	if (fb->width != 0)
		memory_claim(fb->base, (uint64_t)fb->pitch * fb->height, LIMINE_MEMMAP_FRAMEBUFFER);
	memory_claim((uintptr_t)fw->bundle, align_up(fw->bundle_bytes, page),
	             LIMINE_MEMMAP_EXECUTABLE_AND_MODULES);
	shrink_to_pages();
}

/* Does the type's owner want whole pages, so that nobody else's data shares them? A framebuffer has
 * a caching of its own [LIMINE memory layout]. */
static bool takes_whole_pages(uint32_t type)
{
	return type == LIMINE_MEMMAP_BOOTLOADER_RECLAIMABLE ||
	       type == LIMINE_MEMMAP_EXECUTABLE_AND_MODULES || type == LIMINE_MEMMAP_FRAMEBUFFER ||
	       type == LIMINE_MEMMAP_RESERVED_MAPPED;
}

void memory_claim(uint64_t base, uint64_t len, enum limine_memmap_type type)
{
	struct memory_piece new = {.base = base, .type = type};

	if (len == 0)
		return;
	if (!u64_add(base, len, &new.end) || new.end > UINT64_MAX - MEMORY_PAGE_BYTES)
		new.end = UINT64_MAX - MEMORY_PAGE_BYTES + 1;
	if (takes_whole_pages(new.type)) {
		new.base = align_down(new.base, MEMORY_PAGE_BYTES);
		new.end = align_up(new.end, MEMORY_PAGE_BYTES);
	}
	overlay(new, OVERLAY_DANGER);
}

void memory_retype(uint64_t base, uint64_t len, enum limine_memmap_type type)
{
	if (len != 0)
		overlay((struct memory_piece){base, base + len, type}, OVERLAY_ALWAYS);
}

void memory_rename(uint32_t from, uint32_t to)
{
	struct overlay_output out = {.list = other_list()};

	for (size_t i = 0; i < nr_pieces; i++)
		emit(&out, pieces[i].base, pieces[i].end,
		     pieces[i].type == from ? to : pieces[i].type);
	pieces = out.list;
	nr_pieces = out.count;
}

void *memory_alloc(size_t bytes)
{
	const size_t len = align_up(bytes, 16);
	uint8_t *out;

	if (len >= MEMORY_PAGE_BYTES) {
		out = (uint8_t *)(uintptr_t)memory_alloc_range(
			&(struct memory_request){.len = len,
		                                 .type = LIMINE_MEMMAP_BOOTLOADER_RECLAIMABLE,
		                                 .what = "the loader's answers and page tables"});
		return memset(out, 0, len);
	}
	if ((size_t)(small_end - small_next) < len) {
		small_next = memory_alloc(MEMORY_PAGE_BYTES);
		small_end = small_next + MEMORY_PAGE_BYTES;
	}
	out = small_next;
	small_next += len;
	return out;
}

uint64_t memory_alloc_range(const struct memory_request *request)
{
	const uint64_t len = align_up(request->len, MEMORY_PAGE_BYTES);
	uint64_t base;

	if (frozen)
		sill_fail("bug: memory for %s wanted after the memory map was told", request->what);
	if (request->limit != 0) {
		base = highest_fit(request, request->limit);
	} else {
		base = highest_fit(request, MEMORY_BELOW_4GIB);
		if (base == 0)
			base = highest_fit(request, UINT64_MAX);
	}
	if (base == 0)
		sill_fail("too little memory: no %llu KiB in one piece for %s%s; give the machine "
		          "more",
		          (unsigned long long)(len / 1024), request->what,
		          request->limit == MEMORY_BELOW_1MIB ? " below 1 MiB" : "");
	memory_retype(base, len, request->type);
	return base;
}

const struct memory_piece *memory_pieces(size_t *count)
{
	*count = nr_pieces;
	return pieces;
}

void memory_freeze(void)
{
	frozen = true;
}

/* ---- overlay ---- */

static struct memory_piece *other_list(void)
{
	return pieces == lists[0] ? lists[1] : lists[0];
}

static void emit(struct overlay_output *out, uint64_t base, uint64_t end, uint32_t type)
{
	struct memory_piece *last = out->count != 0 ? &out->list[out->count - 1] : NULL;

	if (base >= end)
		return;
	if (last != NULL && last->end == base && last->type == type) {
		last->end = end;
		return;
	}
	if (out->count == MAX_PIECES)
		sill_fail(
			"the firmware's memory map has more than %d ranges; sill cannot hold them",
			MAX_PIECES);
	out->list[out->count++] = (struct memory_piece){base, end, type};
}

/* Writes the part of `new` up to `end` that lies in front of the next old piece. */
static void emit_gap(struct overlay_output *out, struct memory_piece *new, uint64_t end)
{
	end = min_u64(end, new->end);
	if (new->base < end) {
		emit(out, new->base, end, new->type);
		new->base = end;
	}
}

static void overlay(struct memory_piece new, enum overlay_rule rule)
{
	struct overlay_output out = {.list = other_list()};

	for (size_t i = 0; i < nr_pieces; i++) {
		const struct memory_piece *old = &pieces[i];
		const bool new_wins =
			rule == OVERLAY_ALWAYS || danger[new.type] > danger[old->type];
		uint64_t start;
		uint64_t end;

		emit_gap(&out, &new, old->base);
		start = max_u64(old->base, new.base);
		end = min_u64(old->end, new.end);
		if (start >= end) {
			emit(&out, old->base, old->end, old->type);
			continue;
		}
		emit(&out, old->base, start, old->type);
		emit(&out, start, end, new_wins ? new.type : old->type);
		emit(&out, end, old->end, old->type);
		new.base = end;
	}
	emit_gap(&out, &new, new.end);
	pieces = out.list;
	nr_pieces = out.count;
}

/* Makes invariant 3 true: what is cut off belongs to nobody. */
static void shrink_to_pages(void)
{
	size_t kept = 0;

	for (size_t i = 0; i < nr_pieces; i++) {
		struct memory_piece piece = pieces[i];

		if (piece.type == LIMINE_MEMMAP_USABLE ||
		    piece.type == LIMINE_MEMMAP_BOOTLOADER_RECLAIMABLE) {
			piece.base = align_up(piece.base, MEMORY_PAGE_BYTES);
			piece.end = align_down(piece.end, MEMORY_PAGE_BYTES);
		}
		if (piece.base < piece.end)
			pieces[kept++] = piece;
	}
	nr_pieces = kept;
}

/* ---- allocation ---- */

/* The highest range for this request that ends at or below limit; 0: there is none. */
static uint64_t highest_fit(const struct memory_request *request, uint64_t limit)
{
	const uint64_t len = align_up(request->len, MEMORY_PAGE_BYTES);
	const uint64_t align = max_u64(request->align, MEMORY_PAGE_BYTES);

	for (size_t i = nr_pieces; i-- > 0;) {
		/* Address 0 is usable memory, but a null pointer to everybody. */
		const uint64_t base = max_u64(pieces[i].base, MEMORY_PAGE_BYTES);
		const uint64_t end = min_u64(pieces[i].end, align_down(limit, MEMORY_PAGE_BYTES));

		if (pieces[i].type == LIMINE_MEMMAP_USABLE && base < end && end - base >= len &&
		    align_down(end - len, align) >= base)
			return align_down(end - len, align);
	}
	return 0;
}
