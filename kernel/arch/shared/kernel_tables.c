/* One tree for the kernel, built once, never freed: what does not depend on the machine. */
#include <kernel/arch/shared/kernel_tables.h>

#include <stddef.h>

#include <kernel/arch/boot.h>
#include <kernel/arch/mmu.h>
#include <kernel/arch/shared/early_map.h>

/* What the kernel may use as it likes, by whether there are more than three levels: with three
 * there are 256 GiB for everything, with more each half is one entry of a third-level table. */
static const struct mmu_layout layouts[] = {
	{
		.frames_start = 0xfffffff000000000,
		.frames_end = 0xfffffff800000000,
		.maps_start = 0xfffffff800000000,
		.maps_end = 0xffffffff40000000,
	},
	{
		.frames_start = 0xffffe00000000000,
		.frames_end = 0xffffe08000000000,
		.maps_start = 0xffffe08000000000,
		.maps_end = 0xffffe10000000000,
	},
};

static struct radix tables RO_AFTER_INIT;

const struct radix *kernel_tables(void)
{
	return &tables;
}

paddr_t image_paddr(const void *byte)
{
	const struct boot_info *boot = boot_info();

	return paddr((uintptr_t)byte - boot->image_virtual_base + boot->image_base.raw);
}

void *mmu_direct(paddr_t pa)
{
	return (void *)(boot_info()->direct_map + pa.raw);
}

paddr_t mmu_direct_paddr(const void *address)
{
	return paddr((uintptr_t)address - boot_info()->direct_map);
}

int mmu_create(int (*new_table)(paddr_t *out))
{
	int error;

	tables = machine_current_tables();
	error = radix_init(&tables, new_table);
	return error < 0 ? error : early_map_adopt(&tables, new_table);
}

const struct mmu_layout *mmu_layout(void)
{
	return &layouts[tables.levels > 3];
}

int mmu_map(const struct mmu_request *request)
{
	return radix_map(&tables, request);
}

void mmu_unmap(uintptr_t va, uint64_t bytes)
{
	radix_unmap(&tables, va, bytes);
}

void mmu_protect(uintptr_t va, uint64_t bytes, unsigned attr)
{
	radix_protect(&tables, va, bytes, attr);
}

bool mmu_next(uintptr_t va, struct mmu_mapping *out)
{
	return radix_next(&tables, va, out);
}
