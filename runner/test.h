/*
 * Tests as lintel test sees them: a name, a time limit, and a way to run it in a process of its
 * own.
 */
#ifndef RUNNER_TEST_H
#define RUNNER_TEST_H

#include <stdbool.h>
#include <stdint.h>

#include <lib/base/compiler.h>

#include "qemu.h"
#include "text.h"

enum test_kind {
	TEST_MAKE, /* command holds make's targets */
	TEST_RUN,
	TEST_TAP,
	TEST_FUZZ,
	TEST_BOOT,
};

/* What is done to the bundle before it is booted. */
enum damage {
	DAMAGE_NONE,
	DAMAGE_FLIPPED_BIT, /* in the kernel */
	DAMAGE_TRUNCATED,   /* its second half is missing */
	DAMAGE_NO_MAGIC,    /* zeros where the header should be */
};

/* A machine that is booted and must end as it should; the rows are in boot_tests.c. What a row
 * leaves out is the machine's default. */
struct boot_test {
	const char *name; /* behind "boot/" */
	const char *cpu;
	const char *cmdline;
	const char *options; /* of QEMU's machine, with a comma before each */
	const char *config;  /* the kernel's build options (config/build.mk), direct path only */
	const char
		*expect[16];   /* in this order, each a part of a line or a pattern for all of it */
	const char *refuse[4]; /* parts of lines that must not appear */
	uint64_t memory_mib;   /* 0: the machine's default */
	enum arch arch;
	enum boot boot;
	enum pc_model pc;
	enum disk_bus disk_bus;
	enum damage damage;
	unsigned cpus;      /* 0: 1 */
	unsigned timeout_s; /* 0: BOOT_TEST_TIMEOUT_S */
	int status;         /* that the runner must end with */
	bool tap;           /* the guest speaks the Test Anything Protocol */
	bool acpi_off;      /* no isa-debug-exit: the guest must find the machine's own way */
	bool limine;        /* with the Limine in the folder $LINTEL_LIMINE; skipped without */
};

#define BOOT_TEST_TIMEOUT_S 150 /* a busy host can stall a guest for long */

struct test {
	char *name;
	enum test_kind kind;
	unsigned timeout_s;
	enum arch arch;               /* TEST_MAKE */
	struct words command;         /* TEST_MAKE: targets */
	struct words needs;           /* make's targets */
	const struct boot_test *boot; /* TEST_BOOT */
};

struct test_list {
	struct test *tests;
	size_t count;
};

extern const struct boot_test boot_tests[];
extern const size_t nr_boot_tests;

/* Reads tests/list.txt and appends the boot tests; builds that they need come first.
 * Only tests that match the pattern (or null: all) are taken. Returns 0 or -EINVAL, said. */
MUST_CHECK int test_list_read(const char *pattern, struct test_list *out);

/* Runs a test in this process with its output on the standard streams. Returns STATUS_OK,
 * STATUS_FAILED or STATUS_SKIPPED. log_path is the file behind standard output. */
int test_perform(const struct test *test, const char *log_path);

/* Boots the row's machine and compares. Returns as test_perform; the guest's log and what was
 * expected go to standard output. */
int boot_test_perform(const struct boot_test *boot);

/* Is text a complete and successful Test Anything Protocol [TAP14]? Lines that are none of its are
 * passed over. Returns STATUS_OK, STATUS_FAILED with the reason printed, or STATUS_SKIPPED for a
 * plan of nothing. */
int tap_judge(const char *text);

#endif
