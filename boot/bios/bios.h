/*
 * The BIOS's services, called from 64-bit C. Everything the BIOS reads or writes must lie below 1
 * MiB and is named by segment and offset; BOUNCE_BASE (layout.h) is there for that.
 */
#ifndef BOOT_BIOS_BIOS_H
#define BOOT_BIOS_BIOS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <boot/bios/layout.h>
#include <lib/base/compiler.h>

struct bios_registers {
	uint32_t eax, ebx, ecx, edx, esi, edi, ebp;
	uint16_t ds, es;
	uint16_t flags; /* out: as the handler left them */
	uint16_t reserved;
};

_Static_assert(offsetof(struct bios_registers, eax) == REGISTERS_EAX, "known to thunk.S");
_Static_assert(offsetof(struct bios_registers, ebx) == REGISTERS_EBX, "known to thunk.S");
_Static_assert(offsetof(struct bios_registers, ecx) == REGISTERS_ECX, "known to thunk.S");
_Static_assert(offsetof(struct bios_registers, edx) == REGISTERS_EDX, "known to thunk.S");
_Static_assert(offsetof(struct bios_registers, esi) == REGISTERS_ESI, "known to thunk.S");
_Static_assert(offsetof(struct bios_registers, edi) == REGISTERS_EDI, "known to thunk.S");
_Static_assert(offsetof(struct bios_registers, ebp) == REGISTERS_EBP, "known to thunk.S");
_Static_assert(offsetof(struct bios_registers, ds) == REGISTERS_DS, "known to thunk.S");
_Static_assert(offsetof(struct bios_registers, es) == REGISTERS_ES, "known to thunk.S");
_Static_assert(offsetof(struct bios_registers, flags) == REGISTERS_FLAGS, "known to thunk.S");
_Static_assert(sizeof(struct bios_registers) == REGISTERS_BYTES, "known to thunk.S");

/* Runs a BIOS interrupt with these registers and writes back what it left in them. Works as long as
 * nobody has written to the BIOS's memory; interrupts are off before and after.
 * vector: two digits of INT xxh. */
void bios_interrupt(uint8_t vector, struct bios_registers *registers);

/* Most services say so by the carry flag when they fail. */
static inline bool bios_failed(const struct bios_registers *registers)
{
	return (registers->flags & 1) != 0;
}

/* The story of stage 2 (main.c), called by start.S.
 * drive: the BIOS's number of the disk that we come from; counter: the TSC when stage 2 began. */
NORETURN void bios_main(uint32_t drive, uint64_t counter);

/* Something at a physical address below 4 GiB. */
static inline void *bios_pointer(uint64_t address)
{
	return (void *)(uintptr_t)address;
}

/* Where the BIOS's far pointer (offset, segment) points. */
static inline uint32_t bios_far(uint32_t pointer)
{
	return (pointer >> 16) * 16 + (pointer & 0xffff);
}

#endif
