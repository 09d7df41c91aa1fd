/*
 * Which processor is this, for the caches of frames and the magazines of the heap. Call with
 * interrupts off: afterwards the thread may be somewhere else.
 *
 * Until processors have data of their own there is one, and only it may allocate.
 */
#ifndef KERNEL_MEM_HERE_PRIV_H
#define KERNEL_MEM_HERE_PRIV_H

enum { HERE_MAX_PROCESSORS = 1 };

static inline unsigned here_processor(void)
{
	return 0;
}

#endif
