/* RCU: no reader ever finds what a writer has given up. */
#include <kernel/task/rcu.h>

#include <stdatomic.h>
#include <stdbool.h>

#include "ktest_priv.h"

#include <kernel/core/clock.h>
#include <kernel/core/test.h>
#include <kernel/task/mutex.h>
#include <kernel/task/sched.h>
#include <kernel/task/thread.h>
#include <lib/base/list.h>

enum { NR_ITEMS = 16, ALIVE = 0x600d, DEAD = 0xdead };

struct item {
	struct rcu_head head;
	_Atomic uint32_t mark; /* ALIVE, or DEAD when a writer has given it up */
	atomic_bool is_free;
};

struct world {
	uint64_t end_ns;
	struct mutex mutex; /* writers */
	struct item *_Atomic shared;
	struct item items[NR_ITEMS];
	atomic_uint nr_violations, nr_reads, nr_writes;
};

static struct world world;

static void read(void *unused)
{
	uint32_t seed = thread_current()->id;

	(void)unused;
	do {
		rcu_read_lock();
		struct item *item = atomic_load_explicit(&world.shared, memory_order_acquire);

		for (uint32_t i = ktest_random(&seed) % 200; i > 0; i--) {
			if (atomic_load_explicit(&item->mark, memory_order_relaxed) != ALIVE)
				atomic_fetch_add(&world.nr_violations, 1);
		}
		rcu_read_unlock();
		atomic_fetch_add(&world.nr_reads, 1);
	} while (time_since_boot_ns() < world.end_ns);
}

static struct item *find_free(void)
{
	for (uint32_t i = 0; i < NR_ITEMS; i++) {
		if (atomic_exchange(&world.items[i].is_free, false))
			return &world.items[i];
	}
	return NULL;
}

static void give_up(struct rcu_head *head)
{
	struct item *item = CONTAINER_OF(head, struct item, head);

	atomic_store(&item->mark, DEAD);
	atomic_store(&item->is_free, true);
}

static void replace_once(uint32_t *seed)
{
	struct item *item = find_free(), *old;

	if (!item) {
		thread_sleep(50000);
		return;
	}
	atomic_store(&item->mark, ALIVE);
	mutex_lock(&world.mutex);
	old = atomic_exchange(&world.shared, item);
	mutex_unlock(&world.mutex);
	if (ktest_random(seed) % 4 == 0) {
		rcu_synchronize();
		give_up(&old->head);
	} else {
		rcu_call(&old->head, give_up);
	}
	atomic_fetch_add(&world.nr_writes, 1);
}

static void write(void *unused)
{
	uint32_t seed = thread_current()->id;

	(void)unused;
	do {
		replace_once(&seed);
	} while (time_since_boot_ns() < world.end_ns);
}

TEST(rcu_stress_readers_find_nothing_dead)
{
	struct ktest_group readers, writers;
	uint32_t nr_free = 0;

	mutex_init(&world.mutex, "test.writers", LOCK_RANK_TEST_MUTEX_OUTER);
	world.nr_violations = world.nr_reads = world.nr_writes = 0;
	for (uint32_t i = 0; i < NR_ITEMS; i++) {
		world.items[i].mark = i == 0 ? ALIVE : DEAD;
		world.items[i].is_free = i != 0;
	}
	world.shared = &world.items[0];
	world.end_ns = ktest_end_ns();
	ktest_start(&readers, 4, read, NULL);
	ktest_start(&writers, 3, write, NULL);
	ktest_join(&readers);
	ktest_join(&writers);
	rcu_flush();
	EXPECT(world.nr_violations == 0);
	EXPECT(world.nr_reads > 0 && world.nr_writes > 0);
	for (uint32_t i = 0; i < NR_ITEMS; i++)
		nr_free += world.items[i].is_free;
	EXPECT(nr_free == NR_ITEMS - 1); /* all but the shared one have come back */
}

struct called {
	struct rcu_head head;
	atomic_bool is_done;
};

static void note_call(struct rcu_head *head)
{
	atomic_store(&CONTAINER_OF(head, struct called, head)->is_done, true);
}

TEST(rcu_call_waits_for_readers)
{
	struct called called = {.is_done = false};

	rcu_read_lock();
	rcu_call(&called.head, note_call);
	for (int i = 0; i < 10000; i++)
		cpu_relax();
	EXPECT(!called.is_done);
	rcu_read_unlock();
	rcu_flush();
	EXPECT(called.is_done);
}
