/* aarch64: between trap.c, irq.c and time.c. */
#ifndef KERNEL_ARCH_AARCH64_IRQ_PRIV_H
#define KERNEL_ARCH_AARCH64_IRQ_PRIV_H

#include <stdbool.h>

/* An interrupt has come; interrupts are off. True if it asks this processor to stop. */
bool irq_serve(void);

bool irq_has_controller(void);

/* Silences the timer, whose interrupt is a level, until it is armed again. */
void timer_quench(void);

#endif
