/*
 * A serial line driven by hand, for what must be said when the firmware's console is gone or goes
 * elsewhere. 16550 and its kin at ports or in memory, and PL011. Polling, output only.
 */
#ifndef BOOT_UEFI_ARCH_SERIAL_H
#define BOOT_UEFI_ARCH_SERIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum serial_kind { SERIAL_NONE = 0, SERIAL_16550, SERIAL_PL011 };

struct serial_line {
	enum serial_kind kind;
	bool at_ports; /* base is an I/O port, else an address */
	bool by_words; /* registers are read and written as 32 bits (16550) */
	uint8_t shift; /* registers are 1 << shift bytes apart (16550) */
	uint64_t base;
};

/* Reads the ACPI table SPCR. False if it names no line that this file can drive.
 * Source: [SPCR]; the addresses' layout [ACPI 5.2.3.2]. */
bool serial_from_spcr(const void *spcr, struct serial_line *out);

/* Is something there? An unwired 16550 reads as all ones. */
bool serial_present(const struct serial_line *line);

/* Waits for room for each byte, but not for ever. "\n" goes out as "\r\n". */
void serial_write(const struct serial_line *line, const char *text);

#endif
