/* Locks that sleep: exclusion, handing over, lending weight, permits, signals, limits. */
#include <kernel/task/mutex.h>

#include <stdatomic.h>

#include "ktest_priv.h"

#include <kernel/core/clock.h>
#include <kernel/core/test.h>
#include <kernel/task/completion.h>
#include <kernel/task/sched.h>
#include <kernel/task/semaphore.h>
#include <kernel/task/thread.h>
#include <lib/base/errno.h>

/* What a mutex guards, and signs of two being inside. */
struct guarded {
	struct mutex outer, inner;
	struct semaphore permits;
	uint64_t end_ns;
	uint32_t plain_count; /* L: outer */
	atomic_uint nr_entered;
	atomic_uint nr_inside;
	atomic_uint nr_violations;
};

static void guarded_init(struct guarded *guarded, uint32_t nr_permits)
{
	*guarded = (struct guarded){.end_ns = ktest_end_ns()};
	mutex_init(&guarded->outer, "test.outer", LOCK_RANK_TEST_MUTEX_OUTER);
	mutex_init(&guarded->inner, "test.inner", LOCK_RANK_TEST_MUTEX_INNER);
	semaphore_init(&guarded->permits, nr_permits);
}

/* Inside: nobody else may be, whatever happens meanwhile. */
static void be_inside(struct guarded *guarded, uint32_t *seed, uint32_t allowed)
{
	if (atomic_fetch_add(&guarded->nr_inside, 1) >= allowed)
		atomic_fetch_add(&guarded->nr_violations, 1);
	atomic_fetch_add(&guarded->nr_entered, 1);
	if (ktest_random(seed) % 8 == 0)
		thread_sleep(ktest_random(seed) % 50000);
	else if (ktest_random(seed) % 4 == 0)
		sched_yield();
	atomic_fetch_sub(&guarded->nr_inside, 1);
}

static void use_mutexes(void *argument)
{
	struct guarded *guarded = argument;
	uint32_t seed = thread_current()->id;

	do {
		if (ktest_random(&seed) % 4 == 0) {
			if (!mutex_try_lock(&guarded->outer))
				continue;
		} else {
			mutex_lock(&guarded->outer);
		}
		guarded->plain_count++;
		be_inside(guarded, &seed, 1);
		mutex_lock(&guarded->inner);
		mutex_unlock(&guarded->outer);
		mutex_unlock(&guarded->inner);
	} while (time_since_boot_ns() < guarded->end_ns);
	EXPECT(sched_weight(thread_current()) == thread_current()->own_weight);
}

TEST(mutex_stress_excludes)
{
	struct ktest_group group;
	struct guarded guarded;

	guarded_init(&guarded, 0);
	ktest_start(&group, 8, use_mutexes, &guarded);
	ktest_join(&group);
	EXPECT(guarded.nr_violations == 0);
	EXPECT(guarded.nr_entered == guarded.plain_count);
	EXPECT(guarded.plain_count >= 8);
	EXPECT(guarded.outer.owner == 0 && guarded.inner.owner == 0);
}

static void use_permits(void *argument)
{
	struct guarded *guarded = argument;
	uint32_t seed = thread_current()->id;

	do {
		semaphore_take(&guarded->permits);
		be_inside(guarded, &seed, 3);
		semaphore_give(&guarded->permits);
	} while (time_since_boot_ns() < guarded->end_ns);
}

TEST(semaphore_stress_lets_in_as_many_as_permitted)
{
	struct ktest_group group;
	struct guarded guarded;

	guarded_init(&guarded, 3);
	ktest_start(&group, 8, use_permits, &guarded);
	ktest_join(&group);
	EXPECT(guarded.nr_violations == 0);
	EXPECT(guarded.permits.nr_permits == 3);
}

static void wait_for_mutex(void *argument)
{
	struct mutex *mutex = argument;

	mutex_lock(mutex);
	mutex_unlock(mutex);
}

/* While somebody heavy waits, the owner is as heavy; then no longer. */
TEST(mutex_owner_borrows_weight)
{
	struct thread *self = thread_current();
	struct thread_request request = {.name = "heavy", .run = wait_for_mutex, .nice = -10};
	struct thread *heavy;
	struct mutex mutex;

	int error;

	mutex_init(&mutex, "test.borrow", LOCK_RANK_TEST_MUTEX_OUTER);
	request.argument = &mutex;
	mutex_lock(&mutex);
	error = thread_create(&request, &heavy);
	EXPECT(error == 0);
	for (int i = 0; i < 1000 && !error && sched_weight(self) == self->own_weight; i++)
		thread_sleep(100000);
	EXPECT(sched_weight(self) == run_weight_of_nice(-10));
	mutex_unlock(&mutex);
	EXPECT(sched_weight(self) == self->own_weight);
	if (!error)
		thread_join(heavy);
}

TEST(mutex_knows_its_owner)
{
	struct mutex mutex;

	mutex_init(&mutex, "test.owner", LOCK_RANK_TEST_MUTEX_OUTER);
	EXPECT(!mutex_is_mine(&mutex));
	mutex_lock(&mutex);
	EXPECT(mutex_is_mine(&mutex));
	mutex_unlock(&mutex);
	if (mutex_try_lock(&mutex)) {
		EXPECT(mutex_is_mine(&mutex));
		mutex_unlock(&mutex);
	} else {
		EXPECT(false);
	}
	EXPECT(!mutex_is_mine(&mutex));
}

static void wait_for_completion(void *argument)
{
	completion_wait(argument);
}

TEST(completion_lets_everybody_go)
{
	struct completion completion;
	struct ktest_group group;

	completion_init(&completion);
	ktest_start(&group, 6, wait_for_completion, &completion);
	thread_sleep(1000000);
	completion_signal(&completion);
	ktest_join(&group);
	completion_wait(&completion); /* at once */
	EXPECT(completion.is_done);
}

TEST(completion_wait_has_a_limit)
{
	uint64_t start_ns = time_since_boot_ns();
	struct completion completion;

	completion_init(&completion);
	EXPECT(completion_wait_until(&completion, start_ns + 2000000) == -ETIMEDOUT);
	EXPECT(time_since_boot_ns() >= start_ns + 2000000);
	completion_signal(&completion);
	EXPECT(completion_wait_until(&completion, 0) == 0);
}
