/*
 * Processor exceptions while sill runs: a message instead of a reset. For the front ends whose
 * firmware has no handlers of its own.
 */
#ifndef BOOT_ARCH_X86_64_TRAP_H
#define BOOT_ARCH_X86_64_TRAP_H

/* From here on an exception of the processor ends in sill_fail with its number and place. */
void trap_start(void);

#endif
