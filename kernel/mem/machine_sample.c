/* What the allocators ask of the machine and of core, on the host. A panic is a finding: it aborts,
 * and the sanitizer or the fuzzer reports it. */
#include "machine_sample.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <kernel/arch/mmu.h>
#include <kernel/core/log.h>
#include <kernel/core/panic.h>
#include <kernel/core/percpu.h>
#include <kernel/core/preempt.h>
#include <kernel/core/symbols.h>
#include <kernel/mem/frame.h>

enum { NR_DESCRIPTOR_PAGES = MACHINE_SAMPLE_END_PFN * sizeof(struct frame) / FRAME_BYTES };

#define MEMORY_BYTES     (MACHINE_SAMPLE_END_PFN * FRAME_BYTES)
#define DESCRIPTOR_BYTES (MACHINE_SAMPLE_END_PFN * sizeof(struct frame))

uint64_t fake_irqs_off;
uint32_t preempt_word = PREEMPT_UNWANTED;
uint32_t percpu_own_number;
uintptr_t percpu_own_distance;
uintptr_t percpu_distances[MAX_CPUS];

static struct boot_info boot;
static struct mmu_layout layout;
static uint8_t *memory;
static bool is_mapped[NR_DESCRIPTOR_PAGES];
static bool holds_descriptors[MACHINE_SAMPLE_END_PFN];

static uint8_t *reserve(size_t bytes)
{
	void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
	               MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED)
		abort();
	return p;
}

void machine_sample_make(const struct boot_range *ranges, uint32_t nr_ranges)
{
	if (!memory) {
		memory = reserve(MEMORY_BYTES);
		layout.frames_start = (uintptr_t)reserve(DESCRIPTOR_BYTES);
		layout.frames_end = layout.frames_start + DESCRIPTOR_BYTES;
	}
	/* Whoever reads what he has not written finds neither zeroes nor the last machine. */
	for (uint32_t i = 0; i < nr_ranges; i++)
		boot.ranges[i] = ranges[i];
	boot.nr_ranges = nr_ranges;
	boot.dtb = NULL;
	memset(is_mapped, 0, sizeof(is_mapped));
	memset(holds_descriptors, 0, sizeof(holds_descriptors));
}

void machine_sample_put_tree(paddr_t pa, uint32_t len)
{
	const uint8_t header[8] = {0xd0,
	                           0x0d,
	                           0xfe,
	                           0xed,
	                           (uint8_t)(len >> 24),
	                           (uint8_t)(len >> 16),
	                           (uint8_t)(len >> 8),
	                           (uint8_t)len};

	memcpy(mmu_direct(pa), header, sizeof(header));
	boot.dtb = mmu_direct(pa);
}

bool machine_sample_has_descriptor(uint64_t pfn)
{
	return is_mapped[pfn * sizeof(struct frame) / FRAME_BYTES];
}

bool machine_sample_holds_descriptors(uint64_t pfn)
{
	return holds_descriptors[pfn];
}

const struct boot_info *boot_info(void)
{
	return &boot;
}

void *mmu_direct(paddr_t pa)
{
	return memory + pa.raw;
}

paddr_t mmu_direct_paddr(const void *address)
{
	return paddr((uint64_t)((const uint8_t *)address - memory));
}

const struct mmu_layout *mmu_layout(void)
{
	return &layout;
}

size_t mmu_grain_bytes(void)
{
	return MMU_PAGE_BYTES;
}

/* Descriptors are mapped once, at their place, behind memory that is used for nothing else. */
int mmu_map(const struct mmu_request *request)
{
	paddr_t table;
	int error = request->new_table(&table);

	if (error < 0)
		return error;
	if (request->va < layout.frames_start || request->bytes > layout.frames_end - request->va)
		panic("a mapping outside of the descriptors");
	for (uint64_t done = 0; done < request->bytes; done += FRAME_BYTES) {
		uint64_t page = (request->va + done - layout.frames_start) / FRAME_BYTES;
		uint64_t pfn = (request->pa.raw + done) / FRAME_BYTES;

		if (is_mapped[page] || holds_descriptors[pfn])
			panic("descriptors are mapped twice");
		is_mapped[page] = true;
		holds_descriptors[pfn] = true;
		memset((void *)(request->va + done), 0xcd, FRAME_BYTES);
	}
	return 0;
}

void mmu_flush(uintptr_t va, uint64_t bytes)
{
	(void)va;
	(void)bytes;
}

void preempt_now(void)
{
	panic("preemption that nobody wants");
}

void panic_at(const char *file, int line, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fprintf(stderr, "%s:%d: panic: ", file, line);
	vfprintf(stderr, format, args);
	fprintf(stderr, "\n");
	va_end(args);
	abort();
}

void log_write(enum log_level level, const char *format, ...)
{
	(void)level;
	(void)format;
}

bool symbols_find(uintptr_t pc, const char **name, uint32_t *offset)
{
	(void)pc;
	(void)name;
	(void)offset;
	return false;
}
