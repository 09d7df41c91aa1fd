/*
 * x86_64: page-table entries of 4- and 5-level paging, and the registers that switch protections on
 * [SDM3 4.5, 4.6, 12.12].
 *
 *   bit 63  62..52  51......12  11..9  8 7        6 5 4   3   2 1 0
 *       NX          address            G PS|PAT   D A PCD PWT U W P     (PAT of a large page: bit
 * 12)
 *
 * PAT, PCD and PWT choose one of eight memory types from the PAT register; we keep the boot
 * protocol's eight, so that the loader's and our tables mean the same [LIMINE entry].
 */
#include <kernel/arch/mmu.h>

#include "cpuid_priv.h"

#include <kernel/arch/boot.h>
#include <kernel/arch/shared/early_map.h>
#include <kernel/arch/shared/kernel_tables.h>

enum {
	PTE_PRESENT = 1 << 0,
	PTE_WRITE = 1 << 1,
	PTE_WRITE_THROUGH = 1 << 3,
	PTE_CACHE_DISABLE = 1 << 4,
	PTE_ACCESSED = 1 << 5,
	PTE_DIRTY = 1 << 6,
	PTE_LARGE = 1 << 7,
	PTE_PAT_SMALL = 1 << 7,
	PTE_GLOBAL = 1 << 8,
	PTE_PAT_LARGE = 1 << 12,

	CR0_WRITE_PROTECT = 1 << 16,
	CR4_GLOBAL = 1 << 7,
	CR4_UMIP = 1 << 11,
	CR4_LA57 = 1 << 12,
	CR4_SMEP = 1 << 20,
	CR4_SMAP = 1 << 21,

	MSR_PAT = 0x277,

	MAX_SINGLE_FLUSHES = 64, /* pages; more than that and everything is flushed */
};

#define PTE_NO_EXECUTE   ((uint64_t)1 << 63)
#define PTE_ADDRESS_MASK 0x000ffffffffff000

/* Entry 0 write-back, 3 uncached, 5 write-combining. */
#define PAT_VALUE 0x0000010500070406

static uint64_t leaf(paddr_t pa, unsigned level, unsigned attr)
{
	uint64_t entry = pa.raw | PTE_PRESENT | PTE_ACCESSED | PTE_GLOBAL;

	if (level > 0)
		entry |= PTE_LARGE;
	if (attr & MMU_WRITE)
		entry |= PTE_WRITE | PTE_DIRTY;
	if (!(attr & MMU_EXECUTE))
		entry |= PTE_NO_EXECUTE;
	if (attr & MMU_DEVICE)
		entry |= PTE_WRITE_THROUGH | PTE_CACHE_DISABLE;
	if (attr & MMU_WRITE_COMBINE)
		entry |= PTE_WRITE_THROUGH | (level > 0 ? PTE_PAT_LARGE : PTE_PAT_SMALL);
	return entry;
}

static uint64_t table(paddr_t pa)
{
	return pa.raw | PTE_PRESENT | PTE_WRITE | PTE_ACCESSED;
}

static uint64_t empty(unsigned level)
{
	(void)level;
	return 0;
}

static bool is_empty(uint64_t entry)
{
	return !(entry & PTE_PRESENT);
}

static bool is_leaf(uint64_t entry, unsigned level)
{
	return level == 0 || (entry & PTE_LARGE);
}

static paddr_t address(uint64_t entry, unsigned level)
{
	uint64_t mask = PTE_ADDRESS_MASK;

	if (level > 0 && (entry & PTE_LARGE))
		mask &= ~(uint64_t)PTE_PAT_LARGE;
	return paddr(entry & mask);
}

static unsigned attr_of(uint64_t entry, unsigned level)
{
	uint64_t pat = level > 0 ? PTE_PAT_LARGE : PTE_PAT_SMALL;
	unsigned attr = 0;

	if (entry & PTE_WRITE)
		attr |= MMU_WRITE;
	if (!(entry & PTE_NO_EXECUTE))
		attr |= MMU_EXECUTE;
	if (entry & pat)
		attr |= MMU_WRITE_COMBINE;
	else if (entry & PTE_CACHE_DISABLE)
		attr |= MMU_DEVICE;
	return attr;
}

static const struct radix_format format = {
	.leaf = leaf,
	.table = table,
	.empty = empty,
	.is_empty = is_empty,
	.is_leaf = is_leaf,
	.address = address,
	.attr = attr_of,
};

static uint64_t read_cr4(void)
{
	uint64_t cr4;

	__asm__ volatile("mov %%cr4, %0" : "=r"(cr4));
	return cr4;
}

static void write_cr4(uint64_t cr4)
{
	__asm__ volatile("mov %0, %%cr4" : : "r"(cr4) : "memory");
}

struct radix machine_current_tables(void)
{
	bool has_gib_pages = cpuid(0x80000001, 0).edx & 1 << 26;
	uint64_t cr3;

	__asm__ volatile("mov %%cr3, %0" : "=r"(cr3));
	return (struct radix){
		.format = &format,
		.root = paddr(cr3 & PTE_ADDRESS_MASK),
		.levels = read_cr4() & CR4_LA57 ? 5 : 4,
		.max_leaf_level = has_gib_pages ? 2 : 1,
	};
}

int mmu_map_early(paddr_t pa, size_t len, void **out)
{
	struct radix loader = machine_current_tables();

	return early_map_device(&loader, pa, len, out);
}

size_t mmu_grain_bytes(void)
{
	return MMU_PAGE_BYTES;
}

/* A bit of CR4 may only be set where CPUID names the feature. */
static uint64_t protections(void)
{
	struct cpuid features = cpuid(7, 0);
	uint64_t bits = CR4_GLOBAL;

	if (features.ebx & 1 << 7)
		bits |= CR4_SMEP;
	if (features.ebx & 1 << 20)
		bits |= CR4_SMAP;
	if (features.ecx & 1 << 2)
		bits |= CR4_UMIP;
	return bits;
}

/* The types of the PAT register are the loader's already, on this processor and by the protocol on
 * all; a loader of an older revision may have set only what it uses. */
void mmu_enter(void)
{
	uint64_t cr0;

	__asm__ volatile("wrmsr"
	                 :
	                 : "c"(MSR_PAT), "a"((uint32_t)PAT_VALUE),
	                   "d"((uint32_t)(PAT_VALUE >> 32)));
	__asm__ volatile("mov %0, %%cr3" : : "r"(kernel_tables()->root.raw) : "memory");
	write_cr4(read_cr4() | protections());
	__asm__ volatile("mov %%cr0, %0" : "=r"(cr0));
	__asm__ volatile("mov %0, %%cr0" : : "r"(cr0 | CR0_WRITE_PROTECT) : "memory");
}

/* Switching global pages off and on forgets everything [SDM3 4.10.4.1]. */
static void flush_all(void)
{
	uint64_t cr4 = read_cr4();

	write_cr4(cr4 & ~(uint64_t)CR4_GLOBAL);
	write_cr4(cr4);
}

void mmu_flush(uintptr_t va, uint64_t bytes)
{
	if (bytes > MAX_SINGLE_FLUSHES * MMU_PAGE_BYTES) {
		flush_all();
		return;
	}
	for (uint64_t done = 0; done < bytes; done += MMU_PAGE_BYTES)
		__asm__ volatile("invlpg (%0)" : : "r"(va + done) : "memory");
}
