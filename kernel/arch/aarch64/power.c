/*
 * aarch64: PSCI switches off; the device tree or ACPI tells whether it is called through the
 * hypervisor or the secure monitor [PSCI 5.10]. It has no way to tell a status.
 */
#include <kernel/arch/power.h>

#include <stdint.h>

#include <kernel/arch/boot.h>
#include <kernel/arch/cpu.h>
#include <kernel/arch/shared/acpi.h>
#include <lib/format/fdt_tree.h>

enum { PSCI_SYSTEM_OFF = 0x84000008 };

static enum tree_psci psci; /* written by power_init */

static enum tree_psci conduit(void)
{
	const void *tree = boot_info()->dtb;
	enum tree_psci found = tree ? tree_psci(tree) : TREE_PSCI_NONE;

	return found != TREE_PSCI_NONE ? found : acpi_psci();
}

void power_init(void)
{
	psci = conduit();
}

void power_off(int status)
{
	register uint64_t x0 __asm__("x0") = PSCI_SYSTEM_OFF;

	(void)status;
	if (psci == TREE_PSCI_NONE) /* a panic before power_init */
		psci = conduit();
	if (psci == TREE_PSCI_HVC)
		__asm__ volatile("hvc #0" : "+r"(x0) : : "x1", "x2", "x3", "memory");
	else if (psci == TREE_PSCI_SMC)
		__asm__ volatile("smc #0" : "+r"(x0) : : "x1", "x2", "x3", "memory");
	cpu_halt();
}
