/*
 * The MP response of the machines whose processors have 64-bit ids, and page tables of 512 entries:
 * what the three folders share, and what each gives for it.
 */
#ifndef TESTS_BOOT_PROBE_ARCH_SHARED_PROCESSORS_H
#define TESTS_BOOT_PROBE_ARCH_SHARED_PROCESSORS_H

#include <stdbool.h>
#include <stdint.h>

#include <lib/base/compiler.h>

/* In the machine's entry.S: where other processors are sent; it saves a frame and calls the next.
 */
extern const char probe_entry[];
extern const char probe_other_entry[];
NORETURN void probe_other_start(const void *frame);

/* The entry point that the request overrides. */
NORETURN void probe_wrong_start(void);

/* ---- of the machine ---- */

/* This processor's own id, in the response's sense. */
uint64_t machine_hardware_id(void);

/* Registers of any processor: argument is what its first argument register must hold. */
void machine_check_processor(const void *frame, uint64_t argument, const char *who);

/* Waits for ever. */
NORETURN void machine_stop(void);

/* What an entry of a table of this level (1: 4 KiB pages) points to. */
enum probe_entry_kind { PROBE_NOTHING, PROBE_PAGE, PROBE_TABLE };
enum probe_entry_kind machine_entry_kind(uint64_t entry, unsigned level);
uint64_t machine_entry_address(uint64_t entry);

/* Are this table and all tables below it in reclaimable memory? */
bool probe_tables_are_reclaimable(uint64_t table, unsigned level);

#endif
