/*
 * Spinlock: mutual exclusion between processors and between a thread and an interrupt handler.
 *
 * Holding one keeps interrupts off on this processor, so a holder is never interrupted by code that
 * wants the same lock. Ticket order: first come, first served. Ranks: docs/locks.md.
 */
#ifndef KERNEL_CORE_SPINLOCK_H
#define KERNEL_CORE_SPINLOCK_H

#include <stdatomic.h>
#include <stdint.h>

#include <kernel/arch/cpu.h>

struct spinlock {
	_Atomic uint32_t next_ticket; /* A */
	_Atomic uint32_t now_serving; /* A, written by the holder only */
};

#define SPINLOCK_INIT {0, 0}

/* Takes the lock; returns what spin_unlock must get back. Any context that does not hold it. */
MUST_CHECK static inline irq_state_t spin_lock(struct spinlock *lock)
{
	irq_state_t before = cpu_irq_save();
	uint32_t mine = atomic_fetch_add_explicit(&lock->next_ticket, 1, memory_order_relaxed);

	/* Pairs with the release in spin_unlock: what the last holder wrote is visible here. */
	while (atomic_load_explicit(&lock->now_serving, memory_order_acquire) != mine)
		cpu_relax();
	return before;
}

static inline void spin_unlock(struct spinlock *lock, irq_state_t before)
{
	uint32_t mine = atomic_load_explicit(&lock->now_serving, memory_order_relaxed);

	atomic_store_explicit(&lock->now_serving, mine + 1, memory_order_release);
	cpu_irq_restore(before);
}

#endif
