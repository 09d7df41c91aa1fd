/* riscv64: interrupts on and off, and waiting, as inline instructions. */
#ifndef MACHINE_CPU_H
#define MACHINE_CPU_H

#include <kernel/arch/cpu.h>

enum { SSTATUS_SIE = 1 << 1 };

static inline void cpu_relax(void)
{
	__asm__ volatile("" : : : "memory");
}

static inline bool cpu_irqs_are_on(void)
{
	uint64_t status;

	__asm__ volatile("csrr %0, sstatus" : "=r"(status));
	return status & SSTATUS_SIE;
}

static inline irq_state_t cpu_irq_save(void)
{
	uint64_t status;

	__asm__ volatile("csrrci %0, sstatus, %1" : "=r"(status) : "i"(SSTATUS_SIE) : "memory");
	return status & SSTATUS_SIE;
}

static inline void cpu_irq_restore(irq_state_t before)
{
	if (before)
		__asm__ volatile("csrsi sstatus, %0" : : "i"(SSTATUS_SIE) : "memory");
}

static inline void cpu_irq_on(void)
{
	__asm__ volatile("csrsi sstatus, %0" : : "i"(SSTATUS_SIE) : "memory");
}

/* An interrupt ends wfi even while they are off [RISCV-PRIV 3.3.3]. */
static inline void cpu_wait(void)
{
	__asm__ volatile("wfi\n\tcsrsi sstatus, %0\n\tcsrci sstatus, %0"
	                 :
	                 : "i"(SSTATUS_SIE)
	                 : "memory");
}

#endif
