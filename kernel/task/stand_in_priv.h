/* One processor without interrupts, until there are some: it looks at the clock when idle. */
#ifndef KERNEL_TASK_STAND_IN_PRIV_H
#define KERNEL_TASK_STAND_IN_PRIV_H

#include <stdint.h>

#include <kernel/core/panic.h>

static inline void smp_kick(uint32_t cpu)
{
	panic("no processor %u", cpu);
}

static inline void stand_in_may_sleep(const char *what)
{
	(void)what;
}

static inline void stand_in_irq_on(void)
{
}

static inline void oneshot_set(uint64_t deadline_ns)
{
	(void)deadline_ns;
}

#endif
