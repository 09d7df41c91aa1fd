/*
 * Clocks: the monotonic one, which counts from the machine's reset and never jumps, and the real
 * one, which tells the date. Both read the machine's counter (arch/time.h); no lock.
 */
#ifndef KERNEL_CORE_CLOCK_H
#define KERNEL_CORE_CLOCK_H

#include <stdint.h>

/* Learns the counter's frequency. Needs time_init. */
void clock_init(void);

/* Nanoseconds since reset, to the counter's resolution; 0 before clock_init, or if the machine has
 * no counter that we know the speed of. Never goes back on one processor. Any context. */
uint64_t time_since_boot_ns(void);

/* Nanoseconds since 1970 UTC; 0 if the loader did not know the date. Any context. */
uint64_t time_real_ns(void);

/* Between nanoseconds and ticks of time_counter(). */
uint64_t clock_ticks_of_ns(uint64_t ns);
uint64_t clock_ns_of_ticks(uint64_t ticks);

#endif
