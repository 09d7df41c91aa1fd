/* A set of processors, by their numbers (core/percpu.h). A set that others see needs a lock. */
#ifndef KERNEL_CORE_CPU_SET_H
#define KERNEL_CORE_CPU_SET_H

#include <stdbool.h>
#include <stdint.h>

#include <kernel/core/percpu.h>

struct cpu_set {
	uint64_t words[MAX_CPUS / 64];
};

static inline struct cpu_set cpu_set_all(void)
{
	struct cpu_set set;

	for (uint32_t i = 0; i < MAX_CPUS / 64; i++)
		set.words[i] = UINT64_MAX;
	return set;
}

static inline struct cpu_set cpu_set_of(uint32_t cpu)
{
	struct cpu_set set = {{0}};

	set.words[cpu / 64] = UINT64_C(1) << cpu % 64;
	return set;
}

static inline void cpu_set_add(struct cpu_set *set, uint32_t cpu)
{
	set->words[cpu / 64] |= UINT64_C(1) << cpu % 64;
}

static inline void cpu_set_remove(struct cpu_set *set, uint32_t cpu)
{
	set->words[cpu / 64] &= ~(UINT64_C(1) << cpu % 64);
}

static inline bool cpu_set_has(const struct cpu_set *set, uint32_t cpu)
{
	return set->words[cpu / 64] >> cpu % 64 & 1;
}

#endif
