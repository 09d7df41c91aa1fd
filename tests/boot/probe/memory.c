/*
 * The memory map's rules, the direct map, and how the probe's own image is mapped.
 * [LIMINE memmap], [LIMINE memory layout].
 */
#include "probe.h"

#include <lib/base/math.h>

#define BSS_BYTES 20000u

static const struct limine_memmap_response *memmap;
static uint64_t hhdm;

static uint8_t bss[BSS_BYTES];
static volatile uint64_t data_word = 0x4c696e74656c2121;
static const char *volatile data_pointer = probe_text;

uint64_t probe_hhdm(void)
{
	return hhdm;
}

static const struct limine_memmap_entry *entry(uint64_t index)
{
	return (const void *)((uintptr_t *)(uintptr_t)memmap->entries)[index];
}

bool probe_read_memmap(void)
{
	const struct limine_value_response *offset =
		PROBE_RESPONSE(limine_value_response, probe_hhdm_request);

	memmap = PROBE_RESPONSE(limine_memmap_response, probe_memmap);
	probe_check(offset != NULL && memmap != NULL, "HHDM and memory map are answered");
	if (offset == NULL || memmap == NULL)
		return false;
	hhdm = offset->value;
	probe_check(hhdm % PROBE_PAGE_BYTES == 0 && hhdm >> 63 == 1,
	            "the direct map begins at a page of the higher half");
	for (uint64_t i = 0; i < memmap->entry_count; i++)
		probe_note("memory 0x%012llx + 0x%010llx type %llu",
		           (unsigned long long)entry(i)->base, (unsigned long long)entry(i)->length,
		           (unsigned long long)entry(i)->type);
	return true;
}

int probe_type_at(uint64_t pa)
{
	for (uint64_t i = 0; i < memmap->entry_count; i++) {
		if (pa - entry(i)->base < entry(i)->length)
			return (int)entry(i)->type;
	}
	return -1;
}

bool probe_all_of_type(uint64_t pa, uint64_t len, uint64_t type)
{
	uint64_t at = pa;

	for (uint64_t i = 0; i < memmap->entry_count && at < pa + len; i++) {
		const struct limine_memmap_entry *e = entry(i);

		if (e->type == type && at - e->base < e->length)
			at = e->base + e->length;
	}
	return at >= pa + len;
}

bool probe_is_reclaimable(uint64_t pointer, uint64_t len)
{
	return pointer >= hhdm &&
	       probe_all_of_type(pointer - hhdm, len, LIMINE_MEMMAP_BOOTLOADER_RECLAIMABLE);
}

static bool is_exclusive(uint64_t type)
{
	return type == LIMINE_MEMMAP_USABLE || type == LIMINE_MEMMAP_BOOTLOADER_RECLAIMABLE;
}

static bool overlaps_any(uint64_t index)
{
	const struct limine_memmap_entry *e = entry(index);

	for (uint64_t i = 0; i < memmap->entry_count; i++) {
		const struct limine_memmap_entry *other = entry(i);

		if (i != index && e->base < other->base + other->length &&
		    other->base < e->base + e->length)
			return true;
	}
	return false;
}

void probe_check_memmap(void)
{
	bool sorted = true;
	bool aligned = true;
	bool apart = true;
	bool known = true;
	bool filled = true;
	uint64_t usable = 0;

	for (uint64_t i = 0; i < memmap->entry_count; i++) {
		const struct limine_memmap_entry *e = entry(i);

		sorted = sorted && (i == 0 || entry(i - 1)->base <= e->base);
		filled = filled && e->length != 0;
		known = known &&
		        e->type <= (probe_asked_revision >= 4 ? LIMINE_MEMMAP_RESERVED_MAPPED
		                                              : LIMINE_MEMMAP_FRAMEBUFFER);
		if (is_exclusive(e->type)) {
			aligned = aligned && (e->base | e->length) % PROBE_PAGE_BYTES == 0;
			apart = apart && !overlaps_any(i);
		}
		if (e->type == LIMINE_MEMMAP_USABLE)
			usable += e->length;
	}
	probe_check(sorted, "the memory map is sorted by base");
	probe_check(filled, "no entry is empty");
	probe_check(known, "every entry's type is one of this base revision");
	probe_check(aligned, "usable and reclaimable entries are page aligned");
	probe_check(apart, "usable and reclaimable entries overlap nothing");
	probe_check(usable >= 4 * 1024 * 1024, "there are usable MiB (found %llu KiB)",
	            (unsigned long long)(usable / 1024));
}

/* ---- the direct map ---- */

static bool is_mapped_type(uint64_t type)
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
		return probe_asked_revision >= 4;
	default:
		return false;
	}
}

