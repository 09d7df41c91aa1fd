/* Measures what the kernel's own building blocks cost. */
#ifndef KERNEL_SELFTEST_BENCH_H
#define KERNEL_SELFTEST_BENCH_H

#include <lib/base/compiler.h>

/* Runs the benchmarks of a group ("core") and prints a line for each:
 *
 *	bench: name=mutex_free rounds=1000 instructions=43
 *
 * Guest instructions for one round, if the machine counts time in instructions (`lintel run
 * --icount`); otherwise nanoseconds. Returns 0, or 1 if there is no such group or no memory.
 * Context: a thread. */
MUST_CHECK int bench_run(const char *group);

#endif
