/*
 * Arch contract: where this processor's own data lies. One register (GS base, TPIDR_EL1, tp, r21)
 * holds the distance in bytes from the template of a per-processor variable to this processor's
 * copy; the boot processor uses the template itself, distance 0, from its first instruction on.
 *
 * The machine gives, in <machine/percpu.h> (from kernel/arch/<machine>/machine/, by the compiler's
 * include path, so that one instruction stays one instruction):
 *
 *	uintptr_t percpu_distance(void)                  the register
 *	void percpu_set_distance(uintptr_t distance)     sets it, once on each processor
 *	MACHINE_PERCPU_READ(variable)                    its value on this processor
 *	MACHINE_PERCPU_READ_ANYWHERE(variable)           the same for a caller that can move, in one
 *	                                                 piece: all of it on one processor
 *	MACHINE_PERCPU_WRITE(variable, value)
 *	void machine_percpu_increment(uint32_t *v)       in one piece, as seen by interrupts and
 *	bool machine_percpu_decrement(uint32_t *v)       by a change of processor; is it 0 now?
 *
 * Portable code uses kernel/core/percpu.h.
 */
#ifndef KERNEL_ARCH_PERCPU_H
#define KERNEL_ARCH_PERCPU_H

#include <stdbool.h>
#include <stdint.h>

#include <lib/base/compiler.h>

/* Puts a variable into the template that every processor gets a copy of. */
#define PERCPU SECTION(".percpu")

/* A per-processor variable itself: its own processor's distance. For machines whose register
 * cannot be read by itself. */
extern uintptr_t percpu_own_distance;

#include <machine/percpu.h>

#endif
