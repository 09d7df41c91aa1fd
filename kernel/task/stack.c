/*
 * Areas come from kmap_alloc, and giving one back there means telling all processors. So up to
 * STACKS_KEPT of those that are free are kept for the next threads.
 */
#include "stack_priv.h"

#include <stddef.h>
#include <stdint.h>

#include <kernel/core/spinlock.h>
#include <kernel/mem/kmap.h>

static struct {
	struct spinlock lock;
	uint32_t nr;              /* L */
	void *areas[STACKS_KEPT]; /* L: the first nr */
} kept = {.lock = SPINLOCK_INIT("stack.kept", LOCK_RANK_STACK)};

int stack_alloc(struct thread **out)
{
	void *area = NULL;
	int error = 0;

	spin_lock(&kept.lock);
	if (kept.nr > 0)
		area = kept.areas[--kept.nr];
	spin_unlock(&kept.lock);
	if (!area)
		error = kmap_alloc(STACK_AREA_BYTES, &area);
	if (error)
		return error;
	*out = (struct thread *)((char *)area + STACK_USABLE_BYTES);
	return 0;
}

void stack_free(struct thread *thread)
{
	void *area = (char *)thread - STACK_USABLE_BYTES;

	spin_lock(&kept.lock);
	if (kept.nr < STACKS_KEPT) {
		kept.areas[kept.nr++] = area;
		area = NULL;
	}
	spin_unlock(&kept.lock);
	if (area)
		kmap_free(area);
}
