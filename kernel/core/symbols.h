/*
 * The names of the kernel's own functions, for backtraces.
 *
 * build/host/symbols writes the table from the linked kernel: the kernel is linked with an empty
 * table first (`symbols --empty OUT.S`), then again with the real one (`symbols KERNEL OUT.S`),
 * then compared (`symbols --check KERNEL`). The table's section `.symbols` therefore stands behind
 * all text, at the end of rodata, so that text does not move between the two.
 *
 *   symbols_offsets[i]      function i's distance from kernel_text_start, ascending, no two equal
 *   symbols_names_index[i]  where its name begins in symbols_names, a blob of terminated names
 */
#ifndef KERNEL_CORE_SYMBOLS_H
#define KERNEL_CORE_SYMBOLS_H

#include <stdbool.h>
#include <stdint.h>

/* The image base, from the linker script: the first byte of text. */
extern const char kernel_text_start[];

/* The generated table; symbols_text_bytes is how far text reaches. Read it with symbols_find. */
extern const uint32_t symbols_count;
extern const uint32_t symbols_text_bytes;
extern const uint32_t symbols_offsets[];
extern const uint32_t symbols_names_index[];
extern const char symbols_names[];

/* Finds the function that holds pc: *name (static) and *offset, the distance of pc from its start.
 * False, and nothing written, if pc is not in the kernel's text or the table is empty.
 * A return address may be the first byte of the next function: look up return address - 1.
 * Context: any; takes no lock, reads only constants. */
bool symbols_find(uintptr_t pc, const char **name, uint32_t *offset);

#endif
