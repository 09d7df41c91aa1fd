/* loongarch64: r21, which the ABI leaves to the system [ELF-LOONGARCH], holds the distance. */
#ifndef MACHINE_PERCPU_H
#define MACHINE_PERCPU_H

#include <stdbool.h>
#include <stdint.h>

#include <kernel/arch/percpu.h>

static inline uintptr_t percpu_distance(void)
{
	uintptr_t distance;

	__asm__ volatile("move %0, $r21" : "=r"(distance));
	return distance;
}

static inline void percpu_set_distance(uintptr_t distance)
{
	__asm__ volatile("move $r21, %0" : : "r"(distance) : "memory");
}

#include <kernel/arch/shared/percpu_plain.h>

#endif
