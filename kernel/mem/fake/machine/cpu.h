/* A processor without interrupts, for tests on the host; it knows whether calls come in pairs. */
#ifndef MACHINE_CPU_H
#define MACHINE_CPU_H

#include <kernel/arch/cpu.h>

/* How often interrupts have been turned off. */
extern uint64_t fake_irqs_off;

static inline void cpu_relax(void)
{
}

static inline bool cpu_irqs_are_on(void)
{
	return fake_irqs_off == 0;
}

static inline irq_state_t cpu_irq_save(void)
{
	return fake_irqs_off++;
}

static inline void cpu_irq_restore(irq_state_t before)
{
	fake_irqs_off = before;
}

#endif
