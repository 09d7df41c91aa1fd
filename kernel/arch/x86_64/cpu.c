/* x86_64: the processor itself. */
#include <kernel/arch/cpu.h>

#include "cpuid_priv.h"

#include <lib/base/string.h>

enum {
	CPUID_MAX_EXTENDED = 0x80000000,
	CPUID_BRAND_FIRST = 0x80000002,
	CPUID_BRAND_LAST = 0x80000004,
};

void cpu_halt(void)
{
	for (;;)
		__asm__ volatile("cli\n\thlt" : : : "memory");
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
