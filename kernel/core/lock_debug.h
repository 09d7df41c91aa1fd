/*
 * What a debug build (CONFIG_DEBUG_LOCKS) knows of each lock, and its checks: order, recursion,
 * owner, context, hold time, a wait without end. In other builds struct lock_debug is empty and
 * nothing here is called.
 *
 * A check that fails panics and names both places; the panic then lists what the processor holds.
 */
#ifndef KERNEL_CORE_LOCK_DEBUG_H
#define KERNEL_CORE_LOCK_DEBUG_H

#include <stdbool.h>
#include <stdint.h>

#include <kernel/core/config.h>
#include <kernel/core/lock_rank.h>

struct lock_debug {
#if CONFIG_DEBUG_LOCKS
	const char *name;
	enum lock_rank rank;
	uint32_t owner;     /* processor number + 1; 0: free. Written by the owner. */
	uintptr_t taken_at; /* code address */
	uint64_t taken_ns;
	bool seen_in_irq;       /* an interrupt handler has taken it */
	bool seen_with_irqs_on; /* it has been taken while an interrupt could come */
#endif
};

#if CONFIG_DEBUG_LOCKS
#define LOCK_DEBUG_INIT(lock_name, lock_rank) {.name = (lock_name), .rank = (lock_rank)}
#else
#define LOCK_DEBUG_INIT(lock_name, lock_rank)                                                      \
	{                                                                                          \
	}
#endif

enum lock_how {
	LOCK_PLAIN,
	LOCK_IRQS_OFF, /* with interrupts turned off by the lock call itself */
	LOCK_SECOND,   /* the second of a pair of equal rank, by address */
	LOCK_TRY,      /* does not wait, so no order can hurt */
};

/* core/lock_debug.c, which only a debug build has. */

void lock_debug_init(struct lock_debug *lock, const char *name, enum lock_rank rank);

/* May it be taken here? Call before waiting for it. */
void lock_debug_before(struct lock_debug *lock, enum lock_how how);

/* It has been waited for since start_ns: panics when that is too long. */
void lock_debug_wait(const struct lock_debug *lock, uint64_t start_ns);

/* The caller has taken it. */
void lock_debug_taken(struct lock_debug *lock);

/* The caller is about to release it: is it the owner's to release? Returns for how many ns it was
 * held if that deserves lock_debug_report_hold after the release, else 0. */
uint64_t lock_debug_release(struct lock_debug *lock);
void lock_debug_report_hold(const struct lock_debug *lock, uint64_t held_ns);

bool lock_debug_is_owned(const struct lock_debug *lock);
void lock_debug_may_sleep(const char *what);
void lock_debug_released(const char *where, uint32_t allowed);
uint32_t lock_debug_count(void);
void lock_debug_print_held(uint32_t cpu);

/* Panics in a debug build if the caller must not sleep: it holds a spinlock, or preemption or
 * interrupts are off. `what` is what would sleep. */
static inline void lock_check_may_sleep(const char *what)
{
	if (CONFIG_DEBUG_LOCKS)
		lock_debug_may_sleep(what);
}

/* Panics in a debug build if this processor holds more spinlocks than `allowed`: an unlock is
 * missing. `where` says what has come to its end. */
static inline void lock_check_released(const char *where, uint32_t allowed)
{
	if (CONFIG_DEBUG_LOCKS)
		lock_debug_released(where, allowed);
}

/* How many spinlocks this processor holds; 0 in other builds. */
static inline uint32_t lock_held_count(void)
{
	return CONFIG_DEBUG_LOCKS ? lock_debug_count() : 0;
}

/* Prints the spinlocks that processor number cpu holds, for a panic; nothing in other builds. */
static inline void lock_print_held(uint32_t cpu)
{
	if (CONFIG_DEBUG_LOCKS)
		lock_debug_print_held(cpu);
}

#endif
