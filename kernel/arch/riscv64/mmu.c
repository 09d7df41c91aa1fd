/*
 * riscv64: entries of Sv39, Sv48 and Sv57 [RISCV-PRIV 10.3 to 10.6].
 *
 *   bits 63..54  53......10   9 8  7 6 5 4 3 2 1 0
 *                page number       D A G U X W R V     (an entry without R, W and X leads to a
 * table)
 *
 * What is device memory is the platform's to know here, by physical address (PMAs), not the page
 * table's; so the kinds of mapping all look alike.
 */
#include <kernel/arch/mmu.h>

#include "machine_priv.h"

#include <kernel/arch/boot.h>
#include <kernel/arch/shared/early_map.h>
#include <kernel/arch/shared/kernel_tables.h>

enum {
	PTE_VALID = 1 << 0,
	PTE_READ = 1 << 1,
	PTE_WRITE = 1 << 2,
	PTE_EXECUTE = 1 << 3,
	PTE_GLOBAL = 1 << 5,
	PTE_ACCESSED = 1 << 6,
	PTE_DIRTY = 1 << 7,
	PTE_PPN_SHIFT = 10,

	SATP_MODE_SHIFT = 60,
	SATP_MODE_SV39 = 8, /* 3 levels, and one more for each next mode */

	MAX_SINGLE_FLUSHES = 64, /* pages; more than that and everything is flushed */
};

#define PPN_MASK (((uint64_t)1 << 44) - 1)

static uint64_t leaf(paddr_t pa, unsigned level, unsigned attr)
{
	uint64_t entry = pa.raw >> RADIX_PAGE_SHIFT << PTE_PPN_SHIFT;

	(void)level;
	entry |= PTE_VALID | PTE_READ | PTE_GLOBAL | PTE_ACCESSED;
	if (attr & MMU_WRITE)
		entry |= PTE_WRITE | PTE_DIRTY;
	if (attr & MMU_EXECUTE)
		entry |= PTE_EXECUTE;
	return entry;
}

static uint64_t table(paddr_t pa)
{
	return pa.raw >> RADIX_PAGE_SHIFT << PTE_PPN_SHIFT | PTE_VALID;
}

static uint64_t empty(unsigned level)
{
	(void)level;
	return 0;
}

static bool is_empty(uint64_t entry)
{
	return !(entry & PTE_VALID);
}

static bool is_leaf(uint64_t entry, unsigned level)
{
	return level == 0 || (entry & (PTE_READ | PTE_WRITE | PTE_EXECUTE));
}

static paddr_t address(uint64_t entry, unsigned level)
{
	(void)level;
	return paddr((entry >> PTE_PPN_SHIFT & PPN_MASK) << RADIX_PAGE_SHIFT);
}

static unsigned attr_of(uint64_t entry, unsigned level)
{
	unsigned attr = 0;

	(void)level;
	if (entry & PTE_WRITE)
		attr |= MMU_WRITE;
	if (entry & PTE_EXECUTE)
		attr |= MMU_EXECUTE;
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

struct radix machine_current_tables(void)
{
	uint64_t satp = CSR_READ(satp);

	return (struct radix){
		.format = &format,
		.root = paddr((satp & PPN_MASK) << RADIX_PAGE_SHIFT),
		.levels = (unsigned)(satp >> SATP_MODE_SHIFT) - SATP_MODE_SV39 + 3,
		.max_leaf_level = 2,
	};
}

bool mmu_is_mapped(uintptr_t va)
{
	struct radix current = machine_current_tables();
	struct mmu_mapping mapping;

	return radix_next(&current, va, &mapping) && mapping.va <= va;
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

void mmu_enter(void)
{
	uint64_t mode = CSR_READ(satp) >> SATP_MODE_SHIFT << SATP_MODE_SHIFT;
	uint64_t satp = mode | kernel_tables()->root.raw >> RADIX_PAGE_SHIFT;

	__asm__ volatile("csrw satp, %0\n\tsfence.vma" : : "r"(satp) : "memory");
}

void mmu_flush(uintptr_t va, uint64_t bytes)
{
	if (bytes > MAX_SINGLE_FLUSHES * MMU_PAGE_BYTES) {
		__asm__ volatile("sfence.vma" : : : "memory");
		return;
	}
	for (uint64_t done = 0; done < bytes; done += MMU_PAGE_BYTES)
		__asm__ volatile("sfence.vma %0, zero" : : "r"(va + done) : "memory");
}
