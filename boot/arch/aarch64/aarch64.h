/*
 * The parts of sill's aarch64 port among themselves [ARM]. They are linked by the direct front end
 * and, compiled for aarch64-unknown-windows, by the UEFI application; so the assembly uses nothing
 * that only one of the two object formats has.
 *
 * The loader runs at EL1, or at EL2 with VHE (HCR_EL2.E2H and TGE set): then the names *_EL1 reach
 * the registers of EL2, and all the code below is the same for both [ARM D5.6].
 */
#ifndef BOOT_ARCH_AARCH64_AARCH64_H
#define BOOT_ARCH_AARCH64_AARCH64_H

/* Offsets in struct aarch64_state for assembly, asserted below. */
#define AARCH64_STATE_SCTLR 0
#define AARCH64_STATE_TCR   8
#define AARCH64_STATE_MAIR  16
#define AARCH64_STATE_TTBR0 24
#define AARCH64_STATE_TTBR1 32
#define AARCH64_STATE_ENTRY 40
#define AARCH64_STATE_STACK 48
#define AARCH64_STATE_BYTES 64

/* [LIMINE aarch64 EL2 entry] E2H, RW, TGE, SWIO; CNTHCTL_EL2: counters are not trapped from EL0 */
#define AARCH64_ENTRY_HCR_EL2     ((1 << 34) | (1 << 31) | (1 << 27) | (1 << 1))
#define AARCH64_ENTRY_CNTHCTL_EL2 3

/* [ARM C5.2.19] all interrupts masked */
#define AARCH64_ENTRY_DAIF 0x3c0

/* [LIMINE aarch64] the bits of SCTLR_EL1 that are 1 with everything off, and the MMU, both caches
 * and both checks of the stack's alignment on */
#define AARCH64_SCTLR_OFF 0x30d00980
#define AARCH64_ENTRY_SCTLR                                                                        \
	(AARCH64_SCTLR_OFF | (1 << 12) | (1 << 4) | (1 << 3) | (1 << 2) | (1 << 0))

#ifndef __ASSEMBLER__

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <boot/arch/shared/processors.h>
#include <lib/base/compiler.h>

/* What a processor loads when it takes over the kernel's page tables: a cache line, because it is
 * read with the caches off. */
struct aarch64_state {
	uint64_t sctlr;
	uint64_t tcr;
	uint64_t mair;
	uint64_t ttbr0; /* an identity map of the switch page */
	uint64_t ttbr1; /* the kernel's tables */
	uint64_t entry; /* the kernel's, boot processor only */
	uint64_t stack; /* HHDM address, boot processor only */
	uint64_t padding;
};

_Static_assert(offsetof(struct aarch64_state, sctlr) == AARCH64_STATE_SCTLR, "assembly");
_Static_assert(offsetof(struct aarch64_state, tcr) == AARCH64_STATE_TCR, "assembly");
_Static_assert(offsetof(struct aarch64_state, mair) == AARCH64_STATE_MAIR, "assembly");
_Static_assert(offsetof(struct aarch64_state, ttbr0) == AARCH64_STATE_TTBR0, "assembly");
_Static_assert(offsetof(struct aarch64_state, ttbr1) == AARCH64_STATE_TTBR1, "assembly");
_Static_assert(offsetof(struct aarch64_state, entry) == AARCH64_STATE_ENTRY, "assembly");
_Static_assert(offsetof(struct aarch64_state, stack) == AARCH64_STATE_STACK, "assembly");
_Static_assert(sizeof(struct aarch64_state) == AARCH64_STATE_BYTES, "a cache line");

/* The exception level this processor is in: 1, 2 or 3. */
unsigned aarch64_level(void);

/* Does this processor have VHE [ARM ID_AA64MMFR1_EL1]? */
bool aarch64_has_vhe(void);

/* Writes what the caches hold of [data, data + len) to memory and forgets it, so that a processor
 * without caches sees it. */
void aarch64_clean(const void *data, uint64_t len);

/* The state for these tables, cleaned to memory together with the switch page, for processors to
 * begin with. */
const struct aarch64_state *aarch64_state(struct page_tables *tables);

/* Goes to the kernel. Lies in the switch page. switch.S */
NORETURN void aarch64_enter(const struct aarch64_state *state);

/* Where a processor that PSCI has started begins, MMU off: x0 = struct processor_start. switch.S */
void aarch64_processor_entry(void);

/* The same for a processor out of a spin table, which has nothing in its registers: the structure
 * is taken from aarch64_spin_start. switch.S */
void aarch64_spin_entry(void);
extern uint64_t aarch64_spin_start;

/* The switch page: code that the identity map of ttbr0 covers. switch.S */
extern const uint8_t aarch64_switch_page[];

#define AARCH64_SWITCH_PAGE_BYTES 4096u

/* Calls PSCI [PSCI 5.2] by hvc or smc. switch.S */
int64_t aarch64_psci_hvc(uint64_t function, uint64_t arg0, uint64_t arg1, uint64_t arg2);
int64_t aarch64_psci_smc(uint64_t function, uint64_t arg0, uint64_t arg1, uint64_t arg2);

#endif
#endif
