/* aarch64: interrupts on and off, and waiting, as inline instructions. */
#ifndef MACHINE_CPU_H
#define MACHINE_CPU_H

#include <kernel/arch/cpu.h>

enum { DAIF_IRQ = 1 << 7 };

static inline void cpu_relax(void)
{
	__asm__ volatile("yield" : : : "memory");
}

/* The bit masks. */
static inline bool cpu_irqs_are_on(void)
{
	uint64_t daif;

	__asm__ volatile("mrs %0, daif" : "=r"(daif));
	return !(daif & DAIF_IRQ);
}

static inline irq_state_t cpu_irq_save(void)
{
	uint64_t daif;

	__asm__ volatile("mrs %0, daif\n\tmsr daifset, #2" : "=r"(daif) : : "memory");
	return ~daif & DAIF_IRQ;
}

static inline void cpu_irq_restore(irq_state_t before)
{
	if (before)
		__asm__ volatile("msr daifclr, #2" : : : "memory");
}

static inline void cpu_irq_on(void)
{
	__asm__ volatile("msr daifclr, #2" : : : "memory");
}

/* An interrupt ends wfi even while it is masked [ARM D1.6.2]. */
static inline void cpu_wait(void)
{
	__asm__ volatile("dsb sy\n\twfi\n\tmsr daifclr, #2\n\tisb\n\tmsr daifset, #2"
	                 :
	                 :
	                 : "memory");
}

#endif
