/* The kernel's own tables, read back entry by entry. */
#include <kernel/mem/kmap.h>

#include <stdbool.h>

#include <kernel/arch/boot.h>
#include <kernel/core/image.h>
#include <kernel/core/test.h>
#include <lib/base/string.h>

static bool allows(const void *byte, unsigned attr)
{
	struct mmu_mapping mapping;

	return mmu_find((uintptr_t)byte, &mapping) && mapping.attr == attr;
}

/* The direct map is the lowest of all that the kernel maps. */
TEST(kmap_nothing_is_writable_and_executable)
{
	unsigned nr_mappings = 0, nr_executable = 0, nr_both = 0, nr_outside = 0;
	uintptr_t va = boot_info()->direct_map;
	struct mmu_mapping mapping;

	for (; mmu_next(va, &mapping); va = mapping.va + mapping.bytes) {
		nr_mappings++;
		if (!(mapping.attr & MMU_EXECUTE))
			continue;
		nr_executable++;
		nr_both += !!(mapping.attr & MMU_WRITE);
		nr_outside += mapping.va - (uintptr_t)image_start >=
		              (uintptr_t)(rodata_start - image_start);
	}
	EXPECT(nr_executable > 0);
	EXPECT(nr_mappings > nr_executable);
	EXPECT(nr_both == 0);
	EXPECT(nr_outside == 0);
}

TEST(kmap_image_has_the_permissions_of_its_parts)
{
	EXPECT(allows(kernel_text_start, MMU_EXECUTE));
	EXPECT(allows(kernel_text_end - 1, MMU_EXECUTE));
	EXPECT(allows(rodata_start, 0));
	EXPECT(allows(rodata_end - 1, 0));
	EXPECT(allows(data_start, MMU_WRITE));
	EXPECT(allows(image_end - 1, MMU_WRITE));
}

TEST(kmap_seal_makes_boot_data_read_only)
{
	EXPECT(allows(boot_info(), 0));
	EXPECT(allows(ro_after_init_start, 0));
	EXPECT(allows(ro_after_init_end - 1, 0));
	EXPECT(allows(ro_after_init_end, MMU_WRITE));
}

TEST(kmap_guard_below_the_boot_stack_is_not_mapped)
{
	struct mmu_mapping mapping;

	EXPECT(!mmu_find((uintptr_t)boot_guard_start, &mapping));
	EXPECT(!mmu_find((uintptr_t)boot_guard_end - 1, &mapping));
	EXPECT(mmu_find((uintptr_t)boot_guard_end, &mapping));
}

TEST(kmap_null_is_not_mapped)
{
	struct mmu_mapping mapping;

	EXPECT(!mmu_find(0, &mapping));
}

TEST(kmap_image_is_not_in_the_direct_map)
{
	const struct boot_info *boot = boot_info();
	struct mmu_mapping mapping;

	for (const char *byte = image_start; byte < image_end; byte += MMU_PAGE_BYTES) {
		paddr_t pa = paddr(boot->image_base.raw + (uint64_t)(byte - image_start));

		EXPECT(!mmu_find((uintptr_t)mmu_direct(pa), &mapping));
	}
}

TEST(kmap_direct_map_holds_usable_memory_where_it_belongs)
{
	const struct boot_info *boot = boot_info();

	for (uint32_t i = 0; i < boot->nr_ranges; i++) {
		const struct boot_range *range = &boot->ranges[i];
		uintptr_t va = (uintptr_t)mmu_direct(range->base);
		struct mmu_mapping mapping;

		if (range->kind != BOOT_MEMORY_USABLE)
			continue;
		EXPECT(mmu_find(va, &mapping));
		EXPECT(mapping.pa.raw + (va - mapping.va) == range->base.raw);
		EXPECT(mapping.attr == MMU_WRITE);
		EXPECT(mmu_find(va + range->len - 1, &mapping));
	}
}

/* Riscv64's page tables know no kinds of memory: there the platform does. */
TEST(kmap_framebuffer_is_mapped_for_writing)
{
	const struct boot_framebuffer *fb = &boot_info()->framebuffer;
	struct mmu_mapping mapping = {.attr = 0};

	if (!fb->pixels)
		return;
	EXPECT(mmu_find((uintptr_t)fb->pixels, &mapping));
	EXPECT((mapping.attr | MMU_WRITE_COMBINE) == (MMU_WRITE | MMU_WRITE_COMBINE));
	if (strcmp(LINTEL_ARCH, "riscv64") != 0)
		EXPECT(mapping.attr & MMU_WRITE_COMBINE);
	EXPECT(mmu_find((uintptr_t)fb->pixels + (uint64_t)fb->pitch * fb->height - 1, &mapping));
}
