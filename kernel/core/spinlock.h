/*
 * Spinlock: mutual exclusion between processors.
 *
 * Ticket order: first come, first served. A holder is not preempted and never sleeps. A lock that
 * an interrupt handler takes, too, is taken with interrupts off everywhere else (spin_lock_irq), or
 * the handler could wait for the code it interrupted.
 *
 * Each lock has a rank (core/lock_rank.h, docs/locks.md): locks are taken in ascending order. The
 * debug build checks that and more (core/lock_debug.h); in other builds a lock is two words.
 */
#ifndef KERNEL_CORE_SPINLOCK_H
#define KERNEL_CORE_SPINLOCK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include <kernel/arch/cpu.h>
#include <kernel/core/clock.h>
#include <kernel/core/lock_debug.h>
#include <kernel/core/preempt.h>

struct CAPABILITY("spinlock") spinlock {
	_Atomic uint32_t next_ticket; /* A */
	_Atomic uint32_t now_serving; /* A, written by the holder only */
	struct lock_debug debug;      /* written by the holder */
};

/* static struct spinlock lock = SPINLOCK_INIT("frame.lock", LOCK_RANK_FRAME); */
#define SPINLOCK_INIT(name, rank) {.debug = LOCK_DEBUG_INIT(name, rank)}

/* The same at run time. The name stays the caller's and must live as long as the lock. */
static inline void spin_init(struct spinlock *lock, const char *name, enum lock_rank rank)
{
	atomic_init(&lock->next_ticket, 0);
	atomic_init(&lock->now_serving, 0);
	if (CONFIG_DEBUG_LOCKS)
		lock_debug_init(&lock->debug, name, rank);
}

/* The bare lock, for the functions below. */
static inline void spin_acquire(struct spinlock *lock, enum lock_how how)
{
	uint64_t start_ns = CONFIG_DEBUG_LOCKS ? time_since_boot_ns() : 0;
	uint32_t mine;

	if (CONFIG_DEBUG_LOCKS)
		lock_debug_before(&lock->debug, how);
	mine = atomic_fetch_add_explicit(&lock->next_ticket, 1, memory_order_relaxed);
	/* Pairs with the release in spin_release: what the last holder wrote is visible here. */
	while (atomic_load_explicit(&lock->now_serving, memory_order_acquire) != mine) {
		cpu_relax();
		if (CONFIG_DEBUG_LOCKS)
			lock_debug_wait(&lock->debug, start_ns);
	}
	if (CONFIG_DEBUG_LOCKS)
		lock_debug_taken(&lock->debug);
}

/* Returns what spin_report wants to know once nothing is locked any more. */
static inline uint64_t spin_release(struct spinlock *lock)
{
	uint64_t held_ns = CONFIG_DEBUG_LOCKS ? lock_debug_release(&lock->debug) : 0;
	uint32_t mine = atomic_load_explicit(&lock->now_serving, memory_order_relaxed);

	atomic_store_explicit(&lock->now_serving, mine + 1, memory_order_release);
	return held_ns;
}

static inline void spin_report(struct spinlock *lock, uint64_t held_ns)
{
	if (CONFIG_DEBUG_LOCKS && held_ns)
		lock_debug_report_hold(&lock->debug, held_ns);
}

/* For a lock that no interrupt handler takes. Any context but those; waits. */
static inline void spin_lock(struct spinlock *lock) ACQUIRES(*lock) UNCHECKED_LOCKS
{
	preempt_disable();
	spin_acquire(lock, LOCK_PLAIN);
}

static inline void spin_unlock(struct spinlock *lock) RELEASES(*lock) UNCHECKED_LOCKS
{
	uint64_t held_ns = spin_release(lock);

	preempt_enable();
	spin_report(lock, held_ns);
}

/* Interrupts off while it is held; the result goes to spin_unlock_irq. Pairs nest. Any context but
 * a non-maskable interrupt; waits. */
MUST_CHECK static inline irq_state_t spin_lock_irq(struct spinlock *lock)
	ACQUIRES(*lock) UNCHECKED_LOCKS
{
	irq_state_t before = cpu_irq_save();

	preempt_disable();
	spin_acquire(lock, LOCK_IRQS_OFF);
	return before;
}

static inline void spin_unlock_irq(struct spinlock *lock, irq_state_t before)
	RELEASES(*lock) UNCHECKED_LOCKS
{
	uint64_t held_ns = spin_release(lock);

	cpu_irq_restore(before);
	preempt_enable();
	spin_report(lock, held_ns);
}

/* Takes it if it is free: true, and spin_unlock gives it back. Does not wait, so the order of ranks
 * does not matter. Only for locks that no interrupt handler takes, or with interrupts off. */
MUST_CHECK static inline bool spin_try_lock(struct spinlock *lock)
	TRY_ACQUIRES(true, *lock) UNCHECKED_LOCKS
{
	uint32_t serving, next;

	preempt_disable();
	if (CONFIG_DEBUG_LOCKS && lock_debug_is_owned(&lock->debug))
		goto busy;
	serving = atomic_load_explicit(&lock->now_serving, memory_order_relaxed);
	next = serving;
	/* As in spin_acquire: pairs with the release in spin_release. */
	if (!atomic_compare_exchange_strong_explicit(&lock->next_ticket, &next, serving + 1,
	                                             memory_order_acquire, memory_order_relaxed))
		goto busy;
	if (CONFIG_DEBUG_LOCKS) {
		lock_debug_before(&lock->debug, LOCK_TRY);
		lock_debug_taken(&lock->debug);
	}
	return true;
busy:
	preempt_enable();
	return false;
}

/* Takes two different locks of one rank, the one with the lower address first. Interrupts are the
 * caller's business. spin_unlock each. */
static inline void spin_lock_pair(struct spinlock *a, struct spinlock *b)
	ACQUIRES(*a, *b) UNCHECKED_LOCKS
{
	struct spinlock *first = a < b ? a : b;
	struct spinlock *second = a < b ? b : a;

	preempt_disable();
	spin_acquire(first, LOCK_PLAIN);
	preempt_disable();
	spin_acquire(second, LOCK_SECOND);
}

/* For ASSERT: does this processor hold it? In builds without lock checks: does anybody? */
static inline bool spin_is_held(const struct spinlock *lock)
{
	if (CONFIG_DEBUG_LOCKS)
		return lock_debug_is_owned(&lock->debug);
	return atomic_load_explicit(&lock->next_ticket, memory_order_relaxed) !=
	       atomic_load_explicit(&lock->now_serving, memory_order_relaxed);
}

#endif
