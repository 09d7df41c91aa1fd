/* aarch64: TPIDR_EL1 is for the system's own use [ARM D17.2.145]; it holds the distance. */
#ifndef MACHINE_PERCPU_H
#define MACHINE_PERCPU_H

#include <stdbool.h>
#include <stdint.h>

#include <kernel/arch/percpu.h>

static inline uintptr_t percpu_distance(void)
{
	uintptr_t distance;

	__asm__ volatile("mrs %0, tpidr_el1" : "=r"(distance));
	return distance;
}

static inline void percpu_set_distance(uintptr_t distance)
{
	__asm__ volatile("msr tpidr_el1, %0" : : "r"(distance) : "memory");
}

#include <kernel/arch/shared/percpu_plain.h>

#endif
