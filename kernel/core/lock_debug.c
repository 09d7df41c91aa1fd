/*
 * Lock checks of the debug build.
 *
 * Each processor keeps the list of the spinlocks it holds, in the order in which it took them
 * (preemption is off while it holds one, so the list is the running code's). A lock may be taken if
 * its rank is higher than that of every lock in the list. The list needs no lock: interrupts are
 * off while it changes, and others read it only in a panic.
 *
 * Three more rules follow from interrupts: what a handler takes must never be held while the
 * handler could come (seen_in_irq against seen_with_irqs_on); a wait of WAIT_MAX_NS is a deadlock
 * whatever the order says; a hold of HOLD_MAX_NS is worth a line in the log.
 */
#include <kernel/core/lock_debug.h>

#include <stddef.h>

#include <kernel/arch/cpu.h>
#include <kernel/core/clock.h>
#include <kernel/core/log.h>
#include <kernel/core/panic.h>
#include <kernel/core/percpu.h>
#include <kernel/core/preempt.h>
#include <kernel/core/symbols.h>
#include <lib/base/fmt.h>

enum {
	MAX_HELD = 16,
	PLACE_BYTES = 80,
};

#define HOLD_MAX_NS 20000000ull    /* far over any honest hold, even in an emulator */
#define WAIT_MAX_NS 60000000000ull /* a stalled host can hold a guest's processor for seconds */

struct held {
	uint32_t count;
	struct lock_debug *locks[MAX_HELD]; /* as taken, oldest first */
};

static PERCPU struct held held;
static PERCPU bool reporting; /* a long hold is being logged, which takes a lock itself */

/* "spin_test+0x12", or the bare address. */
static const char *place(uintptr_t pc, char buf[PLACE_BYTES])
{
	const char *name;
	uint32_t offset;

	if (pc && symbols_find(pc - 1, &name, &offset))
		fmt_string(buf, PLACE_BYTES, "%s+%#x", name, offset + 1);
	else
		fmt_string(buf, PLACE_BYTES, "%#lx", (unsigned long)pc);
	return buf;
}

void lock_debug_init(struct lock_debug *lock, const char *name, enum lock_rank rank)
{
	*lock = (struct lock_debug)LOCK_DEBUG_INIT(name, rank);
}

static void check_irqs(struct lock_debug *lock, enum lock_how how)
{
	if (preempt_in_irq())
		lock->seen_in_irq = true;
	else if (how == LOCK_PLAIN && cpu_irqs_are_on())
		lock->seen_with_irqs_on = true;
	if (lock->seen_in_irq && lock->seen_with_irqs_on)
		panic("lock: %s is taken by an interrupt handler, and elsewhere with interrupts "
		      "on: "
		      "use spin_lock_irq",
		      lock->name);
}

static void check_order(const struct lock_debug *lock, enum lock_how how)
{
	const struct held *mine = percpu_ptr(held);
	char there[PLACE_BYTES];

	for (uint32_t i = 0; i < mine->count; i++) {
		const struct lock_debug *other = mine->locks[i];

		if (other->rank < lock->rank)
			continue;
		if (how == LOCK_SECOND && other->rank == lock->rank && other < lock)
			continue;
		panic("lock: wrong order: processor %u wants %s (rank %d) while it holds %s (rank "
		      "%d), taken at %s; see docs/locks.md",
		      percpu_id(), lock->name, lock->rank, other->name, other->rank,
		      place(other->taken_at, there));
	}
}

void lock_debug_before(struct lock_debug *lock, enum lock_how how)
{
	char there[PLACE_BYTES];

	if (lock_debug_is_owned(lock))
		panic("lock: recursion: processor %u wants %s, which it holds since %s",
		      percpu_id(), lock->name, place(lock->taken_at, there));
	check_irqs(lock, how);
	if (how != LOCK_TRY)
		check_order(lock, how);
}

