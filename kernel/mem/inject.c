/* One counter for all allocators: what is left until one fails. 0 is off, and so is "has failed".
 */
#include <kernel/mem/inject.h>

#include <stdatomic.h>

static _Atomic uint64_t left;
static _Atomic bool has_failed;

void inject_fail_nth(uint64_t nth)
{
	atomic_store_explicit(&has_failed, false, memory_order_relaxed);
	atomic_store_explicit(&left, nth, memory_order_relaxed);
}

bool inject_has_failed(void)
{
	return atomic_load_explicit(&has_failed, memory_order_relaxed);
}

bool inject_count(void)
{
	uint64_t now = atomic_load_explicit(&left, memory_order_relaxed);

	while (now != 0) {
		if (!atomic_compare_exchange_weak_explicit(
			    &left, &now, now - 1, memory_order_relaxed, memory_order_relaxed))
			continue;
		if (now == 1)
			atomic_store_explicit(&has_failed, true, memory_order_relaxed);
		return now == 1;
	}
	return false;
}
