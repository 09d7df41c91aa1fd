/*
 * The few ACPI facts that the first lines need: where the console is, how to switch off. Tables are
 * read where firmware left them, checked by length and checksum, nothing is kept. Needs
 * boot_collect, and a loader that maps ACPI tables (base revision 4 or newer). Source: [ACPI].
 */
#ifndef KERNEL_ARCH_SHARED_EARLY_ACPI_H
#define KERNEL_ARCH_SHARED_EARLY_ACPI_H

#include <stdbool.h>

#include <lib/base/addr.h>
#include <lib/format/fdt_tree.h>

/* The console that the SPCR table names; false if there is none of a kind we know. */
bool early_acpi_console(struct tree_uart *out);

/* How the FADT says to call PSCI. */
enum tree_psci early_acpi_psci(void);

/* The sleep control register of a hardware-reduced machine; false if there is none in memory. */
bool early_acpi_sleep_control(paddr_t *out);

#endif
