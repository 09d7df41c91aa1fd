/*
 * Interrupt handlers: who is called when a line interrupts. Several devices may share a line that
 * is level triggered; each handler says whether it was its device.
 */
#ifndef KERNEL_CORE_INTERRUPT_H
#define KERNEL_CORE_INTERRUPT_H

#include <stdbool.h>
#include <stdint.h>

#include <kernel/arch/irq.h>
#include <lib/base/compiler.h>

struct irq_handler {
	/* Serves the device; true if it had something to say. Interrupts are off; it must not
	 * sleep, and takes locks by spin_lock_irq only. */
	bool (*handle)(struct irq_handler *handler);
	const char *name;
	struct irq_handler *next; /* L: the line's lock */
};

/* Calls the handler whenever line interrupts, on processor number cpu. The handler stays the
 * caller's. Errors: those of irq_enable; -EBUSY the line is in use and not level triggered, or
 * differently. Context: any but handlers. */
MUST_CHECK int irq_add_handler(uint32_t line, unsigned trigger, uint32_t cpu,
                               struct irq_handler *handler);

/* After it the handler is not called any more, and no call of it is under way. Context: not from a
 * handler, no spinlock held. */
void irq_remove_handler(uint32_t line, struct irq_handler *handler);

/* How often line has interrupted so far, on all processors. */
uint64_t irq_count(uint32_t line);

/* The hooks of the rooms above: what the timer's interrupt and a wish of the scheduler's mean.
 * Called with interrupts off, in a handler's context. Returns the hook before, null at first. For
 * boot and tests: an interrupt may still find the old one. */
void (*irq_set_timer_hook(void (*hook)(void)))(void);
void (*irq_set_schedule_hook(void (*hook)(void)))(void);

#endif
