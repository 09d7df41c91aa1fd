/*
 * The MP response of aarch64, riscv64 and loongarch64. Every other processor is sent to
 * probe_other_entry, one after another, to check its own state; it reports through the same lines,
 * while this one waits. [LIMINE mp]
 */
#include "processors.h"

#include <lib/base/fmt.h>

#include <tests/boot/probe/probe.h>

#define ARGUMENT_SALT 0x70726f6265000000ull
#define TABLE_ENTRIES 512u

static const struct limine_mp_info_id64 *expected;
static uint32_t finished; /* atomic */

static struct limine_mp_info_id64 *info(const struct limine_mp_response_id64 *r, uint64_t index)
{
	return (void *)((uintptr_t *)(uintptr_t)r->cpus)[index];
}

void probe_other_start(const void *frame)
{
	char who[32];

	fmt_string(who, sizeof(who), "processor %llu", (unsigned long long)expected->hardware_id);
	machine_check_processor(frame, (uintptr_t)expected, who);
	probe_check(expected->extra_argument == (ARGUMENT_SALT | expected->hardware_id),
	            "%s: the argument has arrived", who);
	probe_check(machine_hardware_id() == expected->hardware_id, "%s: is the one that was meant",
	            who);
	__atomic_store_n(&finished, 1, __ATOMIC_RELEASE);
	machine_stop();
}

void probe_wrong_start(void)
{
	probe_check(false, "the entry point request overrides the file's entry point");
	machine_exit(probe_finish() ? 0 : 1);
}

static void run_other(struct limine_mp_info_id64 *processor)
{
	expected = processor;
	__atomic_store_n(&finished, 0, __ATOMIC_RELAXED);
	processor->extra_argument = ARGUMENT_SALT | processor->hardware_id;
	__atomic_store_n(&processor->goto_address, (uintptr_t)probe_other_entry, __ATOMIC_RELEASE);
	/* A processor that never comes is a test that runs into its time limit. */
	while (__atomic_load_n(&finished, __ATOMIC_ACQUIRE) == 0)
		continue;
}

static bool list_is_sane(const struct limine_mp_response_id64 *r)
{
	unsigned nr_boot = 0;

	for (uint64_t i = 0; i < r->cpu_count; i++) {
		if (!probe_is_reclaimable((uintptr_t)info(r, i),
		                          sizeof(struct limine_mp_info_id64)) ||
		    info(r, i)->goto_address != 0)
			return false;
		nr_boot += info(r, i)->hardware_id == r->bsp_id;
		for (uint64_t j = 0; j < i; j++) {
			if (info(r, i)->hardware_id == info(r, j)->hardware_id)
				return false;
		}
	}
	return nr_boot == 1;
}

void machine_check_processors(void)
{
	const struct limine_mp_response_id64 *r =
		PROBE_RESPONSE(limine_mp_response_id64, probe_mp.head);

	probe_check(r != NULL, "the processors are answered");
	if (r == NULL)
		return;
	probe_check(r->cpu_count == probe_option("cpus", r->cpu_count) && r->cpu_count >= 1,
	            "there are as many processors as expected (found %llu)",
	            (unsigned long long)r->cpu_count);
	probe_check(r->bsp_id == machine_hardware_id() && r->flags == 0,
	            "the boot processor is itself, and no flag is set");
	probe_check(list_is_sane(r),
	            "processors are different, parked, and one is the boot processor");
	for (uint64_t i = 0; i < r->cpu_count; i++) {
		if (info(r, i)->hardware_id != r->bsp_id)
			run_other(info(r, i));
	}
}

bool probe_tables_are_reclaimable(uint64_t table, unsigned level)
{
	const uint64_t *entries = (const uint64_t *)(uintptr_t)(probe_hhdm() + table);
	uint64_t seen = 0; /* the table looked at last: empty entries may all name one dead end */

	if (!probe_is_reclaimable((uintptr_t)entries, PROBE_PAGE_BYTES))
		return false;
	for (unsigned i = 0; level > 1 && i < TABLE_ENTRIES; i++) {
		const uint64_t next = machine_entry_address(entries[i]);

		if (machine_entry_kind(entries[i], level) != PROBE_TABLE || next == seen)
			continue;
		if (!probe_tables_are_reclaimable(next, level - 1))
			return false;
		seen = next;
	}
	return true;
}
