/*
 * Preemption: may this processor be given to another thread behind the running one's back?
 *
 * One per-processor word counts the reasons against it (spinlocks held, preempt_disable). Its top
 * bit is set while nobody wants the processor; so the word is 0 exactly when preemption is both
 * allowed and wanted, and leaving the last reason costs one decrement and one branch.
 *
 * The scheduler (kernel/task) hands its preemption down with preempt_set_hook; until then wanting
 * has no effect.
 */
#ifndef KERNEL_CORE_PREEMPT_H
#define KERNEL_CORE_PREEMPT_H

#include <stdbool.h>
#include <stdint.h>

#include <kernel/core/percpu.h>

#define PREEMPT_UNWANTED 0x80000000u
#define PREEMPT_IRQ      0x00010000u /* one level of interrupt handler */
#define PREEMPT_IRQ_MASK 0x00ff0000u

/* Per-processor: the word. */
extern uint32_t preempt_word;

/* What preempt_enable and the end of an interrupt do when the word has become 0. */
void preempt_now(void);
void preempt_now_irqs_off(void);

static inline void preempt_disable(void)
{
	machine_percpu_increment(&preempt_word);
}

static inline void preempt_enable(void)
{
	if (__builtin_expect(machine_percpu_decrement(&preempt_word), 0))
		preempt_now();
}

/* How many reasons there are against preempting this processor. */
static inline uint32_t preempt_depth(void)
{
	return percpu_read(preempt_word) & ~PREEMPT_UNWANTED;
}

/* Does an interrupt handler run here? */
static inline bool preempt_in_irq(void)
{
	return percpu_read(preempt_word) & PREEMPT_IRQ_MASK;
}

/* Around each interrupt handler, by the machine's interrupt entry; interrupts off. */
static inline void preempt_enter_irq(void)
{
	percpu_write(preempt_word, percpu_read(preempt_word) + PREEMPT_IRQ);
}

/* Behind it, before the interrupted code goes on: gives the processor away if that is wanted. */
static inline void preempt_leave_irq(void)
{
	uint32_t word = percpu_read(preempt_word) - PREEMPT_IRQ;

	percpu_write(preempt_word, word);
	if (word == 0)
		preempt_now_irqs_off();
}

/* The scheduler wants this processor back as soon as preemption is allowed. Interrupts off. */
static inline void preempt_want(void)
{
	percpu_write(preempt_word, percpu_read(preempt_word) & ~PREEMPT_UNWANTED);
}

/* The scheduler has been given the processor: nothing is wanted any more. Interrupts off. */
static inline void preempt_unwant(void)
{
	percpu_write(preempt_word, percpu_read(preempt_word) | PREEMPT_UNWANTED);
}

/* Sets what happens when preemption is wanted and allowed. It is called with interrupts off and the
 * word 0, and returns that way or later, on whatever processor the thread runs then. Boot only. */
void preempt_set_hook(void (*hook)(void));

#endif
