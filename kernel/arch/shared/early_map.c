/*
 * The window starts at EARLY_WINDOW and is handed out upwards, page by page, remembered in a short
 * list. It shares the root's last entry with the kernel's image on every machine, so at most two
 * new tables are ever needed on the way to its one last-level table.
 */
#include <kernel/arch/shared/early_map.h>

#include <stdint.h>

#include <kernel/arch/mmu.h>
#include <kernel/arch/shared/kernel_tables.h>
#include <lib/base/errno.h>
#include <lib/base/math.h>

enum {
	NR_STATIC_TABLES = 3,
	NR_DEVICES = 8,
};

static uint64_t static_tables[NR_STATIC_TABLES][RADIX_ENTRIES] ALIGNED(MMU_PAGE_BYTES);
static unsigned nr_used_tables;
static size_t window_used;
static struct mmu_request devices[NR_DEVICES];
static unsigned nr_devices;

static int static_table(paddr_t *out)
{
	if (nr_used_tables == NR_STATIC_TABLES)
		return -ENOMEM;
	*out = image_paddr(static_tables[nr_used_tables++]);
	return 0;
}

int early_map_device(const struct radix *loader, paddr_t pa, size_t len, void **out)
{
	uint64_t first = align_down(pa.raw, MMU_PAGE_BYTES);
	size_t bytes = align_up(pa.raw + len, MMU_PAGE_BYTES) - first;
	struct mmu_request *device = &devices[nr_devices];
	int error;

	if (nr_devices == NR_DEVICES || bytes > EARLY_WINDOW_BYTES - window_used)
		return -ENOMEM;
	*device = (struct mmu_request){
		.va = EARLY_WINDOW + window_used,
		.pa = paddr(first),
		.bytes = bytes,
		.attr = MMU_WRITE | MMU_DEVICE,
		.new_table = static_table,
	};
	error = radix_map(loader, device);
	if (error < 0)
		return error;
	mmu_flush(device->va, bytes);
	*out = (void *)(device->va + (pa.raw - first));
	window_used += bytes;
	nr_devices++;
	return 0;
}

int early_map_adopt(const struct radix *kernel, int (*new_table)(paddr_t *out))
{
	for (unsigned i = 0; i < nr_devices; i++) {
		struct mmu_request device = devices[i];
		int error;

		device.new_table = new_table;
		error = radix_map(kernel, &device);
		if (error < 0)
			return error;
	}
	return 0;
}
