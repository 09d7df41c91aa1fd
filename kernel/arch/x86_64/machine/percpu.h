/* x86_64: the base of GS is the distance, so "%gs:variable" is this processor's copy. */
#ifndef MACHINE_PERCPU_H
#define MACHINE_PERCPU_H

#include <stdbool.h>
#include <stdint.h>

#include <kernel/arch/percpu.h>

#define MACHINE_PERCPU_READ(variable)                                                              \
	({                                                                                         \
		typeof(variable) value_;                                                           \
		__asm__ volatile("mov %%gs:%1, %0" : "=r"(value_) : "m"(variable));                \
		value_;                                                                            \
	})

#define MACHINE_PERCPU_READ_ANYWHERE(variable) MACHINE_PERCPU_READ(variable)

#define MACHINE_PERCPU_WRITE(variable, value)                                                      \
	do {                                                                                       \
		typeof(variable) new_ = (value);                                                   \
		__asm__ volatile("mov %1, %%gs:%0" : "=m"(variable) : "r"(new_));                  \
	} while (0)

/* Reading the base itself would take an MSR. */
static inline uintptr_t percpu_distance(void)
{
	return MACHINE_PERCPU_READ(percpu_own_distance);
}

static inline void percpu_set_distance(uintptr_t distance)
{
	enum { MSR_GS_BASE = 0xc0000101 };

	__asm__ volatile("wrmsr"
	                 :
	                 : "c"(MSR_GS_BASE), "a"((uint32_t)distance),
	                   "d"((uint32_t)(distance >> 32))
	                 : "memory");
}

static inline void machine_percpu_increment(uint32_t *variable)
{
	__asm__ volatile("incl %%gs:%0" : "+m"(*variable) : : "memory", "cc");
}

static inline bool machine_percpu_decrement(uint32_t *variable)
{
	bool is_zero;

	__asm__ volatile("decl %%gs:%0" : "+m"(*variable), "=@ccz"(is_zero) : : "memory");
	return is_zero;
}

#endif
