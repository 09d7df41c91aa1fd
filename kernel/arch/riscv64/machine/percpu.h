/* riscv64: tp holds the distance; the kernel has no thread-local storage of the compiler's kind. */
#ifndef MACHINE_PERCPU_H
#define MACHINE_PERCPU_H

#include <stdbool.h>
#include <stdint.h>

#include <kernel/arch/percpu.h>

static inline uintptr_t percpu_distance(void)
{
	uintptr_t distance;

	__asm__ volatile("mv %0, tp" : "=r"(distance));
	return distance;
}

static inline void percpu_set_distance(uintptr_t distance)
{
	__asm__ volatile("mv tp, %0" : : "r"(distance) : "memory");
}

#include <kernel/arch/shared/percpu_plain.h>

#endif
