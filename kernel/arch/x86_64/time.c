/*
 * x86_64: the time-stamp counter.
 *
 * Its frequency comes from the first source that knows it: the boot loader, CPUID leaf 15h, the
 * hypervisor's timing leaf, or at last a short measurement against the PIT (channel 2, whose output
 * can be read without an interrupt) [SDM3 18.7.3], [I8254].
 */
#include <kernel/arch/time.h>

#include "cpuid_priv.h"
#include "port_priv.h"

#include <kernel/arch/boot.h>

enum {
	CPUID_TSC = 0x15,
	CPUID_HYPERVISOR = 0x40000000,
	CPUID_HYPERVISOR_TIMING = 0x40000010,
	CPUID_1_ECX_HYPERVISOR = 1u << 31,

	PIT_HZ = 1193182,
	PIT_CHANNEL2 = 0x42,
	PIT_COMMAND = 0x43,
	PIT_CHANNEL2_ONE_SHOT = 0xb0, /* channel 2, low then high byte, mode 0 */
	PORT_B = 0x61,
	PORT_B_GATE2 = 0x01,
	PORT_B_SPEAKER = 0x02,
	PORT_B_OUT2 = 0x20,
	PIT_MEASURE_TICKS = 298, /* about 250 us: enough for time stamps in a log */
	PIT_MAX_POLLS = 1000000,
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

static uint64_t hz_from_pit(void)
{
	uint8_t port_b = port_read8(PORT_B);
	uint64_t start, ticks;
	unsigned polls = 0;

	port_write8(PORT_B, (uint8_t)((port_b & ~PORT_B_SPEAKER) | PORT_B_GATE2));
	port_write8(PIT_COMMAND, PIT_CHANNEL2_ONE_SHOT);
	port_write8(PIT_CHANNEL2, PIT_MEASURE_TICKS & 0xff);
	port_write8(PIT_CHANNEL2, PIT_MEASURE_TICKS >> 8);
	start = time_counter();
	while (!(port_read8(PORT_B) & PORT_B_OUT2) && polls < PIT_MAX_POLLS)
		polls++;
	ticks = time_counter() - start;
	port_write8(PORT_B, port_b);
	return polls < PIT_MAX_POLLS ? ticks * PIT_HZ / PIT_MEASURE_TICKS : 0;
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
