/*
 * x86_64: switching off through ACPI.
 *
 * A PC has power management registers in I/O space: the sleep type that the package \_S5 in the
 * DSDT tells, with the enable bit, switches off [ACPI 4.8.3.2]. A hardware-reduced machine has a
 * sleep control register, in memory perhaps [ACPI 4.8.3.7]. What must be mapped is found early; the
 * DSDT is only read when it comes to that.
 *
 * Under QEMU the device isa-debug-exit ends the emulator with a status; the command line gives its
 * port (debug-exit=0x501), because on a real machine a write to an unknown port could do anything.
 */
#include <kernel/arch/power.h>

#include <stddef.h>

#include "port_priv.h"

#include <kernel/arch/boot.h>
#include <kernel/arch/cpu.h>
#include <kernel/arch/mmio.h>
#include <kernel/arch/mmu.h>
#include <kernel/arch/shared/acpi.h>
#include <kernel/core/cmdline.h>

enum {
	PM1_ACPI_ENABLED = 1 << 0,
	PM1_TYPE_SHIFT = 10,
	PM1_TYPE_MASK = 7 << 10,
	PM1_SLEEP = 1 << 13,
	SLEEP_TYPE_SHIFT = 2,
	SLEEP_ENABLE = 1 << 5,
	ENABLE_MAX_POLLS = 1000000,
};

static struct acpi_fadt fadt; /* all written by power_init */
static bool has_fadt;
static uint8_t *sleep_register; /* null: in I/O space, or none */

void power_init(void)
{
	struct acpi_table table;
	void *mapped;

	has_fadt = acpi_find("FACP", &table) && acpi_read_fadt(&table, &fadt) == 0;
	if (has_fadt && fadt.is_hardware_reduced && fadt.sleep_control.space == ACPI_MEMORY &&
	    fadt.sleep_control.address != 0 &&
	    mmu_map_early(paddr(fadt.sleep_control.address), 1, &mapped) == 0)
		sleep_register = mapped;
}

static void write_sleep_control(uint8_t type)
{
	uint8_t value = (uint8_t)(type << SLEEP_TYPE_SHIFT | SLEEP_ENABLE);

	if (sleep_register)
		mmio_write8(sleep_register, value);
	else if (fadt.sleep_control.space == ACPI_IO && fadt.sleep_control.address != 0)
		port_write8((uint16_t)fadt.sleep_control.address, value);
}

/* Firmware lends the registers to the system when a byte is written to its command port. */
static void enable_acpi(uint16_t control)
{
	if (port_read16(control) & PM1_ACPI_ENABLED || fadt.smi_command == 0)
		return;
	port_write8((uint16_t)fadt.smi_command, fadt.acpi_enable);
	for (unsigned polls = 0; polls < ENABLE_MAX_POLLS; polls++)
		if (port_read16(control) & PM1_ACPI_ENABLED)
			return;
}

static void write_pm1(const struct acpi_register *control, uint8_t type)
{
	uint16_t port = (uint16_t)control->address;
	uint16_t value;

	if (control->address == 0 || control->space != ACPI_IO)
		return;
	value = (uint16_t)(port_read16(port) & ~PM1_TYPE_MASK);
	port_write16(port, (uint16_t)(value | type << PM1_TYPE_SHIFT | PM1_SLEEP));
}

static void acpi_power_off(void)
{
	struct acpi_table dsdt;
	struct acpi_sleep sleep;

	if (!has_fadt || !acpi_map(fadt.dsdt, &dsdt) || acpi_find_sleep5(&dsdt, &sleep) < 0)
		return;
	if (fadt.is_hardware_reduced) {
		write_sleep_control(sleep.type_a);
		return;
	}
	if (fadt.pm1a_control.space == ACPI_IO && fadt.pm1a_control.address != 0)
		enable_acpi((uint16_t)fadt.pm1a_control.address);
	write_pm1(&fadt.pm1a_control, sleep.type_a);
	write_pm1(&fadt.pm1b_control, sleep.type_b);
}

void power_off(int status)
{
	uint64_t port;

	if (cmdline_number(boot_info()->cmdline, "debug-exit", &port) == 0 && port <= UINT16_MAX)
		port_write8((uint16_t)port, (uint8_t)status);
	acpi_power_off();
	cpu_halt();
}
