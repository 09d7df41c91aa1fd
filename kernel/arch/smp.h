/*
 * Arch contract: starting the other processors. They wait in the loader's code, each for a word of
 * its own (struct boot_processor). One after the other gets a stack and a copy of the per-processor
 * data, jumps into the kernel, and arrives in smp_processor_main.
 */
#ifndef KERNEL_ARCH_SMP_H
#define KERNEL_ARCH_SMP_H

#include <stdint.h>

#include <lib/base/compiler.h>

/* Starts all, as many as memory, the limit and the machine allow; says what it leaves out. Needs
 * kmap_init, irq_init_processor on this processor, and interrupts; boot processor, once. */
void smp_start_all(void);

/* What processor number cpu is called by the hardware. */
uint64_t smp_hardware_id(uint32_t cpu);

/* Up-call, implemented by core/smp.c: a processor has everything of its own and runs with
 * interrupts off, on a stack that is its to keep. */
NORETURN void smp_processor_main(void);

#endif