void lock_debug_wait(const struct lock_debug *lock, uint64_t start_ns)
{
	uint64_t now_ns = time_since_boot_ns();
	char there[PLACE_BYTES];

	/* Before the clock runs, every time is 0. */
	if (now_ns - start_ns < WAIT_MAX_NS)
		return;
	panic("lock: deadlock: processor %u waits for %s since %llu ms; processor %d took it at %s",
	      percpu_id(), lock->name, (unsigned long long)(now_ns - start_ns) / 1000000,
	      (int)lock->owner - 1, place(lock->taken_at, there));
}

void lock_debug_taken(struct lock_debug *lock)
{
	irq_state_t before = cpu_irq_save();
	struct held *mine = percpu_ptr(held);

	ASSERT(mine->count < MAX_HELD);
	mine->locks[mine->count++] = lock;
	lock->owner = percpu_id() + 1;
	lock->taken_at = (uintptr_t)__builtin_return_address(0);
	lock->taken_ns = time_since_boot_ns();
	cpu_irq_restore(before);
}

/* Locks are mostly, but not always, released in the reverse order. */
static void forget(struct lock_debug *lock)
{
	struct held *mine = percpu_ptr(held);
	uint32_t i = mine->count;

	while (i > 0 && mine->locks[i - 1] != lock)
		i--;
	ASSERT(i > 0);
	for (; i < mine->count; i++)
		mine->locks[i - 1] = mine->locks[i];
	mine->count--;
}

uint64_t lock_debug_release(struct lock_debug *lock)
{
	irq_state_t before = cpu_irq_save();
	uint64_t held_ns = time_since_boot_ns() - lock->taken_ns;

	if (!lock_debug_is_owned(lock))
		panic("lock: %s is released by processor %u, which does not hold it", lock->name,
		      percpu_id());
	forget(lock);
	lock->owner = 0;
	cpu_irq_restore(before);
	/* Consoles are slow, and the log cannot report itself. */
	if (held_ns < HOLD_MAX_NS || lock->taken_ns == 0 || lock->rank == LOCK_RANK_LOG)
		return 0;
	return held_ns;
}

void lock_debug_report_hold(const struct lock_debug *lock, uint64_t held_ns)
{
	char there[PLACE_BYTES];

	if (percpu_read(reporting))
		return;
	percpu_write(reporting, true);
	log_warn("lock: %s was held for %llu us, taken at %s", lock->name,
	         (unsigned long long)held_ns / 1000, place(lock->taken_at, there));
	percpu_write(reporting, false);
}

bool lock_debug_is_owned(const struct lock_debug *lock)
{
	return lock->owner == percpu_id() + 1;
}

void lock_debug_may_sleep(const char *what)
{
	const struct held *mine = percpu_ptr(held);

	if (mine->count > 0)
		panic("lock: %s may sleep, and the caller holds spinlock %s", what,
		      mine->locks[mine->count - 1]->name);
	if (preempt_in_irq())
		panic("lock: %s may sleep, and this is an interrupt handler", what);
	if (preempt_depth() > 0)
		panic("lock: %s may sleep, and preemption is off", what);
	if (!cpu_irqs_are_on())
		panic("lock: %s may sleep, and interrupts are off", what);
}

void lock_debug_released(const char *where, uint32_t allowed)
{
	const struct held *mine = percpu_ptr(held);
	char there[PLACE_BYTES];

	if (mine->count > allowed)
		panic("lock: missing unlock: %s has ended and still holds %s, taken at %s", where,
		      mine->locks[mine->count - 1]->name,
		      place(mine->locks[mine->count - 1]->taken_at, there));
}

uint32_t lock_debug_count(void)
{
	return percpu_ptr(held)->count;
}

void lock_debug_print_held(uint32_t cpu)
{
	const struct held *its = percpu_ptr_of(held, cpu);
	char there[PLACE_BYTES];

	for (uint32_t i = its->count; i > 0 && i <= MAX_HELD; i--)
		log_raw("  holds %s (rank %d), taken at %s\n", its->locks[i - 1]->name,
		        its->locks[i - 1]->rank, place(its->locks[i - 1]->taken_at, there));
}
