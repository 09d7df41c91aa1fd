/* One processor, for tests on the host: its data is the template itself. */
#ifndef MACHINE_PERCPU_H
#define MACHINE_PERCPU_H

#include <stdbool.h>
#include <stdint.h>

#include <kernel/arch/percpu.h>

#define MACHINE_PERCPU_READ(variable)         (variable)
#define MACHINE_PERCPU_WRITE(variable, value) ((void)((variable) = (value)))

static inline uintptr_t percpu_distance(void)
{
	return 0;
}

static inline void machine_percpu_increment(uint32_t *variable)
{
	++*variable;
}

static inline bool machine_percpu_decrement(uint32_t *variable)
{
	return --*variable == 0;
}

#endif
