/*
 * Arch contract: the processor that executes this. Any context unless said otherwise.
 *
 * The machine gives, as inline functions in <machine/cpu.h>:
 *
 *	void cpu_relax(void)                      tells the processor that it is in a spin loop
 *	bool cpu_irqs_are_on(void)
 *	irq_state_t cpu_irq_save(void)            turns interrupts off; pairs with cpu_irq_restore
 *	void cpu_irq_restore(irq_state_t before)    and nests
 *	void cpu_irq_on(void)                     turns them on, for the first time on a processor
 *	void cpu_wait(void)                       with interrupts off: sleeps until one is there,
 *takes it, and returns with interrupts off
 */
#ifndef KERNEL_ARCH_CPU_H
#define KERNEL_ARCH_CPU_H

#include <stdbool.h>
#include <stdint.h>

#include <lib/base/compiler.h>

/* Whether interrupts were on: the machine's own bit, or 0. */
typedef uint64_t irq_state_t;

#include <machine/cpu.h>

/* Stops this processor for good, interrupts off, drawing as little power as it can. */
NORETURN void cpu_halt(void);

/* The processor's name as the hardware tells it, at most size - 1 bytes. */
void cpu_describe(char *buf, uint32_t size);

#endif
