/* loongarch64: the stable counter; CPUCFG tells crystal, multiplier and divisor
 * [LA-V1 2.2.10.4, 5.2]. */
#include <kernel/arch/time.h>

#include "machine_priv.h"

static uint64_t counter_hz;

void time_init(void)
{
	uint64_t crystal_hz = cpucfg(4);
	uint32_t ratio = cpucfg(5);
	uint32_t multiplier = ratio & 0xffff, divisor = ratio >> 16;

	counter_hz = divisor ? crystal_hz * multiplier / divisor : crystal_hz;
}

uint64_t time_counter(void)
{
	uint64_t value;

	__asm__ volatile("rdtime.d %0, $zero" : "=r"(value));
	return value;
}

uint64_t time_counter_hz(void)
{
	return counter_hz;
}
