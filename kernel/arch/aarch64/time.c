/* aarch64: the virtual counter of the generic timer; its frequency stands beside it [ARM D12].
 */
#include <kernel/arch/time.h>

#include "machine_priv.h"

static uint64_t counter_hz;

void time_init(void)
{
	counter_hz = SYSREG_READ(cntfrq_el0);
}

uint64_t time_counter(void)
{
	__asm__ volatile("isb" : : : "memory");
	return SYSREG_READ(cntvct_el0);
}

uint64_t time_counter_hz(void)
{
	return counter_hz;
}
