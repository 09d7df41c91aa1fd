/* The direct front end on aarch64: start.S, identity.c and direct.c among themselves. */
#ifndef BOOT_DIRECT_AARCH64_AARCH64_PRIV_H
#define BOOT_DIRECT_AARCH64_AARCH64_PRIV_H

#include <stdint.h>

/* Was the processor started at EL2 without having VHE? Set by start.S, which went to EL1 then. */
extern uint32_t direct_level2_without_vhe;

/* Turns on an identity map in which [image_start, image_end) and the surroundings of the tree are
 * normal memory and all the rest of the first 512 GiB is devices. Runs with the MMU off. */
void identity_start(uint64_t image_start, uint64_t image_end, uint64_t tree);

/* Makes [base, base + len) normal memory, in pieces of 2 MiB. Returns 0, or -1: no table left for
 * it, or it lies above the map. */
int identity_use(uint64_t base, uint64_t len);

#endif