/* Is the whole entry mapped at its place, with all rights and the right caching? */
static bool entry_is_mapped(const struct limine_memmap_entry *e)
{
	const enum probe_cache cache =
		e->type == LIMINE_MEMMAP_FRAMEBUFFER ? PROBE_WRITE_COMBINE : PROBE_WRITE_BACK;
	uint64_t pa = align_down(e->base, PROBE_PAGE_BYTES);

	while (pa < e->base + e->length) {
		struct probe_mapping m;

		if (!machine_walk(hhdm + pa, &m) || m.pa != pa || !m.write || !m.execute ||
		    m.user || m.cache != cache) {
			probe_note("wrong at 0x%llx in an entry of type %llu",
			           (unsigned long long)pa, (unsigned long long)e->type);
			return false;
		}
		pa = align_down(pa, m.page_bytes) + m.page_bytes;
	}
	return true;
}

/* Is the page free of entries that are mapped? Those may be unaligned and overlap this one. */
static bool is_page_of_unmapped(uint64_t page)
{
	for (uint64_t i = 0; i < memmap->entry_count; i++) {
		const struct limine_memmap_entry *e = entry(i);

		if (is_mapped_type(e->type) && page < e->base + e->length &&
		    e->base < page + PROBE_PAGE_BYTES)
			return false;
	}
	return true;
}

/* The first, a middle and the last whole page stand for the entry. A page that the entry shares
 * with what was usable before it was cut to pages may be mapped (genuine Limine does so at revision
 * 3). */
static bool entry_is_unmapped(const struct limine_memmap_entry *e)
{
	const uint64_t start = align_up(e->base, PROBE_PAGE_BYTES);
	const uint64_t end = align_down(e->base + e->length, PROBE_PAGE_BYTES);
	const uint64_t places[] = {start, align_down(start + (end - start) / 2, PROBE_PAGE_BYTES),
	                           end - PROBE_PAGE_BYTES};
	struct probe_mapping m;

	for (size_t i = 0; start < end && i < ARRAY_SIZE(places); i++) {
		if (is_page_of_unmapped(places[i]) && machine_walk(hhdm + places[i], &m)) {
			probe_note("mapped at 0x%llx in an entry of type %llu",
			           (unsigned long long)places[i], (unsigned long long)e->type);
			return false;
		}
	}
	return true;
}

void probe_check_direct_map(void)
{
	bool mapped = true;
	bool unmapped = true;
	struct probe_mapping m;

	for (uint64_t i = 0; i < memmap->entry_count; i++) {
		if (is_mapped_type(entry(i)->type))
			mapped = entry_is_mapped(entry(i)) && mapped;
		else
			unmapped = entry_is_unmapped(entry(i)) && unmapped;
	}
	probe_check(mapped, "memory is in the direct map, rwx, write-back (framebuffer combining)");
	probe_check(unmapped, "reserved and bad memory is not in the direct map");
	probe_check(machine_low_half_is_empty(), "nothing is mapped in the lower half");
	probe_check(machine_tables_are_reclaimable(), "the page tables are in reclaimable memory");
	if (probe_type_at(0xfee00000) == -1)
		probe_check(!machine_walk(hhdm + 0xfee00000, &m),
		            "an address in no entry is not in the direct map");
}

/* ---- the image ---- */

/* Are all pages mapped with these rights ("rwx", a dash for what is not allowed), at this distance?
 */
static bool range_is(const char *start, const char *end, const char *rights, uint64_t offset)
{
	for (const char *at = start; at < end; at += PROBE_PAGE_BYTES) {
		struct probe_mapping m;

		if (!machine_walk((uintptr_t)at, &m) || m.write != (rights[1] == 'w') ||
		    m.execute != (rights[2] == 'x') || m.user || m.cache != PROBE_WRITE_BACK ||
		    (uintptr_t)at - m.pa != offset)
			return false;
	}
	return true;
}

void probe_check_image(void)
{
	const struct limine_executable_address_response *where =
		PROBE_RESPONSE(limine_executable_address_response, probe_executable_address);
	const uint64_t bytes = (uint64_t)(probe_end - probe_text);
	uint64_t offset;
	bool zero = true;

	probe_check(where != NULL, "the executable's address is answered");
	if (where == NULL)
		return;
	offset = where->virtual_base - where->physical_base;
	probe_check(where->virtual_base == (uintptr_t)probe_text &&
	                    where->virtual_base >= 0xffffffff80000000,
	            "the image is where the response says (0x%llx)",
	            (unsigned long long)where->virtual_base);
	probe_check(range_is(probe_text, probe_rodata, "r-x", offset), "text is mapped r-x");
	probe_check(range_is(probe_rodata, probe_data, "r--", offset),
	            "read-only data is mapped r--");
	probe_check(range_is(probe_data, probe_end, "rw-", offset), "data is mapped rw-");
	probe_check(probe_all_of_type(where->physical_base, bytes,
	                              LIMINE_MEMMAP_EXECUTABLE_AND_MODULES),
	            "the image is in memory of its type, in one piece");
	for (size_t i = 0; i < BSS_BYTES; i++)
		zero = zero && ((volatile uint8_t *)bss)[i] == 0;
	probe_check(zero, "uninitialised data is zero");
	probe_check(data_word == 0x4c696e74656c2121, "initialised data has its value");
	probe_check(data_pointer == probe_text, "pointers in data are relocated");
}
