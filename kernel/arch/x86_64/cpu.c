/* x86_64: the processor itself. */
#include <kernel/arch/cpu.h>

#include "cpuid_priv.h"

#include <lib/base/string.h>

enum {
	RFLAGS_IF = 1 << 9,
	CPUID_MAX_EXTENDED = 0x80000000,
	CPUID_BRAND_FIRST = 0x80000002,
	CPUID_BRAND_LAST = 0x80000004,
};

void cpu_halt(void)
{
	for (;;)
		__asm__ volatile("cli\n\thlt" : : : "memory");
}

void cpu_relax(void)
{
	__asm__ volatile("pause");
}

irq_state_t cpu_irq_save(void)
{
	uint64_t flags;

	__asm__ volatile("pushfq\n\tpopq %0\n\tcli" : "=r"(flags) : : "memory");
	return flags & RFLAGS_IF;
}

void cpu_irq_restore(irq_state_t before)
{
	if (before)
		__asm__ volatile("sti" : : : "memory");
}

/* The brand string is 48 bytes in three leaves, often with leading blanks [SDM2 CPUID]. */
void cpu_describe(char *buf, uint32_t size)
{
	union {
		struct cpuid leaves[3];
		char text[49];
	} brand = {.text = "x86_64 processor"};
	const char *start = brand.text;

	if (cpuid(CPUID_MAX_EXTENDED, 0).eax >= CPUID_BRAND_LAST) {
		for (uint32_t leaf = CPUID_BRAND_FIRST; leaf <= CPUID_BRAND_LAST; leaf++)
			brand.leaves[leaf - CPUID_BRAND_FIRST] = cpuid(leaf, 0);
		brand.text[48] = '\0';
	}
	while (*start == ' ')
		start++;
	str_copy(buf, start, size);
}
