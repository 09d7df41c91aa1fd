/*
 * The processors together: who runs, calling a function on others, forgetting translations
 * everywhere, and stopping all for a panic. Processors are numbered from 0, the one that booted.
 */
#ifndef KERNEL_CORE_SMP_H
#define KERNEL_CORE_SMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <kernel/core/cpu_set.h>
#include <lib/base/compiler.h>

/* How many processors run; their numbers are [0, smp_count()). Grows during smp_start_all only. */
uint32_t smp_count(void);

/* All that run, and all of these but the caller's. */
void smp_all(struct cpu_set *out);
void smp_others(struct cpu_set *out);

/* Calls function(argument) on each processor of the set, the caller's included if it is in it, and
 * returns when all have finished. The function runs with interrupts off and must neither sleep nor
 * take a lock that is held elsewhere with interrupts on. Context: no spinlock held, because a
 * processor that waits for it with interrupts off could not answer; interrupts may be off. */
void smp_call(const struct cpu_set *set, void (*function)(void *argument), void *argument);

/* A batch of address ranges that no processor may remember any more: collect, then flush once. */
struct smp_flush {
	uint32_t nr_ranges; /* over the limit: everything */
	struct {
		uintptr_t va;
		uint64_t bytes;
	} ranges[16];
};

void smp_flush_add(struct smp_flush *batch, uintptr_t va, uint64_t bytes);

/* Has all processors forget the batch's ranges. Context: as smp_call. The batch is empty then. */
void smp_flush_all(struct smp_flush *batch);

/* Runs what others have asked this processor for. For the interrupt, and for whoever waits long
 * with interrupts off. */
void smp_answer_call(void);

/* Sets what a processor does once it runs: the scheduler's idle loop. Without it a processor waits
 * and answers calls. Before smp_start_all. */
void smp_set_main(void (*processor_main)(void));

/* Tells that processor number cpu is about to be started, and waits until it has arrived: true, or
 * false after a second. For arch/shared/smp_start.c. */
bool smp_wait_for(uint32_t cpu);

/* ---- for panics: no locks ---- */

/* Makes this processor the one that reports; false if another one is. */
bool smp_begin_panic(void);

/* Stops all others; each prints its backtrace by report_self first, in turn. */
void smp_stop_others(void);

/* Has a processor that was asked to stop (irq_send_stop) print what `report` prints, once, and
 * never return; returns at once if nobody asked. */
void smp_stop_here(void (*report)(const void *context), const void *context);

#endif
