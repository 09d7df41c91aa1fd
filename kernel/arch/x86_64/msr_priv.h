/* x86_64: model-specific registers. */
#ifndef KERNEL_ARCH_X86_64_MSR_PRIV_H
#define KERNEL_ARCH_X86_64_MSR_PRIV_H

#include <stdint.h>

static inline uint64_t msr_read(uint32_t number)
{
	uint32_t low, high;

	__asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(number));
	return (uint64_t)high << 32 | low;
}

static inline void msr_write(uint32_t number, uint64_t value)
{
	__asm__ volatile("wrmsr"
	                 :
	                 : "c"(number), "a"((uint32_t)value), "d"((uint32_t)(value >> 32))
	                 : "memory");
}

#endif
