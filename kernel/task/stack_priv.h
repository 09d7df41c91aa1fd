/*
 * The memory of a thread: its structure at the end of a block of frames, its stack below that.
 */
#ifndef KERNEL_TASK_STACK_PRIV_H
#define KERNEL_TASK_STACK_PRIV_H

#include <kernel/arch/mmu.h>
#include <kernel/mem/frame.h>
#include <kernel/task/thread.h>
#include <lib/base/compiler.h>
#include <lib/base/math.h>

enum { STACK_FRAMES = 4 };

/* Errors: -ENOMEM. Any context. */
MUST_CHECK static inline int stack_alloc(struct thread **out)
{
	paddr_t frames;
	int error = frame_alloc_range(STACK_FRAMES, 0, &frames);
	uintptr_t end;

	if (error)
		return error;
	end = (uintptr_t)mmu_direct(frames) + STACK_FRAMES * FRAME_BYTES;
	*out = (struct thread *)((end - sizeof(struct thread)) & ~(uintptr_t)63);
	return 0;
}

/* The thread has ended, and nobody uses it any more. Any context. */
static inline void stack_free(struct thread *thread)
{
	uint64_t pa = (uintptr_t)thread - (uintptr_t)mmu_direct(paddr(0));

	frame_free_range(paddr(align_down(pa, STACK_FRAMES * FRAME_BYTES)), STACK_FRAMES);
}

#endif
