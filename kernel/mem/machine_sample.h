/*
 * A machine made of the host's memory, for tests of the allocators: physical address 0 is the first
 * byte of a large mapping that the host fills in when it is touched.
 */
#ifndef KERNEL_MEM_MACHINE_SAMPLE_H
#define KERNEL_MEM_MACHINE_SAMPLE_H

#include <stdbool.h>
#include <stdint.h>

#include <kernel/arch/boot.h>

/* The last page frame number that a sample may have, and one more. */
#define MACHINE_SAMPLE_END_PFN ((uint64_t)0x108000)

/* Makes a machine with these ranges of memory and nothing mapped. */
void machine_sample_make(const struct boot_range *ranges, uint32_t nr_ranges);

/* Puts a device tree of that many bytes to pa, until the next machine is made. */
void machine_sample_put_tree(paddr_t pa, uint32_t len);

/* Is the descriptor of this frame mapped? */
bool machine_sample_has_descriptor(uint64_t pfn);

/* Does the frame hold descriptors? */
bool machine_sample_holds_descriptors(uint64_t pfn);

#endif
