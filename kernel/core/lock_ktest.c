/* Locks on one processor; core/smp_ktest.c has them fought for. What a debug build refuses ends in
 * a panic, so those tests are boots (provoke=lock-order and others). */
#include <kernel/core/spinlock.h>

#include <kernel/core/test.h>

static struct spinlock outer = SPINLOCK_INIT("test.outer", LOCK_RANK_TEST_OUTER);
static struct spinlock inner0 = SPINLOCK_INIT("test.inner0", LOCK_RANK_TEST_INNER);
static struct spinlock inner1 = SPINLOCK_INIT("test.inner1", LOCK_RANK_TEST_INNER);

TEST(spinlock_holds_off_preemption)
{
	uint32_t depth = preempt_depth();
	uint32_t held = lock_held_count();

	spin_lock(&outer);
	spin_lock(&inner0);
	EXPECT(spin_is_held(&outer));
	EXPECT(preempt_depth() == depth + 2);
	EXPECT(lock_held_count() == (CONFIG_DEBUG_LOCKS ? held + 2 : 0));
	spin_unlock(&outer); /* the order of unlocking is free */
	EXPECT(!spin_is_held(&outer));
	spin_unlock(&inner0);
	EXPECT(preempt_depth() == depth);
	EXPECT(lock_held_count() == held);
}

/* The compiler's analysis rightly dislikes what is tried here. */
static void try_twice(void) UNCHECKED_LOCKS
{
	uint32_t depth = preempt_depth();

	if (spin_try_lock(&outer)) {
		EXPECT(!spin_try_lock(&outer));
		spin_unlock(&outer);
	} else {
		EXPECT(false);
	}
	EXPECT(preempt_depth() == depth);
}

TEST(spinlock_try_fails_when_held)
{
	try_twice();
}

TEST(spinlock_pair_in_both_orders)
{
	spin_lock_pair(&inner0, &inner1);
	EXPECT(spin_is_held(&inner0) && spin_is_held(&inner1));
	spin_unlock(&inner0);
	spin_unlock(&inner1);
	spin_lock_pair(&inner1, &inner0);
	EXPECT(spin_is_held(&inner0) && spin_is_held(&inner1));
	spin_unlock(&inner1);
	spin_unlock(&inner0);
}

TEST(spinlock_irq_turns_interrupts_off)
{
	bool on = cpu_irqs_are_on();
	irq_state_t before = spin_lock_irq(&outer);

	EXPECT(!cpu_irqs_are_on());
	spin_unlock_irq(&outer, before);
	EXPECT(cpu_irqs_are_on() == on);
}
