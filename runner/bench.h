/*
 * Figures of a benchmark and their picture.
 */
#ifndef RUNNER_BENCH_H
#define RUNNER_BENCH_H

#include <stddef.h>
#include <stdint.h>

#include <lib/base/compiler.h>

#include "machine_names.h"
#include "text.h"

enum bench_phase { BENCH_FIRMWARE, BENCH_LOADER, BENCH_KERNEL, BENCH_NR_PHASES };

struct bench_boot {
	char *name;
	uint64_t instructions[BENCH_NR_PHASES];
};

/* Counts the instructions before the loader's first one on a PC of x86_64 with everything built.
 * Returns 0 or a status, said. */
MUST_CHECK int bench_firmware_instructions(enum pc_model pc, uint64_t *out);

/* Appends an SVG picture [SVG2]: a bar per boot on one time line in guest instructions, its phases
 * in different colours, with a legend and an axis. */
void bench_draw(const struct bench_boot *boots, size_t count,
                const char *const names[BENCH_NR_PHASES], struct text *out);

#endif
