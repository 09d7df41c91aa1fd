/* loongarch64: interrupts on and off, and waiting, as inline instructions. */
#ifndef MACHINE_CPU_H
#define MACHINE_CPU_H

#include <kernel/arch/cpu.h>

enum { CRMD_IE = 1 << 2 };

static inline void cpu_relax(void)
{
	__asm__ volatile("nop" : : : "memory");
}

/* csrxchg changes the bits of the mask in CRMD and gives the whole old register. */
static inline uint64_t machine_crmd_set(uint64_t value)
{
	__asm__ volatile("csrxchg %0, %1, 0" : "+r"(value) : "r"((uint64_t)CRMD_IE) : "memory");
	return value & CRMD_IE;
}

static inline bool cpu_irqs_are_on(void)
{
	uint64_t value;

	__asm__ volatile("csrrd %0, 0" : "=r"(value));
	return value & CRMD_IE;
}

static inline irq_state_t cpu_irq_save(void)
{
	return machine_crmd_set(0);
}

static inline void cpu_irq_restore(irq_state_t before)
{
	if (before)
		machine_crmd_set(CRMD_IE);
}

static inline void cpu_irq_on(void)
{
	machine_crmd_set(CRMD_IE);
}

/* idle wants interrupts on [LA-V1 4.2.7.1]. One that comes just before it is taken first and does
 * not end it, so whoever waits here keeps a timer armed. */
static inline void cpu_wait(void)
{
	machine_crmd_set(CRMD_IE);
	__asm__ volatile("idle 0" : : : "memory");
	machine_crmd_set(0);
}

#endif
