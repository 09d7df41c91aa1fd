/* x86_64: the loader's 4- or 5-level page tables, as early_map.c needs them described [SDM3 4.5].
 */
#include <kernel/arch/mmu.h>

#include <kernel/arch/boot.h>
#include <kernel/arch/shared/early_map.h>

enum {
	PTE_PRESENT = 1 << 0,
	PTE_WRITE = 1 << 1,
	PTE_WRITE_THROUGH = 1 << 3,
	PTE_CACHE_DISABLE = 1 << 4,
	PTE_ACCESSED = 1 << 5,
	PTE_DIRTY = 1 << 6,
	PTE_LARGE = 1 << 7,
	CR4_LA57 = 1 << 12,
};

#define PTE_NO_EXECUTE   ((uint64_t)1 << 63)
#define PTE_ADDRESS_MASK 0x000ffffffffff000

static uint64_t table_entry(paddr_t pa)
{
	return pa.raw | PTE_PRESENT | PTE_WRITE;
}

/* PAT entry 3 (cache disable and write through) is uncached in the loader's PAT [LIMINE entry]. */
static uint64_t device_entry(paddr_t pa)
{
	return pa.raw | PTE_PRESENT | PTE_WRITE | PTE_WRITE_THROUGH | PTE_CACHE_DISABLE |
	       PTE_ACCESSED | PTE_DIRTY | PTE_NO_EXECUTE;
}

static bool is_present(uint64_t entry)
{
	return entry & PTE_PRESENT;
}

static bool is_leaf(uint64_t entry, unsigned level)
{
	return level == 0 || (entry & PTE_LARGE);
}

static paddr_t table_of(uint64_t entry)
{
	return paddr(entry & PTE_ADDRESS_MASK);
}

static void flush(uintptr_t va)
{
	__asm__ volatile("invlpg (%0)" : : "r"(va) : "memory");
}

static struct early_tables current_tables(void)
{
	uint64_t cr3, cr4;

	__asm__ volatile("mov %%cr3, %0" : "=r"(cr3));
	__asm__ volatile("mov %%cr4, %0" : "=r"(cr4));
	return (struct early_tables){
		.root = paddr(cr3 & PTE_ADDRESS_MASK),
		.levels = cr4 & CR4_LA57 ? 5 : 4,
		.table_entry = table_entry,
		.device_entry = device_entry,
		.is_present = is_present,
		.is_leaf = is_leaf,
		.table_of = table_of,
		.flush = flush,
	};
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
