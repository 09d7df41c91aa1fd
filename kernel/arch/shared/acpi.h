/*
 * The firmware's ACPI tables, where they lie, for the machines' own files: controllers, console,
 * switching off. Reading is lib/format/acpi_table.h's. Needs boot_collect. Tables outside the
 * direct map are mapped as devices are, which works before mmu_enter only; so whoever needs a table
 * later asks for its facts early. Boot processor; no lock.
 */
#ifndef KERNEL_ARCH_SHARED_ACPI_H
#define KERNEL_ARCH_SHARED_ACPI_H

#include <stdbool.h>

#include <lib/base/addr.h>
#include <lib/format/acpi_table.h>
#include <lib/format/fdt_tree.h>

/* The first table with this signature that is whole; false if there is none. */
bool acpi_find(const char signature[4], struct acpi_table *out);

/* The table at this physical address, if it is whole. */
bool acpi_map(uint64_t address, struct acpi_table *out);

/* The console that the SPCR table names; false if there is none of a kind we know. */
bool acpi_find_console(struct tree_uart *out);

/* How the FADT says to call PSCI. */
enum tree_psci acpi_psci(void);

/* The sleep control register of a hardware-reduced machine; false if there is none in memory. */
bool acpi_sleep_control(paddr_t *out);

#endif
