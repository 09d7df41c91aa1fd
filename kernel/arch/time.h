/*
 * Arch contract: the machine's counter that never stops, and a timer for each processor that
 * interrupts it once, at a value of that counter. Any context.
 */
#ifndef KERNEL_ARCH_TIME_H
#define KERNEL_ARCH_TIME_H

#include <stdbool.h>
#include <stdint.h>

/* Finds the counter's frequency. Needs boot_collect. */
void time_init(void);

/* Ticks since the machine's reset (or since some moment near it). */
uint64_t time_counter(void);

/* Ticks per second; 0 before time_init. */
uint64_t time_counter_hz(void);

/* Has this processor's timer interrupt it (irq_dispatch_timer) when time_counter() reaches
 * `deadline`, or as soon as possible if that has passed; it may be a little early or late. Replaces
 * the deadline before. Needs irq_init_processor; interrupts off. */
void timer_arm(uint64_t deadline);

/* No interrupt by the timer, but one that is on its way may still come. Interrupts off. */
void timer_disarm(void);

/* Does the timer work? Valid after irq_init_processor. */
bool timer_is_there(void);

/* What it is, for the log: "LAPIC, counting down". */
const char *timer_describe(void);

#endif
