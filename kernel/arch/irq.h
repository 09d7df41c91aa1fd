/*
 * Arch contract: interrupts. A line is named by its number at the machine's controller: the global
 * system interrupt of a PC, the INTID of a GIC. Who handles what is the portable part's business
 * (core/interrupt.c); the machine says which line it was, masks, routes, and interrupts other
 * processors.
 */
#ifndef KERNEL_ARCH_IRQ_H
#define KERNEL_ARCH_IRQ_H

#include <stdbool.h>
#include <stdint.h>

#include <lib/base/compiler.h>

enum { IRQ_MAX_LINES = 1024 };

/* How a line behaves, or-ed; 0: as the machine's buses usually do (a PC's old lines: edge, high).
 */
enum irq_trigger {
	IRQ_LEVEL = 1 << 0,
	IRQ_LOW = 1 << 1, /* active low */
};

/* Reasons for one processor to interrupt another. */
enum irq_ipi {
	IRQ_IPI_CALL,     /* a cross-call waits (core/smp.c) */
	IRQ_IPI_SCHEDULE, /* its scheduler has something to decide */
	IRQ_NR_IPIS,
};

/* Finds and silences the interrupt controllers; nothing is enabled after it. Needs boot_collect;
 * before mmu_enter, for it maps registers. Boot processor. */
void irq_init(void);

/* Makes this processor ready to be interrupted, timer and other processors included. Interrupts
 * stay off. Each processor, once, after irq_init. */
void irq_init_processor(void);

/* "x2APIC, 24 lines", for the log. */
const char *irq_describe(void);

/* Sends line to processor number cpu and lets it through. Errors: -EINVAL no such line; -ENODEV no
 * controller. Callers keep calls for one line apart. */
MUST_CHECK int irq_enable(uint32_t line, unsigned trigger, uint32_t cpu);

/* Holds a line back, and lets it through again, after irq_enable. Any context. */
void irq_mask(uint32_t line);
void irq_unmask(uint32_t line);

/* Message-signalled interrupts: what a device writes where, to interrupt processor cpu. */
struct irq_message {
	uint64_t address;
	uint32_t data;
};

/* Makes a line of its own for messages to processor cpu. Errors: -ENOSPC all are in use; -ENODEV
 * this machine has none. */
MUST_CHECK int irq_alloc_message(uint32_t cpu, uint32_t *line, struct irq_message *out);
void irq_free_message(uint32_t line);

/* Interrupts processor number cpu, which may be this one. Any context. */
void irq_send(uint32_t cpu, enum irq_ipi ipi);

/* Asks processor number cpu to report itself and stop (smp_stop_here), with interrupts off, too,
 * where the machine can do that. For panics: takes no lock. */
void irq_send_stop(uint32_t cpu);

/* Up-calls, implemented by core/interrupt.c: something has interrupted. Interrupts are off, the
 * machine has told its controller that the line is served. */
void irq_dispatch_line(uint32_t line);
void irq_dispatch_ipi(enum irq_ipi ipi);
void irq_dispatch_timer(void);

#endif
