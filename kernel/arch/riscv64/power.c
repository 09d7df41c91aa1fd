/* riscv64: the SBI's system reset extension switches off [SBI 10]. It has no way to tell a status.
 */
#include <kernel/arch/power.h>

#include "machine_priv.h"

#include <kernel/arch/cpu.h>

enum {
	SBI_SYSTEM_RESET = 0x53525354, /* "SRST" */
	SBI_RESET_SHUTDOWN = 0,
	SBI_REASON_NONE = 0,
	SBI_REASON_FAILURE = 1,
};

/* Firmware is always there. */
void power_init(void)
{
}

void power_off(int status)
{
	sbi_call(SBI_SYSTEM_RESET, 0, SBI_RESET_SHUTDOWN,
	         status ? SBI_REASON_FAILURE : SBI_REASON_NONE);
	cpu_halt();
}
