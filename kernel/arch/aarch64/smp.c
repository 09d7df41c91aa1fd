/* aarch64: a processor's own registers, before it joins the others. */
#include <kernel/arch/smp.h>

#include "machine_priv.h"

#include <kernel/arch/irq.h>
#include <kernel/arch/mmu.h>
#include <kernel/arch/shared/smp_start.h>
#include <kernel/core/percpu.h>

const size_t smp_extra_bytes = TRAP_STACK_BYTES; /* at the end of it SP_EL1 begins */

uint64_t smp_entry_address(void)
{
	return (uintptr_t)processor_entry;
}

/* They may wait for an event. */
void smp_wake_parked(void)
{
	__asm__ volatile("dsb ish\n\tsev" : : : "memory");
}

void machine_start_processor(void)
{
	percpu_set_distance(percpu_distances[smp_start_cpu]);
	__asm__ volatile("msr vbar_el1, %0\n\tisb" : : "r"(trap_vectors));
	mmu_enter();
	irq_init_processor();
	smp_processor_main();
}
