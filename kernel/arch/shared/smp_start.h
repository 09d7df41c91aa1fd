/* What starting processors needs from the machine, and gives to its entry code. */
#ifndef KERNEL_ARCH_SHARED_SMP_START_H
#define KERNEL_ARCH_SHARED_SMP_START_H

#include <stddef.h>
#include <stdint.h>

/* The processor that is being started: its number, and where its stack ends. Written before it
 * jumps, read by it once; the next one is started when this one has arrived. */
extern uint32_t smp_start_cpu;
extern uintptr_t smp_start_stack;

/* What the machine's part of a processor's block is: at smp_extra_of(cpu), aligned to a page. */
extern const size_t smp_extra_bytes;
void *smp_extra_of(uint32_t cpu);

/* Makes processors that sleep in the loader look at their start words. */
void smp_wake_parked(void);

/* Where processors enter, by the machine's assembly. */
uint64_t smp_entry_address(void);

#endif
