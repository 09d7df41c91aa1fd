/*
 * Starting and parking processors on the machines whose response has 64-bit ids (all but x86-64).
 *
 * The list comes from the device tree, or from ACPI's MADT if there is no tree. For each processor
 * but the boot processor a struct processor_start is filled and the machine's processor_start() is
 * asked to let it run processor_entry (assembly) with the structure's physical address. It takes
 * over the kernel's page tables, says `ready`, and waits for info->goto_address to become something
 * else than 0 [LIMINE mp]. One that never says ready is left out of the response.
 */
#ifndef BOOT_ARCH_SHARED_PROCESSORS_H
#define BOOT_ARCH_SHARED_PROCESSORS_H

/* Offsets for assembly, asserted below. */
#define PROCESSOR_START_STATE    0
#define PROCESSOR_START_INFO     8
#define PROCESSOR_START_READY_AT 16
#define PROCESSOR_START_BYTES    64

/* Of struct limine_mp_info_id64 and limine_mp_info_aarch64. */
#define MP_INFO_RESERVED 16
#define MP_INFO_GOTO     24

#ifndef __ASSEMBLER__

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <boot/core/machine.h>
#include <lib/base/compiler.h>

/* A cache line of its own: a processor reads it before its caches are on. */
struct processor_start {
	uint64_t state; /* physical address of what the machine wants loaded (its own structure) */
	uint64_t info;  /* HHDM address of the processor's struct limine_mp_info_* */
	uint64_t ready_at; /* HHDM address of ready */
	uint64_t ready;    /* the processor stores 1 */
	uint64_t padding[4];
};

_Static_assert(offsetof(struct processor_start, state) == PROCESSOR_START_STATE, "assembly");
_Static_assert(offsetof(struct processor_start, info) == PROCESSOR_START_INFO, "assembly");
_Static_assert(offsetof(struct processor_start, ready_at) == PROCESSOR_START_READY_AT, "assembly");
_Static_assert(sizeof(struct processor_start) == PROCESSOR_START_BYTES, "a cache line");
_Static_assert(offsetof(struct limine_mp_info_id64, reserved) == MP_INFO_RESERVED, "assembly");
_Static_assert(offsetof(struct limine_mp_info_id64, goto_address) == MP_INFO_GOTO, "assembly");
_Static_assert(offsetof(struct limine_mp_info_aarch64, reserved) == MP_INFO_RESERVED, "assembly");
_Static_assert(offsetof(struct limine_mp_info_aarch64, goto_address) == MP_INFO_GOTO, "assembly");

/* One processor of the firmware's list. */
struct processor {
	uint64_t hardware_id;     /* MPIDR, hart id or physical id */
	uint64_t acpi_uid;        /* 0 without ACPI */
	uint64_t release_address; /* aarch64 spin-table, else 0 */
};

/* What the machine's part needs from the caller of processors_start. */
struct processors_request {
	const struct firmware *fw;
	const struct machine_facts *facts;
	uint64_t boot_id; /* hardware_id of the boot processor */
	uint64_t stack_bytes;
	uint64_t state; /* for struct processor_start */

	/* Lets the processor run processor_entry(start). Errors: negative, it cannot be started. */
	int (*start)(const struct processor *processor, struct processor_start *start);

	/* The processor that a MADT entry (type, bytes) describes, if it does; null: no ACPI here.
	 */
	bool (*from_madt)(uint8_t type, uint8_t length, const uint8_t *bytes,
	                  struct processor *out);
};

/* Starts them all; returns the physical address of a struct limine_mp_response_id64. */
uint64_t processors_start(const struct processors_request *request);

#endif
#endif
