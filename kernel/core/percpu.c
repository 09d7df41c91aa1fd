/*
 * The template, and copies of it.
 *
 * The boot processor works with the template itself, so by the time another processor is started
 * the template no longer holds what was linked. percpu_init therefore saves it, first of all, in
 * memory that the linker script sets aside.
 */
#include <kernel/core/percpu.h>

#include <kernel/core/panic.h>
#include <lib/base/string.h>

uintptr_t percpu_distances[MAX_CPUS];
PERCPU uint32_t percpu_own_number;
PERCPU uintptr_t percpu_own_distance;

void percpu_init(void)
{
	memcpy(percpu_saved, percpu_start, percpu_bytes());
}

size_t percpu_bytes(void)
{
	return (size_t)(percpu_end - percpu_start);
}

void percpu_prepare(uint32_t cpu, void *copy)
{
	uintptr_t distance = (uintptr_t)copy - (uintptr_t)percpu_start;

	ASSERT(cpu > 0 && cpu < MAX_CPUS);
	ASSERT((uintptr_t)copy % PERCPU_ALIGN == 0);
	memcpy(copy, percpu_saved, percpu_bytes());
	percpu_distances[cpu] = distance;
	*percpu_ptr_of(percpu_own_number, cpu) = cpu;
	*percpu_ptr_of(percpu_own_distance, cpu) = distance;
}
