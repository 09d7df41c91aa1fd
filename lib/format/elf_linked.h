/*
 * What elf_linked.c holds and elf_linked_test.c looks for in its image: found by the magic number,
 * then every pointer must have become what a loader makes of it.
 */
#ifndef LIB_FORMAT_ELF_LINKED_H
#define LIB_FORMAT_ELF_LINKED_H

#include <stdint.h>

#define LINKED_MAGIC UINT64_C(0x6c696e6b65642121)

/* Nobody defines it. */
extern const int linked_missing __attribute__((weak));

struct linked_probe {
	uint64_t magic;
	const struct linked_probe *self;
	const int *third_number;     /* &linked_numbers[2] */
	const int *const *got_slots; /* of [2]: &linked_numbers[0], &linked_numbers[3] */
	const int *(*getter)(void);
	const int *missing; /* &linked_missing */
};

#endif
