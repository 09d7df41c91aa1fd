/*
 * x86_64: the time-stamp counter.
 *
 * Its frequency comes from the first source that knows it: the boot loader, CPUID leaf 15h, the
 * hypervisor's timing leaf, or at last a short measurement against the PIT (channel 0, whose output
 * the read-back command tells without an interrupt) [SDM3 18.7.3], [I8254].
 */
#include <kernel/arch/time.h>

#include <stdbool.h>

#include "cpuid_priv.h"
#include "port_priv.h"

#include <kernel/arch/boot.h>

enum {
	CPUID_TSC = 0x15,
	CPUID_HYPERVISOR = 0x40000000,
	CPUID_HYPERVISOR_TIMING = 0x40000010,
	CPUID_1_ECX_HYPERVISOR = 1u << 31,

	PIT_HZ = 1193182,
	PIT_CHANNEL0 = 0x40,
	PIT_COMMAND = 0x43,
	PIT_CHANNEL0_ONE_SHOT = 0x30, /* channel 0, low then high byte, mode 0 */
	PIT_READ_BACK_STATUS0 = 0xe2, /* latch the status of channel 0 */
	PIT_STATUS_OUT = 0x80,
	PIT_STATUS_MODE = 0x3f,
	PIT_MEASURE_TICKS = 298, /* about 250 us: enough for time stamps in a log */
	PIT_MAX_POLLS = 1000000,
	PIT_ATTEMPTS = 8,
	PIT_GOOD_PART = 20, /* a doubt of 5 % is accepted at once */
};

static uint64_t counter_hz;

uint64_t time_counter(void)
{
	uint32_t low, high;

	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
	return (uint64_t)high << 32 | low;
}

uint64_t time_counter_hz(void)
{
	return counter_hz;
}

static uint64_t hz_from_cpuid(void)
{
	struct cpuid leaf;

	if (cpuid(0, 0).eax < CPUID_TSC)
		return 0;
	leaf = cpuid(CPUID_TSC, 0); /* TSC = crystal (ecx) * ebx / eax */
	if (leaf.eax == 0 || leaf.ebx == 0 || leaf.ecx == 0)
		return 0;
	return (uint64_t)leaf.ecx * leaf.ebx / leaf.eax;
}

static uint64_t hz_from_hypervisor(void)
{
	if (!(cpuid(1, 0).ecx & CPUID_1_ECX_HYPERVISOR))
		return 0;
	if (cpuid(CPUID_HYPERVISOR, 0).eax < CPUID_HYPERVISOR_TIMING)
		return 0;
	return (uint64_t)cpuid(CPUID_HYPERVISOR_TIMING, 0).eax * 1000;
}

static uint8_t pit_status(void)
{
	port_write8(PIT_COMMAND, PIT_READ_BACK_STATUS0);
	return port_read8(PIT_CHANNEL0);
}

/* One measurement: ticks of the counter, and how far they may be off, because nobody knows when
 * between two looks the moment was, and a virtual machine may be stalled at any time. */
struct measurement {
	uint64_t ticks;
	uint64_t doubt;
};

/* In mode 0 the output goes high when the count has run out. False: it did not. */
static bool measure_pit(struct measurement *out)
{
	uint64_t start, started, before, after;
	unsigned polls = 0;

	port_write8(PIT_COMMAND, PIT_CHANNEL0_ONE_SHOT);
	port_write8(PIT_CHANNEL0, PIT_MEASURE_TICKS & 0xff);
	start = time_counter();
	port_write8(PIT_CHANNEL0, PIT_MEASURE_TICKS >> 8);
	started = time_counter();
	after = started;
	do {
		before = after;
		after = time_counter();
	} while (!(pit_status() & PIT_STATUS_OUT) && ++polls < PIT_MAX_POLLS);
	if (polls == PIT_MAX_POLLS)
		return false;
	/* The look that found it began at `after`, so another reading is its end. */
	after = time_counter();
	out->doubt = (started - start) + (after - before);
	out->ticks = before + (after - before) / 2 - start - (started - start) / 2;
	return true;
}

/* The status tells the mode, by which we know a PIT; a machine without one reads ones. (The output
 * tells nothing before a count is written: QEMU computes it from the count before.) */
static uint64_t hz_from_pit(void)
{
	struct measurement best = {0, UINT64_MAX};

	port_write8(PIT_COMMAND, PIT_CHANNEL0_ONE_SHOT);
	if ((pit_status() & PIT_STATUS_MODE) != PIT_CHANNEL0_ONE_SHOT)
		return 0;
	for (unsigned i = 0; i < PIT_ATTEMPTS && best.doubt > best.ticks / PIT_GOOD_PART; i++) {
		struct measurement found;

		if (!measure_pit(&found))
			break;
		if (found.doubt < best.doubt)
			best = found;
	}
	return best.ticks * PIT_HZ / PIT_MEASURE_TICKS;
}

void time_init(void)
{
	counter_hz = boot_info()->counter_hz;
	if (counter_hz == 0)
		counter_hz = hz_from_cpuid();
	if (counter_hz == 0)
		counter_hz = hz_from_hypervisor();
	if (counter_hz == 0)
		counter_hz = hz_from_pit();
}
