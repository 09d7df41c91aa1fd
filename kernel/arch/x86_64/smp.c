/* x86_64: a processor's own tables, before it joins the others. */
#include <kernel/arch/smp.h>

#include "machine_priv.h"

#include <kernel/arch/irq.h>
#include <kernel/arch/mmu.h>
#include <kernel/arch/shared/smp_start.h>
#include <kernel/core/percpu.h>

const size_t smp_extra_bytes = (size_t)NR_IST * IST_STACK_BYTES;

uint64_t smp_entry_address(void)
{
	return (uintptr_t)processor_entry;
}

/* They look all the time. */
void smp_wake_parked(void)
{
}

void machine_start_processor(void)
{
	segments_init(smp_extra_of(smp_start_cpu), percpu_distances[smp_start_cpu]);
	traps_load();
	mmu_enter();
	irq_init_processor();
	smp_processor_main();
}
