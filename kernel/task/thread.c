/*
 * Threads as objects: memory, names, the list of all. How they take turns is sched.c's business.
 *
 * A thread ends in three steps, each by somebody else: it exits (sched_exit); the one who comes
 * next on that processor, when the stack is no longer in use, signals `exited`; whoever joins it
 * frees it.
 */
#include <kernel/task/thread.h>

#include "stack_priv.h"

#include <kernel/arch/context.h>
#include <kernel/core/clock.h>
#include <kernel/core/panic.h>
#include <kernel/core/spinlock.h>
#include <kernel/task/sched.h>
#include <kernel/task/timer.h>
#include <kernel/task/wait.h>
#include <lib/base/errno.h>
#include <lib/base/string.h>

static struct {
	struct spinlock lock;
	struct list_node threads; /* L */
	uint32_t last_id;         /* L */
} thread_list = {
	.lock = SPINLOCK_INIT("thread.list", LOCK_RANK_THREAD_LIST),
	.threads = LIST_INIT(thread_list.threads),
};

static size_t user_state_bytes; /* written at boot */

/* Fills in all but the stack. */
static void init(struct thread *thread, const struct thread_request *request)
{
	uint32_t slice_ns = request->slice_ns ? request->slice_ns : RUNQUEUE_NORMAL_SLICE_NS;

	*thread = (struct thread){
		.run = request->run,
		.argument = request->argument,
		.user_state_bytes = user_state_bytes,
		.own_weight = run_weight_of_nice(request->nice),
		.allowed = request->allowed ? *request->allowed : cpu_set_all(),
	};
	str_copy(thread->name, request->name ? request->name : "thread", sizeof(thread->name));
	run_entity_init(&thread->entity, thread->own_weight, slice_ns);
	completion_init(&thread->exited);
	spin_lock(&thread_list.lock);
	thread->id = ++thread_list.last_id;
	list_add_last(&thread_list.threads, &thread->all);
	spin_unlock(&thread_list.lock);
}

void thread_init(void)
{
	user_state_bytes = context_user_state_bytes();
}

void thread_adopt(struct thread *thread, const char *name, uint32_t cpu)
{
	init(thread, &(struct thread_request){.name = name});
	atomic_store_explicit(&thread->cpu, cpu, memory_order_relaxed);
}

int thread_alloc(const struct thread_request *request, struct thread **out)
{
	struct thread *thread;
	int error = stack_alloc(&thread);

	if (error)
		return error;
	init(thread, request);
	thread->stack_end = thread;
	*out = thread;
	return 0;
}

int thread_create(const struct thread_request *request, struct thread **out)
{
	struct thread *thread;
	int error = thread_alloc(request, &thread);

	if (error)
		return error;
	atomic_store_explicit(&thread->cpu, sched_here(), memory_order_relaxed);
	*out = thread; /* it may run, and look, before we return */
	sched_add(thread);
	return 0;
}

void thread_exit(void)
{
	ASSERT(thread_current()->nr_mutexes == 0);
	sched_exit();
}

void thread_join(struct thread *thread)
{
	ASSERT(thread != thread_current());
	completion_wait(&thread->exited);
	spin_lock(&thread_list.lock);
	list_remove(&thread->all);
	spin_unlock(&thread_list.lock);
	stack_free(thread);
}

void thread_sleep_until(uint64_t deadline_ns)
{
	struct completion never;
	int error;

	completion_init(&never);
	error = completion_wait_until(&never, deadline_ns);
	ASSERT(error == -ETIMEDOUT);
}

void thread_sleep(uint64_t ns)
{
	thread_sleep_until(time_since_boot_ns() + ns);
}

void thread_visit_all(void (*visit)(const struct thread *thread, void *argument), void *argument)
{
	struct list_node *node;

	spin_lock(&thread_list.lock);
	list_for_each(node, &thread_list.threads)
		visit(CONTAINER_OF(node, struct thread, all), argument);
	spin_unlock(&thread_list.lock);
}
