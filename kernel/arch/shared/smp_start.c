/*
 * Starting processors, for every machine whose loader parks them.
 *
 * Each gets one block of memory for ever:
 *
 *	per-processor data | the machine's own (stacks for dangerous exceptions) | stack
 *
 * They come one after the other: a word tells which, the loader's start word lets it go, and the
 * next one waits until it has arrived. A processor that does not arrive keeps its block, because it
 * may still come; no other one is started after it, so numbers have no gaps.
 */
#include <kernel/arch/shared/smp_start.h>

#include <stdatomic.h>

#include <kernel/arch/boot.h>
#include <kernel/arch/mmu.h>
#include <kernel/arch/shared/smp_stack.h>
#include <kernel/arch/smp.h>
#include <kernel/core/cmdline.h>
#include <kernel/core/log.h>
#include <kernel/core/percpu.h>
#include <kernel/core/smp.h>
#include <kernel/mem/frame.h>
#include <lib/base/errno.h>
#include <lib/base/math.h>

uint32_t smp_start_cpu;
uintptr_t smp_start_stack;

static uint64_t hardware_ids[MAX_CPUS]; /* written before the processor runs */
static void *extras[MAX_CPUS];

uint64_t smp_hardware_id(uint32_t cpu)
{
	const struct boot_info *boot = boot_info();

	return cpu == 0 ? boot->processors[boot->boot_processor].hardware_id : hardware_ids[cpu];
}

void *smp_extra_of(uint32_t cpu)
{
	return extras[cpu];
}

/* Errors: -ENOMEM. */
static int make_block(uint32_t cpu)
{
	size_t data_bytes = align_up(percpu_bytes(), FRAME_BYTES);
	size_t extra_bytes = align_up(smp_extra_bytes, FRAME_BYTES);
	size_t nr_frames = (data_bytes + extra_bytes + SMP_STACK_BYTES) / FRAME_BYTES;
	uint8_t *block;
	paddr_t pa;
	int error = frame_alloc_range(nr_frames, FRAME_ZERO, &pa);

	if (error < 0)
		return error;
	block = mmu_direct(pa);
	percpu_prepare(cpu, block);
	extras[cpu] = block + data_bytes;
	smp_start_cpu = cpu;
	smp_start_stack = (uintptr_t)(block + data_bytes + extra_bytes + SMP_STACK_BYTES);
	return 0;
}

/* Errors: -ENOMEM; -ETIMEDOUT it does not arrive. */
static int start(uint32_t cpu, const struct boot_processor *processor)
{
	int error;

	hardware_ids[cpu] = processor->hardware_id;
	error = make_block(cpu);
	if (error < 0)
		return error;
	/* Pairs with the loader's load of the word: all of the above is visible behind it. */
	atomic_store_explicit((_Atomic uint64_t *)processor->start, smp_entry_address(),
	                      memory_order_seq_cst);
	smp_wake_parked();
	return smp_wait_for(cpu) ? 0 : -ETIMEDOUT;
}

void smp_start_all(void)
{
	const struct boot_info *boot = boot_info();
	uint64_t limit = MAX_CPUS;
	uint32_t cpu = 1;
	int error = 0;

	if (cmdline_number(boot->cmdline, "cpus", &limit) < 0 || limit > MAX_CPUS)
		limit = MAX_CPUS;
	for (uint32_t i = 0; i < boot->nr_processors && cpu < limit && !error; i++) {
		if (i == boot->boot_processor || !boot->processors[i].start)
			continue;
		error = start(cpu, &boot->processors[i]);
		if (!error)
			cpu++;
	}
	if (error == -ENOMEM)
		log_warn("smp: no memory for processor %u", cpu);
	else if (error)
		log_error("smp: processor %u (id %#llx) does not start", cpu,
		          (unsigned long long)hardware_ids[cpu]);
	log_info("smp: running=%u of=%u", smp_count(), boot->nr_processors);
}
