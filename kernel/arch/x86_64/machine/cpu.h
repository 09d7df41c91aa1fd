/* x86_64: interrupts on and off, and waiting, as inline instructions. */
#ifndef MACHINE_CPU_H
#define MACHINE_CPU_H

#include <kernel/arch/cpu.h>

enum { RFLAGS_IF = 1 << 9 };

static inline void cpu_relax(void)
{
	__asm__ volatile("pause" : : : "memory");
}

static inline bool cpu_irqs_are_on(void)
{
	uint64_t flags;

	__asm__ volatile("pushfq\n\tpopq %0" : "=r"(flags));
	return flags & RFLAGS_IF;
}

static inline irq_state_t cpu_irq_save(void)
{
	uint64_t flags;

	__asm__ volatile("pushfq\n\tpopq %0\n\tcli" : "=r"(flags) : : "memory");
	return flags & RFLAGS_IF;
}

static inline void cpu_irq_restore(irq_state_t before)
{
	if (before)
		__asm__ volatile("sti" : : : "memory");
}

static inline void cpu_irq_on(void)
{
	__asm__ volatile("sti" : : : "memory");
}

/* sti takes effect behind the next instruction, so nothing fits between the two [SDM2 STI]. */
static inline void cpu_wait(void)
{
	__asm__ volatile("sti\n\thlt\n\tcli" : : : "memory");
}

#endif
