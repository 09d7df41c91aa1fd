/*
 * ACPI tables: bytes in, checked facts out [ACPI 5.2]. Nothing here knows where tables lie: the
 * caller finds the bytes behind an address and says how many may be read there. Every length,
 * checksum and offset is looked at first, so a damaged table gives errors or nothing, never a stray
 * access. Nothing allocates or locks; a struct acpi_table points into the caller's bytes.
 */
#ifndef LIB_FORMAT_ACPI_TABLE_H
#define LIB_FORMAT_ACPI_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <lib/base/compiler.h>

enum {
	ACPI_HEADER_BYTES = 36,
	ACPI_RSDP_BYTES = 36,
	ACPI_TABLE_MAX_BYTES = 4 << 20,
};

struct acpi_table {
	const uint8_t *bytes; /* whole and summed */
	uint32_t len;
};

/* Where the tables begin: the XSDT, or the RSDT of old firmware. */
struct acpi_root {
	uint64_t address;
	unsigned entry_bytes; /* 8 or 4 */
};

/* A register somewhere [ACPI 5.2.3.2]. */
enum acpi_space { ACPI_MEMORY = 0, ACPI_IO = 1 };

struct acpi_register {
	uint8_t space;       /* enum acpi_space, or others */
	uint8_t bits;        /* of the register */
	uint8_t access_size; /* 0: undefined, 1 to 4: bytes, words, double words, quad words */
	uint64_t address;    /* 0: there is none */
};

/* What the FADT tells, as far as we ask. */
struct acpi_fadt {
	struct acpi_register pm1a_control;
	struct acpi_register pm1b_control;
	struct acpi_register sleep_control; /* hardware-reduced machines */
	struct acpi_register reset;         /* address 0: none */
	uint32_t smi_command;               /* port: acpi_enable there lends us the registers */
	uint8_t acpi_enable;
	uint8_t reset_value;
	bool is_hardware_reduced;
	bool has_psci;
	bool psci_by_hvc; /* otherwise by smc */
	uint64_t dsdt;    /* address */
};

/* The values for the sleep type fields that mean "off". */
struct acpi_sleep {
	uint8_t type_a;
	uint8_t type_b;
};

enum acpi_madt_kind {
	ACPI_MADT_IOAPIC = 1,
	ACPI_MADT_OVERRIDE = 2, /* an old PC's line is another one */
	ACPI_MADT_GICC = 11,
	ACPI_MADT_GICD = 12,
	ACPI_MADT_GICR = 14,
};

/* An entry of the MADT; kinds that are not listed above have only kind filled. */
struct acpi_madt_entry {
	unsigned kind;
	uint32_t line;    /* IOAPIC: its first; OVERRIDE: the new number */
	uint8_t source;   /* OVERRIDE: the old number */
	uint16_t flags;   /* OVERRIDE: polarity in bits 0 and 1, trigger in 2 and 3 */
	uint8_t version;  /* GICD */
	uint64_t address; /* IOAPIC, GICC (its registers), GICD, GICR */
	uint64_t len;     /* GICR: of the range */
};

/* The console that the SPCR names. */
struct acpi_console {
	uint8_t interface; /* [SPCR] */
	struct acpi_register base;
};

/* Looks at ACPI_RSDP_BYTES bytes that say where the tables begin. Errors: -EINVAL it is none. */
MUST_CHECK int acpi_read_rsdp(const uint8_t *bytes, struct acpi_root *out);

/* How many bytes the table at `bytes` says to have, of which ACPI_HEADER_BYTES can be read; 0 if
 * that cannot be. */
uint32_t acpi_table_bytes(const uint8_t *bytes);

/* Looks at a whole table. Errors: -EINVAL length or checksum is wrong. */
MUST_CHECK int acpi_open(const uint8_t *bytes, size_t len, struct acpi_table *out);

/* Address number index of an XSDT or RSDT, 0 at the end. */
uint64_t acpi_root_entry(const struct acpi_table *table, unsigned entry_bytes, uint32_t index);

/* Errors: -EINVAL too short. */
MUST_CHECK int acpi_read_fadt(const struct acpi_table *table, struct acpi_fadt *out);
MUST_CHECK int acpi_read_console(const struct acpi_table *table, struct acpi_console *out);

/* The HPET's registers, and the place of the first PCI segment's configuration space in the MCFG;
 * 0 if there is none. */
uint64_t acpi_read_hpet(const struct acpi_table *table);
uint64_t acpi_read_mcfg(const struct acpi_table *table);

/* Reads the MADT's entry at *at and steps over it; start with 0. True with *out filled, or false at
 * the end. */
bool acpi_madt_next(const struct acpi_table *table, uint32_t *at, struct acpi_madt_entry *out);

/* Looks for the package \_S5 in a DSDT's or SSDT's code. This is a search for the bytes that name
 * it, no interpreter; every firmware that we know has plain numbers there. Errors: -ENOENT. */
MUST_CHECK int acpi_find_sleep5(const struct acpi_table *table, struct acpi_sleep *out);

#endif
