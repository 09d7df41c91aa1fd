/* Arch contract: the processor that executes this. Any context unless said otherwise. */
#ifndef KERNEL_ARCH_CPU_H
#define KERNEL_ARCH_CPU_H

#include <stdint.h>

#include <lib/base/compiler.h>

/* Stops this processor for good, interrupts off, drawing as little power as it can. */
NORETURN void cpu_halt(void);

/* Tells the processor that it is in a spin loop. */
void cpu_relax(void);

/* Whether interrupts were on: the machine's own bit, or 0. */
typedef uint64_t irq_state_t;

/* Turns interrupts off; the result goes to cpu_irq_restore. Pairs nest. */
MUST_CHECK irq_state_t cpu_irq_save(void);
void cpu_irq_restore(irq_state_t before);

/* The processor's name as the hardware tells it, at most size - 1 bytes. */
void cpu_describe(char *buf, uint32_t size);

#endif
