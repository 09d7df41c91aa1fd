/*
 * Per-processor data: a variable marked PERCPU exists once for each processor.
 *
 *	static PERCPU uint32_t depth;                 starts with the value of its initialiser
 *	percpu_read(depth), percpu_write(depth, 1)    this processor's, one instruction on x86_64
 *	percpu_ptr(depth)->..., *percpu_ptr(depth)    this processor's, by address
 *	percpu_ptr_of(depth, cpu)                     another one's
 *
 * The linker gathers the variables into one template. The boot processor uses the template itself;
 * smp_start copies it for each other processor before that one runs, as it was linked. "This
 * processor" is a fact only while the caller cannot move: with interrupts or preemption off, or in
 * a thread that is bound. The bare name is the boot processor's copy; never use it elsewhere.
 */
#ifndef KERNEL_CORE_PERCPU_H
#define KERNEL_CORE_PERCPU_H

#include <stddef.h>
#include <stdint.h>

#include <kernel/arch/boot.h>
#include <kernel/arch/percpu.h>

enum {
	MAX_CPUS = BOOT_MAX_PROCESSORS,
	PERCPU_ALIGN = 64, /* so that no two processors share a cache line */
};

/* The template [percpu_start, percpu_end) and what it held at first; from the linker script. */
extern char percpu_start[];
extern char percpu_end[];
extern char percpu_saved[];

/* Bytes from the template to each processor's copy. Written before the processor starts. */
extern uintptr_t percpu_distances[MAX_CPUS];

/* Per-processor: the number of this processor. */
extern uint32_t percpu_own_number;

#define percpu_read(variable) MACHINE_PERCPU_READ(variable)
/* For a caller that may be moved: the value on some processor that it has been on just now. Fit for
 * what moves along with the thread, such as who runs. */
#define percpu_read_anywhere(variable) MACHINE_PERCPU_READ_ANYWHERE(variable)

#define percpu_write(variable, value) MACHINE_PERCPU_WRITE(variable, value)

#define percpu_ptr(variable) ((typeof(variable) *)((uintptr_t)&(variable) + percpu_distance()))
#define percpu_ptr_of(variable, cpu)                                                               \
	((typeof(variable) *)((uintptr_t)&(variable) + percpu_distances[cpu]))

/* The number of this processor, 0 for the one that booted: an index for arrays of MAX_CPUS. */
static inline uint32_t percpu_id(void)
{
	return percpu_read(percpu_own_number);
}

/* Saves the template as it was linked. Call once, before anything writes a per-processor variable
 * whose first value matters. */
void percpu_init(void);

/* Bytes that a copy needs, a multiple of PERCPU_ALIGN. */
size_t percpu_bytes(void);

/* Makes a copy of the template, as it was linked, for processor number cpu in percpu_bytes() of
 * memory at `copy`, aligned to PERCPU_ALIGN, which it keeps. Boot processor, before that one
 * starts. */
void percpu_prepare(uint32_t cpu, void *copy);

#endif
