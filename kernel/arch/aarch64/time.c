/* aarch64: the virtual counter of the generic timer; its frequency stands beside it, and each
 * processor's timer compares with it [ARM D12].
 */
#include <kernel/arch/time.h>

#include "irq_priv.h"
#include "machine_priv.h"

static uint64_t counter_hz;

enum {
	TIMER_ENABLE = 1 << 0,
	TIMER_MASKED = 1 << 1,
};

/* At EL1 the virtual timer is the kernel's; at EL2, where virtual and physical time are one, the
 * physical timer's names mean EL2's own [ARM D11.2.4]. */
static void timer_control(uint64_t value)
{
	if (machine_is_at_el2())
		__asm__ volatile("msr cntp_ctl_el0, %0\n\tisb" : : "r"(value) : "memory");
	else
		__asm__ volatile("msr cntv_ctl_el0, %0\n\tisb" : : "r"(value) : "memory");
}

void timer_arm(uint64_t deadline)
{
	if (machine_is_at_el2())
		__asm__ volatile("msr cntp_cval_el0, %0" : : "r"(deadline) : "memory");
	else
		__asm__ volatile("msr cntv_cval_el0, %0" : : "r"(deadline) : "memory");
	timer_control(TIMER_ENABLE);
}

void timer_disarm(void)
{
	timer_control(0);
}

void timer_quench(void)
{
	timer_control(TIMER_ENABLE | TIMER_MASKED);
}

bool timer_is_there(void)
{
	return irq_has_controller();
}

const char *timer_describe(void)
{
	return "generic timer";
}

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
