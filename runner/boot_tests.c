/*
 * Every machine that lintel test boots: the one list. What a row leaves out is the default (one
 * processor, the machine's usual memory, status 0).
 *
 * The lines of .expect must appear in this order; each is a part of a line, or a shell pattern for the
 * whole line if it holds one of *?[.
 */
#include "test.h"

#define HELLO(arch) "Hello World! This is Lintel " LINTEL_VERSION " on " arch "."
#define OFF         "power: off status=0"

const struct boot_test boot_tests[] = {
	/* every machine and every way to start it */
	{.name = "x86_64-direct", .expect = {HELLO("x86_64"), OFF}},

	/* the same kernel under genuine Limine */
	{.name = "limine-bios",
         .limine = true,
         .boot = BOOT_BIOS,
         .expect = {"*loader=Limine *firmware=BIOS", HELLO("x86_64"), OFF}},
	{.name = "limine-uefi",
         .limine = true,
         .boot = BOOT_UEFI,
         .expect = {"*loader=Limine *firmware=*UEFI*", HELLO("x86_64"), OFF}},
};

const size_t nr_boot_tests = ARRAY_SIZE(boot_tests);
