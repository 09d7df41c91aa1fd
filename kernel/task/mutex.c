/*
 * owner is the whole truth: 0 free, a thread, or a thread with bit 0 set while somebody waits. A
 * free mutex has no waiters: whoever unlocks makes the first waiter the owner before waking it. Bit
 * 0 and the list change together, under the spinlock; everything else is one exchange of owner.
 */
#include <kernel/task/mutex.h>

#include <stddef.h>

#include <kernel/core/config.h>
#include <kernel/core/panic.h>
#include <kernel/task/sched.h>
#include <kernel/task/thread.h>

enum { MUTEX_CONTENDED = 1 };

void mutex_init(struct mutex *mutex, const char *name, enum lock_rank rank)
{
	ASSERT(rank < LOCK_RANK_SPIN);
	atomic_init(&mutex->owner, 0);
	spin_init(&mutex->lock, name, LOCK_RANK_MUTEX);
	wait_queue_init(&mutex->waiters);
	mutex->name = name;
	mutex->rank = rank;
}

static struct thread *thread_of_owner(uintptr_t owner)
{
	return (struct thread *)(owner & ~(uintptr_t)MUTEX_CONTENDED);
}

/* In a build that checks: each mutex must stand behind all that the thread holds. */
static void check_rank(const struct mutex *mutex, const struct thread *self)
{
	for (uint32_t i = 0; i < self->nr_mutexes; i++) {
		if (self->mutex_ranks[i] >= mutex->rank)
			panic("lock: wrong order: %s wants mutex %s (rank %u) while it holds one "
			      "of rank "
			      "%u",
			      self->name, mutex->name, (unsigned)mutex->rank, self->mutex_ranks[i]);
	}
}

/* The caller has become the owner. */
static void note_taken(const struct mutex *mutex, struct thread *self)
{
	if (CONFIG_DEBUG_LOCKS) {
		ASSERT(self->nr_mutexes < THREAD_MAX_RANKS);
		self->mutex_ranks[self->nr_mutexes] = (uint16_t)mutex->rank;
	}
	self->nr_mutexes++;
}

/* Mutexes may be released in any order. */
static void note_released(const struct mutex *mutex, struct thread *self)
{
	self->nr_mutexes--;
	for (uint32_t i = 0; CONFIG_DEBUG_LOCKS && i < self->nr_mutexes; i++) {
		if (self->mutex_ranks[i] == mutex->rank) {
			self->mutex_ranks[i] = self->mutex_ranks[self->nr_mutexes];
			return;
		}
	}
}

/* The weight of the heaviest waiter, 0 without any. */
static uint32_t heaviest_waiter_locked(const struct mutex *mutex)
{
	struct list_node *node;
	uint32_t heaviest = 0;

	list_for_each(node, &mutex->waiters.waiters) {
		uint32_t weight = sched_weight(CONTAINER_OF(node, struct waiter, node)->thread);

		if (weight > heaviest)
			heaviest = weight;
	}
	return heaviest;
}

/* Marks the mutex as contended; returns its owner, or null and the caller owns it. */
static struct thread *contend_locked(struct mutex *mutex, struct thread *self)
{
	uintptr_t owner = atomic_load_explicit(&mutex->owner, memory_order_relaxed);
	uintptr_t wanted;

	do {
		wanted = owner ? owner | MUTEX_CONTENDED : (uintptr_t)self;
		/* Acquire as in mutex_try_lock. */
	} while (!atomic_compare_exchange_weak_explicit(
		&mutex->owner, &owner, wanted, memory_order_acquire, memory_order_relaxed));
	return thread_of_owner(owner);
}

static void lock_contended(struct mutex *mutex, struct thread *self)
{
	irq_state_t irqs = spin_lock_irq(&mutex->lock);
	struct thread *owner = contend_locked(mutex, self);

	if (owner) {
		if (owner == self)
			panic("lock: recursion: %s wants mutex %s, which it holds", self->name,
			      mutex->name);
		sched_lend_weight(owner, sched_weight(self));
		wait_sleep_locked(&mutex->waiters, &mutex->lock, irqs);
		/* It was handed over. */
	}
	spin_unlock_irq(&mutex->lock, irqs);
}

void mutex_lock(struct mutex *mutex) UNCHECKED_LOCKS
{
	struct thread *self = thread_current();
	uintptr_t free = 0;

	lock_check_may_sleep("mutex_lock");
	if (CONFIG_DEBUG_LOCKS)
		check_rank(mutex, self);
	/* Pairs with the release in mutex_unlock: what the last owner wrote is visible here. */
	if (!atomic_compare_exchange_strong_explicit(&mutex->owner, &free, (uintptr_t)self,
	                                             memory_order_acquire, memory_order_relaxed))
		lock_contended(mutex, self);
	note_taken(mutex, self);
}

bool mutex_try_lock(struct mutex *mutex) UNCHECKED_LOCKS
{
	struct thread *self = thread_current();
	uintptr_t free = 0;

	/* As in mutex_lock. */
	if (!atomic_compare_exchange_strong_explicit(&mutex->owner, &free, (uintptr_t)self,
	                                             memory_order_acquire, memory_order_relaxed))
		return false;
	note_taken(mutex, self);
	return true;
}

/* Makes the one that waits longest the owner. It inherits what the others lend. */
static void hand_over(struct mutex *mutex)
{
	irq_state_t irqs = spin_lock_irq(&mutex->lock);
	struct thread *heir = wait_first_locked(&mutex->waiters);
	uintptr_t owner = (uintptr_t)heir;
	uint32_t weight;

	wait_wake_one_locked(&mutex->waiters);
	weight = heaviest_waiter_locked(mutex);
	if (weight > 0) {
		owner |= MUTEX_CONTENDED;
		sched_lend_weight(heir, weight);
	}
	/* The heir takes the spinlock before it goes on, so that orders everything. */
	atomic_store_explicit(&mutex->owner, owner, memory_order_relaxed);
	spin_unlock_irq(&mutex->lock, irqs);
}

void mutex_unlock(struct mutex *mutex) UNCHECKED_LOCKS
{
	struct thread *self = thread_current();
	uintptr_t owner = (uintptr_t)self;

	if (!mutex_is_mine(mutex))
		panic("lock: mutex %s is released by %s, which does not hold it", mutex->name,
		      self->name);
	note_released(mutex, self);
	/* Pairs with the acquire in mutex_lock. */
	if (!atomic_compare_exchange_strong_explicit(&mutex->owner, &owner, 0, memory_order_release,
	                                             memory_order_relaxed))
		hand_over(mutex);
	if (self->nr_mutexes == 0 && self->has_loan)
		sched_return_weight();
}

bool mutex_is_mine(const struct mutex *mutex)
{
	uintptr_t owner = atomic_load_explicit(&mutex->owner, memory_order_relaxed);

	return thread_of_owner(owner) == thread_current();
}
