/* x86_64: CPUID, for the other files of this machine. */
#ifndef KERNEL_ARCH_X86_64_CPUID_PRIV_H
#define KERNEL_ARCH_X86_64_CPUID_PRIV_H

#include <stdint.h>

struct cpuid {
	uint32_t eax, ebx, ecx, edx;
};

static inline struct cpuid cpuid(uint32_t leaf, uint32_t subleaf)
{
	struct cpuid r;

	__asm__ volatile("cpuid"
	                 : "=a"(r.eax), "=b"(r.ebx), "=c"(r.ecx), "=d"(r.edx)
	                 : "a"(leaf), "c"(subleaf));
	return r;
}

#endif
