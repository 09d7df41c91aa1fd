/*
 * The parts of sill's loongarch64 port among themselves, and with the front end [LA-V1].
 *
 * The loader runs in mapped mode with two direct windows: addresses 0... are cached memory at the
 * same physical address (the window the kernel gets too), 0x8000... the same uncached, for devices.
 */
#ifndef BOOT_ARCH_LOONGARCH64_LOONGARCH64_H
#define BOOT_ARCH_LOONGARCH64_LOONGARCH64_H

/* Offsets in struct loongarch_state for assembly, asserted below. */
#define LOONGARCH_STATE_ROOT  0
#define LOONGARCH_STATE_ENTRY 8
#define LOONGARCH_STATE_STACK 16

/* [LA-V1 7.4, 7.5] control and status registers */
#define CSR_CRMD      0x0
#define CSR_PRMD      0x1
#define CSR_EUEN      0x2
#define CSR_ECFG      0x4
#define CSR_ESTAT     0x5
#define CSR_ERA       0x6
#define CSR_BADV      0x7
#define CSR_EENTRY    0xc
#define CSR_ASID      0x18
#define CSR_PGDL      0x19
#define CSR_PGDH      0x1a
#define CSR_PGD       0x1b
#define CSR_PWCL      0x1c
#define CSR_PWCH      0x1d
#define CSR_STLBPS    0x1e
#define CSR_CPUID     0x20
#define CSR_TLBRENTRY 0x88
#define CSR_TLBRSAVE  0x8b
#define CSR_TLBREHI   0x8e
#define CSR_MERRENTRY 0x93
#define CSR_DMW0      0x180
#define CSR_DMW1      0x181
#define CSR_DMW2      0x182
#define CSR_DMW3      0x183

/* [LA-V1 7.4.1] CRMD: PG, DATF and DATM coherent cached, all else 0 [LIMINE loongarch64] */
#define CRMD_MAPPED 0xb0

/* [LA-V1 7.5.11] cached window at 0 for PLV0; uncached window at 0x8000... for PLV0 */
#define DMW_CACHED   0x11
#define DMW_UNCACHED 0x8000000000000001

/* [LA-V1 7.5.6, 7.5.7] four levels of nine bits over pages of 4 KiB, entries of 64 bits */
#define PWCL_VALUE (12 | 9 << 5 | 21 << 10 | 9 << 15 | 30 << 20 | 9 << 25)
#define PWCH_VALUE (39 | 9 << 6)
#define PAGE_SHIFT 12

/* [LA-3A5000 11.2] registers between the processors, in the IOCSR space */
#define IOCSR_IPI_STATUS 0x1000
#define IOCSR_IPI_ENABLE 0x1004
#define IOCSR_IPI_CLEAR  0x100c
#define IOCSR_MAILBOX0   0x1020
#define IOCSR_IPI_SEND   0x1040
#define IOCSR_MAIL_SEND  0x1048
#define ECFG_IPI         (1 << 12)

#ifndef __ASSEMBLER__

#include <stddef.h>
#include <stdint.h>

#include <boot/arch/shared/processors.h>
#include <lib/base/compiler.h>

/* What a processor loads when it takes over the kernel's page tables. */
struct loongarch_state {
	uint64_t root;  /* of both halves */
	uint64_t entry; /* the kernel's, boot processor only */
	uint64_t stack; /* HHDM address, boot processor only */
};

_Static_assert(offsetof(struct loongarch_state, root) == LOONGARCH_STATE_ROOT, "assembly");
_Static_assert(offsetof(struct loongarch_state, entry) == LOONGARCH_STATE_ENTRY, "assembly");
_Static_assert(offsetof(struct loongarch_state, stack) == LOONGARCH_STATE_STACK, "assembly");

/* Goes to the kernel. switch.S */
NORETURN void loongarch_enter(const struct loongarch_state *state);

/* For the front end's start code: where a processor that is not the boot processor waits until its
 * mailbox 0 has the address of a struct processor_start. Nothing is expected of its registers.
 * switch.S */
NORETURN void loongarch_park(void);

#endif
#endif
