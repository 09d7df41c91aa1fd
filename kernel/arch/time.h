/* Arch contract: the machine's counter that never stops. Any context. */
#ifndef KERNEL_ARCH_TIME_H
#define KERNEL_ARCH_TIME_H

#include <stdint.h>

/* Finds the counter's frequency. Needs boot_collect. */
void time_init(void);

/* Ticks since the machine's reset (or since some moment near it). */
uint64_t time_counter(void);

/* Ticks per second; 0 before time_init. */
uint64_t time_counter_hz(void);

#endif
