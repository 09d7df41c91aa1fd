/*
 * x86_64: switching off.
 *
 * A PC is switched off through ACPI, which this kernel does not speak yet. Under QEMU the device
 * isa-debug-exit ends the emulator; the command line gives its port (debug-exit=0x501), because on
 * a real machine a write to an unknown port could do anything. Without it the processor halts.
 */
#include <kernel/arch/power.h>

#include "port_priv.h"

#include <kernel/arch/boot.h>
#include <kernel/arch/cpu.h>
#include <kernel/core/cmdline.h>

void power_off(int status)
{
	uint64_t port;

	if (cmdline_number(boot_info()->cmdline, "debug-exit", &port) == 0 && port <= UINT16_MAX)
		port_write8((uint16_t)port, (uint8_t)status);
	cpu_halt();
}
