/* Arch contract: turning the machine off. */
#ifndef KERNEL_ARCH_POWER_H
#define KERNEL_ARCH_POWER_H

#include <lib/base/compiler.h>

/* Learns how, and maps what that needs: before mmu_enter. Needs boot_collect; boot processor. */
void power_init(void);

/* Switches the machine off, telling status (0 to 255) to an emulator that listens. Where the
 * machine offers no way that this kernel knows, stops the processor for good. Any context; takes no
 * lock. */
NORETURN void power_off(int status);

#endif
