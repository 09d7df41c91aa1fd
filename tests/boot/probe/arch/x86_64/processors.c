/*
 * The MP response, and every other processor sent to probe_other_entry, one after another, to check
 * its own state; it reports through the same lines, while this one waits. [LIMINE mp]
 */
#include <tests/boot/probe/probe.h>
#include "x86_priv.h"

#include <lib/base/fmt.h>

enum { MSR_MTRR_CAP = 0xfe, MSR_MTRR_DEFAULT = 0x2ff, MSR_MTRR_VARIABLE = 0x200, MAX_MTRRS = 64 };

#define ARGUMENT_SALT 0x70726f6265000000ull

static uint64_t mtrrs[MAX_MTRRS];
static const struct limine_mp_info_x86 *expected;
static uint32_t finished; /* atomic */

static struct limine_mp_info_x86 *info(const struct limine_mp_response_x86 *r, uint64_t index)
{
	return (void *)((uintptr_t *)(uintptr_t)r->cpus)[index];
}

static size_t nr_mtrrs(void)
{
	const size_t nr = 2 * (read_msr(MSR_MTRR_CAP) & 0xff);

	return nr < MAX_MTRRS - 1 ? nr : MAX_MTRRS - 1;
}

/* Memory types of the boot processor, for the others to compare. */
static void remember_mtrrs(void)
{
	if (!(read_cpuid(1).edx >> 12 & 1))
		return;
	mtrrs[0] = read_msr(MSR_MTRR_DEFAULT);
	for (size_t i = 0; i < nr_mtrrs(); i++)
		mtrrs[i + 1] = read_msr((uint32_t)(MSR_MTRR_VARIABLE + i));
}

static bool mtrrs_are_the_same(void)
{
	if (!(read_cpuid(1).edx >> 12 & 1))
		return true;
	if (mtrrs[0] != read_msr(MSR_MTRR_DEFAULT))
		return false;
	for (size_t i = 0; i < nr_mtrrs(); i++) {
		if (mtrrs[i + 1] != read_msr((uint32_t)(MSR_MTRR_VARIABLE + i)))
			return false;
	}
	return true;
}

void probe_other_start(const struct entry_frame *frame)
{
	char who[32];

	fmt_string(who, sizeof(who), "processor %u", expected->lapic_id);
	x86_check_cpu(frame, (uintptr_t)expected, who);
	probe_check(expected->extra_argument == (ARGUMENT_SALT | expected->lapic_id),
	            "%s: the argument has arrived", who);
	probe_check(x86_lapic_id() == expected->lapic_id, "%s: is the one that was meant", who);
	probe_check(mtrrs_are_the_same(), "%s: memory types are those of the boot processor", who);
	x86_check_lapic(who);
	__atomic_store_n(&finished, 1, __ATOMIC_RELEASE);
	for (;;)
		__asm__ volatile("cli\n\thlt");
}

void probe_wrong_start(void)
{
	probe_check(false, "the entry point request overrides the file's entry point");
	machine_exit(probe_finish() ? 0 : 1);
}

static void run_other(struct limine_mp_info_x86 *processor)
{
	expected = processor;
	__atomic_store_n(&finished, 0, __ATOMIC_RELAXED);
	processor->extra_argument = ARGUMENT_SALT | processor->lapic_id;
	__atomic_store_n(&processor->goto_address, (uintptr_t)probe_other_entry, __ATOMIC_RELEASE);
	/* A processor that never comes is a test that runs into its time limit. */
	while (__atomic_load_n(&finished, __ATOMIC_ACQUIRE) == 0)
		__builtin_ia32_pause();
}

static bool list_is_sane(const struct limine_mp_response_x86 *r)
{
	size_t nr_boot = 0;

	for (uint64_t i = 0; i < r->cpu_count; i++) {
		if (!probe_is_reclaimable((uintptr_t)info(r, i),
		                          sizeof(struct limine_mp_info_x86)) ||
		    info(r, i)->goto_address != 0)
			return false;
		nr_boot += info(r, i)->lapic_id == r->bsp_lapic_id;
		for (uint64_t j = 0; j < i; j++) {
			if (info(r, i)->lapic_id == info(r, j)->lapic_id)
				return false;
		}
	}
	return nr_boot == 1;
}

void machine_check_processors(void)
{
	const struct limine_mp_response_x86 *r =
		PROBE_RESPONSE(limine_mp_response_x86, probe_mp.head);

	probe_check(r != NULL, "the processors are answered");
	if (r == NULL)
		return;
	probe_check(r->cpu_count == probe_option("cpus", r->cpu_count) && r->cpu_count >= 1,
	            "there are as many processors as expected (found %llu)",
	            (unsigned long long)r->cpu_count);
	probe_check(r->bsp_lapic_id == x86_lapic_id() && (r->flags & LIMINE_MP_X2APIC) == 0,
	            "the boot processor is itself, and x2APIC, not asked for, is off");
	probe_check(list_is_sane(r),
	            "processors are different, parked, and one is the boot processor");
	remember_mtrrs();
	for (uint64_t i = 0; i < r->cpu_count; i++) {
		if (info(r, i)->lapic_id != r->bsp_lapic_id)
			run_other(info(r, i));
	}
}
