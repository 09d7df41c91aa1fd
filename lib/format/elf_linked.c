/*
 * A program of pointers for elf_linked_test.c. It is compiled for each machine and linked three
 * ways, so that lld writes relocations of every table and type that lib/format/elf.c knows; it
 * never runs.
 */
#include <lib/format/elf_linked.h>

#include <lib/base/compiler.h>

void linked_start(void);
const int *linked_get(void);

int linked_numbers[4] = {1, 2, 3, 4};
const int *linked_slots[2] = {linked_numbers, linked_numbers + 3};

const struct linked_probe linked_probe USED = {
	.magic = LINKED_MAGIC,
	.self = &linked_probe,
	.third_number = linked_numbers + 2,
	.got_slots = linked_slots,
	.getter = linked_get,
	.missing = &linked_missing,
};

/* Where symbols may be replaced, its caller goes through the PLT, and itself through the GOT. Weak,
 * so that the compiler does not look into it. */
__attribute__((weak)) const int *linked_get(void)
{
	return linked_numbers;
}

void linked_start(void)
{
	linked_numbers[0] += *linked_get();
}
