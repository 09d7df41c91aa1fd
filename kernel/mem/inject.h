/*
 * Failing allocations on purpose, to see that callers live with it: in builds with CONFIG_INJECT
 *the nth allocation of the heap, of frames or of address space fails, and the ones behind it do
 *not.
 *
 *	for (nth = 1;; nth++) {
 *		inject_fail_nth(nth);
 *		... do something ...
 *		if (!inject_has_failed())
 *			break;
 *	}
 *	inject_fail_nth(0);
 */
#ifndef KERNEL_MEM_INJECT_H
#define KERNEL_MEM_INJECT_H

#include <stdbool.h>
#include <stdint.h>

#include <kernel/core/config.h>

/* The nth allocation from now on fails, on whichever processor; 0: none does. */
void inject_fail_nth(uint64_t nth);

/* Has it failed? False also as long as fewer were asked for. */
bool inject_has_failed(void);

/* Counts one allocation. */
bool inject_count(void);

/* What an allocator asks first: must this one fail? */
static inline bool inject_failure(void)
{
	return CONFIG_INJECT && inject_count();
}

#endif
