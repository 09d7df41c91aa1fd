/* Runs the tests that are built into the kernel (kernel/core/test.h). */
#ifndef KERNEL_SELFTEST_SELFTEST_H
#define KERNEL_SELFTEST_SELFTEST_H

#include <lib/base/compiler.h>

/* Runs every test whose name holds pattern (all for "") and prints TAP on the console.
 * Returns 0, or 1 if any failed or none ran. */
MUST_CHECK int selftest_run(const char *pattern);

#endif
