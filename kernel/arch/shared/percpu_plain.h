/*
 * Per-processor data on machines that load and store only: the copy's address is the variable's
 * plus a register. A change in place is one piece because interrupts are off meanwhile.
 * For <machine/percpu.h>, behind its percpu_distance.
 */
#ifndef KERNEL_ARCH_SHARED_PERCPU_PLAIN_H
#define KERNEL_ARCH_SHARED_PERCPU_PLAIN_H

#include <stdbool.h>
#include <stdint.h>

#include <kernel/arch/cpu.h>
#include <kernel/arch/percpu.h>

#define MACHINE_PERCPU_READ(variable)                                                              \
	(*(typeof(variable) *)((uintptr_t)&(variable) + percpu_distance()))

/* Two steps, between which the thread must not move. */
#define MACHINE_PERCPU_READ_ANYWHERE(variable)                                                     \
	({                                                                                         \
		irq_state_t before_ = cpu_irq_save();                                              \
		typeof(variable) value_ = MACHINE_PERCPU_READ(variable);                           \
		cpu_irq_restore(before_);                                                          \
		value_;                                                                            \
	})

#define MACHINE_PERCPU_WRITE(variable, value)                                                      \
	do {                                                                                       \
		*(typeof(variable) *)((uintptr_t)&(variable) + percpu_distance()) = (value);       \
	} while (0)

static inline uint32_t machine_percpu_add(uint32_t *variable, uint32_t amount)
{
	irq_state_t before = cpu_irq_save();
	uint32_t *copy = (uint32_t *)((uintptr_t)variable + percpu_distance());
	uint32_t result = *copy += amount;

	cpu_irq_restore(before);
	return result;
}

static inline void machine_percpu_increment(uint32_t *variable)
{
	machine_percpu_add(variable, 1);
}

static inline bool machine_percpu_decrement(uint32_t *variable)
{
	return machine_percpu_add(variable, UINT32_MAX) == 0;
}

#endif
