/*
 * The parts of sill's riscv64 port among themselves, and what a front end tells it [RISCV-PRIV].
 */
#ifndef BOOT_ARCH_RISCV64_RISCV64_H
#define BOOT_ARCH_RISCV64_RISCV64_H

/* Offsets in struct riscv_state for assembly, asserted below. */
#define RISCV_STATE_SATP  0
#define RISCV_STATE_HHDM  8
#define RISCV_STATE_ENTRY 16
#define RISCV_STATE_STACK 24

#define RISCV_SATP_MODE_SHIFT 60
#define RISCV_SATP_MODE_SV39  8 /* Sv48 is 9, Sv57 is 10 */

/* [LIMINE riscv64] UXL = 2, all else 0. */
#define RISCV_ENTRY_SSTATUS 0x200000000

#ifndef __ASSEMBLER__

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <boot/arch/shared/processors.h>
#include <lib/base/compiler.h>

/* What a processor loads when it leaves the loader's world of physical addresses. */
struct riscv_state {
	uint64_t satp;
	uint64_t hhdm;
	uint64_t entry; /* the kernel's, boot processor only */
	uint64_t stack; /* HHDM address, boot processor only */
};

_Static_assert(offsetof(struct riscv_state, satp) == RISCV_STATE_SATP, "assembly");
_Static_assert(offsetof(struct riscv_state, hhdm) == RISCV_STATE_HHDM, "assembly");
_Static_assert(offsetof(struct riscv_state, entry) == RISCV_STATE_ENTRY, "assembly");
_Static_assert(offsetof(struct riscv_state, stack) == RISCV_STATE_STACK, "assembly");

struct riscv_sbi_result {
	int64_t error; /* 0, or negative [SBI 3] */
	int64_t value;
};

/* Calls the firmware [SBI 3]. */
struct riscv_sbi_result riscv_sbi_call(uint64_t extension, uint64_t function, uint64_t arg0,
                                       uint64_t arg1, uint64_t arg2);

/* The front end says what only it knows: the frequency of rdtime in Hz, and that all processors
 * have Svpbmt. Without a word the one is unknown and the other missing. */
void riscv_set_timebase(uint64_t hz);
void riscv_allow_svpbmt(void);

/* Is this satp mode there? Tries it out on an identity map and goes back to no paging. switch.S */
uint64_t riscv_try_satp(uint64_t satp);

/* Goes to the kernel. switch.S */
NORETURN void riscv_enter(const struct riscv_state *state);

/* Where a started hart begins: a0 = hart id, a1 = struct processor_start. switch.S */
void riscv_processor_entry(void);

#endif
#endif
