/* One function per mistake, and a table of their names. */
#include <kernel/mem/provoke.h>

#include <stddef.h>
#include <stdint.h>

#include <kernel/arch/boot.h>
#include <kernel/arch/mmio.h>
#include <kernel/core/log.h>
#include <kernel/mem/frame.h>
#include <kernel/mem/heap.h>
#include <kernel/mem/kmap.h>
#include <lib/base/string.h>

enum { OBJECT_BYTES = 100 };

static void double_free(void)
{
	void *object = heap_alloc(OBJECT_BYTES);

	heap_free(object);
	heap_free(object);
}

/* The object is the next one to be allocated: then the write is noticed. */
static void use_after_free(void)
{
	uint8_t *object = heap_alloc(OBJECT_BYTES);

	heap_free(object);
	mmio_write8(object + 10, 1);
	heap_free(heap_alloc(OBJECT_BYTES));
}

static void overrun(void)
{
	uint8_t *object = heap_alloc(OBJECT_BYTES);

	mmio_write8(object + OBJECT_BYTES, 0);
	heap_free(object);
}

static void free_frame_twice(void)
{
	paddr_t pa;

	if (frame_alloc(0, &pa) < 0)
		return;
	frame_free(pa);
	frame_free(pa);
}

static void write_sealed(void)
{
	mmio_write32((void *)(uintptr_t)boot_info(), 1);
}

static void touch_guard(void)
{
	void *area;

	if (kmap_alloc(FRAME_BYTES, &area) < 0)
		return;
	mmio_write8((uint8_t *)area - 1, 1);
}

static const struct {
	const char *name;
	void (*run)(void);
	bool needs_debug_heap;
} mistakes[] = {
	{"heap-double-free", double_free, true}, {"heap-use-after-free", use_after_free, true},
	{"heap-overrun", overrun, true},         {"frame-double-free", free_frame_twice, false},
	{"write-sealed", write_sealed, false},   {"touch-guard", touch_guard, false},
};

bool mem_provoke(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(mistakes); i++) {
		if (strcmp(name, mistakes[i].name) != 0)
			continue;
		if (mistakes[i].needs_debug_heap && !CONFIG_DEBUG_HEAP)
			log_warn("provoke: %s needs a kernel made with CONFIG=debug-heap", name);
		else
			mistakes[i].run();
		return true;
	}
	return false;
}
