/*
 * The stack the kernel boots on, with a few pages below it that kmap_init leaves out of the page
 * tables. Until then an overflow meets the read-only pages below them (kernel.ld). Assembly reads
 * the sizes; the structure's layout is asserted in boot_stack.c.
 */
#ifndef KERNEL_ARCH_SHARED_BOOT_STACK_H
#define KERNEL_ARCH_SHARED_BOOT_STACK_H

/* 16 KiB, because QEMU 7.2 translates LoongArch addresses in pieces of that size. */
#define BOOT_STACK_GUARD_BYTES 16384
#define BOOT_STACK_BYTES       32768

#ifndef __ASSEMBLER__
#include <stdbool.h>
#include <stdint.h>

struct boot_stack {
	uint8_t guard[BOOT_STACK_GUARD_BYTES];
	uint8_t bytes[BOOT_STACK_BYTES]; /* grows down from its end */
};

extern struct boot_stack boot_stack;

/* Does the address lie in the usable part, or in the guard? */
bool boot_stack_holds(uintptr_t address);
bool boot_stack_guard_holds(uintptr_t address);

/* What a fault at this address means if it lies in a guard, for a report; else null. */
const char *guard_detail(uintptr_t address);
#endif

#endif
