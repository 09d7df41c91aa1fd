/*
 * Processor exceptions while sill runs: a message instead of a reset.
 */
#ifndef BOOT_BIOS_TRAP_H
#define BOOT_BIOS_TRAP_H

/* From here on an exception of the processor ends in sill_fail with its number and place. */
void trap_start(void);

#endif
