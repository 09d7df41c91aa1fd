/* Areas of address space, on the machine's own page tables. */
#include <kernel/mem/kmap.h>

#include <kernel/arch/boot.h>
#include <kernel/core/test.h>
#include <kernel/mem/frame.h>
#include <kernel/mem/heap.h>
#include <kernel/mem/inject.h>
#include <lib/base/errno.h>
#include <lib/base/string.h>

static struct kmap_stats stats(void)
{
	struct kmap_stats now;

	kmap_count(&now);
	return now;
}

static bool is_mapped(const void *address)
{
	struct mmu_mapping mapping;

	return mmu_find((uintptr_t)address, &mapping);
}

TEST(kmap_alloc_maps_memory_between_guards)
{
	enum { BYTES = 100000 };
	uint8_t *memory;
	void *out;

	EXPECT(kmap_alloc(BYTES, &out) == 0);
	memory = out;
	memset(memory, 0x5a, BYTES);
	EXPECT(memory[0] == 0x5a && memory[BYTES - 1] == 0x5a);
	EXPECT(!is_mapped(memory - 1));
	EXPECT(kmap_is_guard((uintptr_t)memory - 1));
	EXPECT(kmap_is_guard((uintptr_t)memory - 16384));
	EXPECT(!kmap_is_guard((uintptr_t)memory));
	EXPECT(!is_mapped(memory + BYTES + mmu_grain_bytes()));
	kmap_free(memory);
	EXPECT(!is_mapped(memory));
}

TEST(kmap_alloc_gives_memory_and_addresses_back)
{
	struct kmap_stats before, after;
	struct frame_stats frames_before, frames_after;
	void *first, *second;

	EXPECT(kmap_alloc(5 * 16384, &first) == 0);
	kmap_free(first);
	before = stats();
	frame_count(&frames_before);
	EXPECT(kmap_alloc(5 * 16384, &second) == 0);
	EXPECT(second == first);
	EXPECT(stats().nr_areas == before.nr_areas + 1);
	kmap_free(second);
	after = stats();
	frame_count(&frames_after);
	EXPECT(after.nr_areas == before.nr_areas && after.mapped_bytes == before.mapped_bytes);
	EXPECT(after.used_bytes == before.used_bytes);
	EXPECT(frames_after.nr_free == frames_before.nr_free);
}

TEST(kmap_alloc_refuses_what_cannot_be)
{
	void *out = &out;

	EXPECT(kmap_alloc(0, &out) == -EINVAL);
	EXPECT(kmap_alloc(SIZE_MAX, &out) == -EINVAL);
	EXPECT(kmap_alloc((size_t)1 << 50, &out) == -ENOMEM);
	EXPECT(out == &out);
}

/* An alias of a page of ours stands for a device: what is written here is read there. */
TEST(kmap_device_maps_what_is_asked_for)
{
	struct mmu_mapping mapping;
	uint8_t *direct;
	void *out;
	paddr_t pa;

	EXPECT(frame_alloc_range(8, FRAME_ZERO, &pa) == 0);
	direct = mmu_direct(pa);
	direct[5001] = 42;
	EXPECT(kmap_device(paddr(pa.raw + 5000), 100, 0, &out) == 0);
	EXPECT(((uint8_t *)out)[1] == 42);
	EXPECT(mmu_find((uintptr_t)out, &mapping) && mapping.attr == 0);
	kmap_device_free(out);
	EXPECT(!is_mapped(out));
	EXPECT(kmap_device(pa, 0, MMU_DEVICE, &out) == -EINVAL);
	EXPECT(kmap_device(paddr(UINT64_MAX - 10), 100, MMU_DEVICE, &out) == -EINVAL);
	frame_free_range(pa, 8);
}

TEST(kmap_alloc_that_fails_halfway_leaves_nothing_behind)
{
	struct kmap_stats before = stats();
	uint64_t in_use = heap_count_in_use();
	struct frame_stats frames_before, frames_after;
	uint64_t nth;
	void *out;

	frame_count(&frames_before);
	for (nth = 1; CONFIG_INJECT && nth < 100; nth++) {
		inject_fail_nth(nth);
		if (kmap_alloc(3 * 16384, &out) == 0)
			break;
		EXPECT(stats().nr_areas == before.nr_areas);
	}
	if (CONFIG_INJECT) {
		inject_fail_nth(0);
		EXPECT(nth > 3 && nth < 100);
		kmap_free(out);
		frame_count(&frames_after);
		/* What stays: the record of the area, and page tables for its addresses. */
		EXPECT(frames_after.nr_free + 8 >= frames_before.nr_free);
		EXPECT(heap_count_in_use() == in_use);
	}
}
