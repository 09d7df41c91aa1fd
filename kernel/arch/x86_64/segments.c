/*
 * GDT and TSS.
 *
 * In 64-bit mode segments do almost nothing, but the processor still wants a code segment, a data
 * segment for the stack, and a TSS: it holds the stacks (IST) for double fault, NMI and machine
 * check, which must work when the current stack is the problem [SDM3 8.7, 6.14.5].
 */
#include "machine_priv.h"

#include <stddef.h>

#include <kernel/arch/percpu.h>

enum {
	GDT_ENTRIES = 5, /* null, code, data, TSS (two) */
	TSS_AVAILABLE_64 = 0x89,
};

struct tss {
	uint32_t reserved0;
	uint64_t rsp[3];
	uint64_t reserved1;
	uint64_t ist[7];
	uint64_t reserved2;
	uint16_t reserved3;
	uint16_t io_map_base;
} PACKED;

_Static_assert(sizeof(struct tss) == 104, "[SDM3 8.7]");
_Static_assert(offsetof(struct tss, ist) == 36, "[SDM3 8.7]");

struct table_pointer {
	uint16_t limit;
	uint64_t base;
} PACKED;

static PERCPU struct tss tss;

static PERCPU uint64_t gdt[GDT_ENTRIES] = {
	[SELECTOR_CODE / 8] = 0x00af9b000000ffff, /* present, ring 0, execute/read, long */
	[SELECTOR_DATA / 8] = 0x00cf93000000ffff, /* present, ring 0, read/write */
};

/* A system descriptor is two entries; the base is scattered over it [SDM3 8.2.3]. */
static void set_tss_descriptor(uint64_t *table, const struct tss *its_tss)
{
	uint64_t base = (uintptr_t)its_tss;
	uint64_t limit = sizeof(*its_tss) - 1;

	table[SELECTOR_TSS / 8] = limit | (base & 0xffffff) << 16 |
	                          (uint64_t)TSS_AVAILABLE_64 << 40 | (base >> 24 & 0xff) << 56;
	table[SELECTOR_TSS / 8 + 1] = base >> 32;
}

void segments_init(uint8_t (*ist_stacks)[IST_STACK_BYTES], uintptr_t distance)
{
	struct tss *its_tss = (void *)((uintptr_t)&tss + distance);
	uint64_t *its_gdt = (void *)((uintptr_t)gdt + distance);
	struct table_pointer pointer = {.limit = sizeof(gdt) - 1, .base = (uintptr_t)its_gdt};

	for (int i = 0; i < NR_IST; i++)
		its_tss->ist[i] = (uintptr_t)(ist_stacks[i] + IST_STACK_BYTES);
	its_tss->io_map_base = sizeof(*its_tss);
	set_tss_descriptor(its_gdt, its_tss);

	__asm__ volatile("lgdt %0\n\t"
	                 "pushq %1\n\t"
	                 "leaq 1f(%%rip), %%rax\n\t"
	                 "pushq %%rax\n\t"
	                 "lretq\n"
	                 "1:\n\t"
	                 "mov %2, %%ds\n\t"
	                 "mov %2, %%es\n\t"
	                 "mov %2, %%ss\n\t"
	                 "mov %3, %%fs\n\t"
	                 "mov %3, %%gs\n\t"
	                 "ltr %4"
	                 :
	                 : "m"(pointer), "i"(SELECTOR_CODE), "r"(SELECTOR_DATA), "r"(0),
	                   "r"((uint16_t)SELECTOR_TSS)
	                 : "rax", "memory");
	percpu_set_distance(distance); /* loading gs may have left any base */
}
