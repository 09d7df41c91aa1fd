/* One function per mistake, and a table of their names. */
#include <kernel/task/provoke.h>

#include <stddef.h>

#include <kernel/arch/trap.h>
#include <kernel/core/config.h>
#include <kernel/core/log.h>
#include <kernel/task/mutex.h>
#include <kernel/task/thread.h>
#include <lib/base/string.h>

static struct mutex outer, inner;

static void mutex_recursion(void) UNCHECKED_LOCKS
{
	mutex_lock(&outer);
	mutex_lock(&outer);
}

static void unlock_outer(void *unused) UNCHECKED_LOCKS
{
	(void)unused;
	mutex_unlock(&outer);
}

static void run_in_thread(void (*run)(void *))
{
	struct thread *thread;

	if (thread_create(&(struct thread_request){.name = "provoked", .run = run}, &thread) == 0)
		thread_join(thread);
}

static void mutex_not_owner(void) UNCHECKED_LOCKS
{
	mutex_lock(&outer);
	run_in_thread(unlock_outer);
}

static void mutex_wrong_order(void) UNCHECKED_LOCKS
{
	mutex_lock(&inner);
	mutex_lock(&outer);
	if (!CONFIG_DEBUG_LOCKS)
		log_warn("provoke: mutex-order needs a kernel made with CONFIG=debug-locks");
}

static void overflow(void *unused)
{
	(void)unused;
	if (!trap_provoke(TRAP_PROVOKE_STACK_OVERFLOW))
		log_warn("provoke: this machine has no fault for thread-overflow");
}

static void thread_overflow(void)
{
	run_in_thread(overflow);
}

static const struct {
	const char *name;
	void (*run)(void);
} faults[] = {
	{"mutex-recursion", mutex_recursion},
	{"mutex-owner", mutex_not_owner},
	{"mutex-order", mutex_wrong_order},
	{"thread-overflow", thread_overflow},
};

bool task_provoke(const char *name)
{
	mutex_init(&outer, "provoke.outer", LOCK_RANK_TEST_MUTEX_OUTER);
	mutex_init(&inner, "provoke.inner", LOCK_RANK_TEST_MUTEX_INNER);
	for (size_t i = 0; i < ARRAY_SIZE(faults); i++) {
		if (strcmp(name, faults[i].name) != 0)
			continue;
		faults[i].run();
		return true;
	}
	return false;
}
