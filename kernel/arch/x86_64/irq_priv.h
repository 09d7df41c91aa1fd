/* x86_64: from trap.c to irq.c. */
#ifndef KERNEL_ARCH_X86_64_IRQ_PRIV_H
#define KERNEL_ARCH_X86_64_IRQ_PRIV_H

#include <stdint.h>

/* An interrupt with this vector has come; interrupts are off. */
void irq_serve_vector(uint64_t vector);

#endif
