/* riscv64: the loader's Sv39, Sv48 or Sv57 page tables, as early_map.c needs them [RISCV-PRIV 10.3
 * to 10.6]. */
#include <kernel/arch/mmu.h>

#include "machine_priv.h"

#include <kernel/arch/boot.h>
#include <kernel/arch/shared/early_map.h>

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
};

#define PPN_MASK (((uint64_t)1 << 44) - 1)

static uint64_t table_entry(paddr_t pa)
{
	return pa.raw >> 12 << PTE_PPN_SHIFT | PTE_VALID;
}

/* What is device memory is the platform's to know here (PMAs), not the page table's. */
static uint64_t device_entry(paddr_t pa)
{
	return pa.raw >> 12 << PTE_PPN_SHIFT | PTE_VALID | PTE_READ | PTE_WRITE | PTE_GLOBAL |
	       PTE_ACCESSED | PTE_DIRTY;
}

static bool is_present(uint64_t entry)
{
	return entry & PTE_VALID;
}

static bool is_leaf(uint64_t entry, unsigned level)
{
	return level == 0 || (entry & (PTE_READ | PTE_WRITE | PTE_EXECUTE));
}

static paddr_t table_of(uint64_t entry)
{
	return paddr((entry >> PTE_PPN_SHIFT & PPN_MASK) << 12);
}

static void flush(uintptr_t va)
{
	__asm__ volatile("sfence.vma %0, zero" : : "r"(va) : "memory");
}

static struct early_tables current_tables(void)
{
	uint64_t satp = CSR_READ(satp);

	return (struct early_tables){
		.root = paddr((satp & PPN_MASK) << 12),
		.levels = (unsigned)(satp >> SATP_MODE_SHIFT) - SATP_MODE_SV39 + 3,
		.table_entry = table_entry,
		.device_entry = device_entry,
		.is_present = is_present,
		.is_leaf = is_leaf,
		.table_of = table_of,
		.flush = flush,
	};
}

bool mmu_is_mapped(uintptr_t va)
{
	struct early_tables tables = current_tables();

	return early_is_mapped(&tables, va);
}

void *mmu_direct(paddr_t pa)
{
	return (void *)(boot_info()->direct_map + pa.raw);
}

int mmu_map_early(paddr_t pa, size_t len, void **out)
{
	struct early_tables tables = current_tables();

	return early_map_device(&tables, pa, len, out);
}

void mmu_guard_boot_stack(void)
{
	struct early_tables tables = current_tables();

	early_guard_boot_stack(&tables);
}
