/* loongarch64: control registers, and what entry and traps of this machine share [LA-V1 7]. */
#ifndef KERNEL_ARCH_LOONGARCH64_MACHINE_PRIV_H
#define KERNEL_ARCH_LOONGARCH64_MACHINE_PRIV_H

#define CSR_CRMD      0x0
#define CSR_PRMD      0x1
#define CSR_ECFG      0x4
#define CSR_ESTAT     0x5
#define CSR_ERA       0x6
#define CSR_BADV      0x7
#define CSR_EENTRY    0xc
#define CSR_PGDL      0x19
#define CSR_PGDH      0x1a
#define CSR_PGD       0x1b
#define CSR_PWCL      0x1c
#define CSR_PWCH      0x1d
#define CSR_SAVE0     0x30
#define CSR_TLBRENTRY 0x88
#define CSR_TLBRSAVE  0x8b
#define CSR_DMW0      0x180
#define CSR_DMW1      0x181

#define TRAP_FRAME_BYTES 288 /* trap.c asserts it */
#define TRAP_STACK_BYTES 8192

/* Physical memory, uncached, through the direct window that machine_start opens. */
#define DEVICE_WINDOW 0x8000000000000000

#ifndef __ASSEMBLER__
#include <stdint.h>

#include <lib/base/compiler.h>

#define CSR_READ(number)                                                                           \
	({                                                                                         \
		uint64_t value_;                                                                   \
		__asm__ volatile("csrrd %0, %1" : "=r"(value_) : "i"(number) : "memory");          \
		value_;                                                                            \
	})

#define CSR_WRITE(number, value)                                                                   \
	do {                                                                                       \
		uint64_t value_ = (value);                                                         \
		__asm__ volatile("csrwr %0, %1" : "+r"(value_) : "i"(number) : "memory");          \
	} while (0)

static inline uint32_t cpucfg(uint32_t word)
{
	uint32_t value;

	__asm__ volatile("cpucfg %0, %1" : "=r"(value) : "r"(word));
	return value;
}

/* trap_entry.S: where every exception arrives. */
extern const char trap_entry[];

/* tlb_refill.S: where the processor goes, with physical addresses, for a page it does not know. */
extern const char tlb_refill[];

/* context_switch.S: where a new flow begins. */
extern const char context_begin[];

/* Called by kernel_entry on the boot stack. */
NORETURN void machine_start(void);
#endif

#endif
