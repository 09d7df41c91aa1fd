/*
 * The probe: a kernel that does nothing but compare what it finds at its first instruction with
 * what the Limine protocol promises, and say so in lines of the Test Anything Protocol. It is built
 * for every base revision and as a fixed (ET_EXEC) and a relocatable (ET_DYN) file, and must pass
 * under our loader on every path and under genuine Limine.
 *
 * The portable part knows requests, responses and the memory map; a machine's folder knows
 * registers, page tables and how to talk and stop. Source of every expectation: [LIMINE].
 */
#ifndef TESTS_BOOT_PROBE_PROBE_H
#define TESTS_BOOT_PROBE_PROBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <abi/boot/limine.h>
#include <lib/base/compiler.h>

#define PROBE_STACK_BYTES   0x20000u /* asked for, of every processor */
#define PROBE_ENTROPY_WORDS 4u
#define PROBE_PAGE_BYTES    4096u

/* ---- report.c ---- */

/* One test point: "ok N - text", or "not ok N - text" if ok is 0. */
void probe_check(int ok, const char *format, ...) PRINTF_FORMAT(2, 3);

/* A line for people: "# text". */
void probe_note(const char *format, ...) PRINTF_FORMAT(1, 2);

/* The plan; returns whether all points were ok. */
bool probe_finish(void);

/* The value behind "name=" on the command line (decimal or 0x...), or fallback. */
uint64_t probe_option(const char *name, uint64_t fallback);

/* ---- requests.c ---- */

extern volatile uint64_t probe_revision_tag[3];
extern const uint64_t probe_asked_revision;
extern volatile struct limine_request probe_bootloader_info, probe_cmdline, probe_firmware_type,
	probe_hhdm_request, probe_framebuffer, probe_boot_hart, probe_memmap, probe_executable_file,
	probe_rsdp, probe_smbios, probe_efi_system_table, probe_efi_memmap, probe_date,
	probe_executable_address, probe_dtb, probe_performance, probe_counter_frequency,
	probe_unknown, probe_outside_before, probe_outside_after;
extern volatile struct limine_stack_size_request probe_stack_size;
extern volatile struct limine_paging_mode_request probe_paging_mode;
extern volatile struct limine_mp_request probe_mp;
extern volatile struct limine_entry_point_request probe_entry_point;
extern volatile struct limine_module_request probe_modules;
extern volatile struct limine_entropy_request probe_entropy;

/* A response as a pointer, or null. */
#define PROBE_RESPONSE(type, request) ((const struct type *)(uintptr_t)(request).response)

/* ---- responses.c ---- */

/* Checks every response but memory map and processors. */
void probe_check_responses(void);

/* ---- memory.c ---- */

/* The virtual address of physical 0. */
uint64_t probe_hhdm(void);

/* Reads the memory map; false if there is none (nothing else can be checked then). */
bool probe_read_memmap(void);

/* The memory type at a physical address; -1: in no entry. Where entries overlap, the first's. */
int probe_type_at(uint64_t pa);

/* Does [pa, pa + len) lie in entries of this type alone? */
bool probe_all_of_type(uint64_t pa, uint64_t len, uint64_t type);

/* Is the direct map's pointer into reclaimable memory, for len bytes? Null is not. */
bool probe_is_reclaimable(uint64_t pointer, uint64_t len);

void probe_check_memmap(void);
void probe_check_direct_map(void);
void probe_check_image(void);

/* ---- tables.c ---- */

/* Follows the firmware's tables: ACPI, SMBIOS. rsdp is a direct map pointer. */
void probe_check_acpi(uint64_t rsdp);

/* In probe.lds; the first three begin at pages. */
extern const char probe_text[], probe_rodata[], probe_data[], probe_end[];

/* ---- the machine's folder ---- */

/* The entry point that the request asks for. */
extern const char probe_entry[];

enum probe_cache { PROBE_WRITE_BACK, PROBE_WRITE_COMBINE, PROBE_OTHER_CACHE };

struct probe_mapping {
	uint64_t pa;         /* of the address asked for */
	uint64_t page_bytes; /* of the page it lies in */
	bool write;
	bool execute;
	bool user;
	enum probe_cache cache;
};

void machine_put(char c);

/* Walks the page tables; false: not mapped. */
bool machine_walk(uint64_t va, struct probe_mapping *out);

/* Is anything mapped below the higher half? */
bool machine_low_half_is_empty(void);

/* Are the tables themselves in reclaimable memory? */
bool machine_tables_are_reclaimable(void);

/* The paging mode that the registers say. */
uint64_t machine_paging_mode(void);

/* Registers of the boot processor; frame is what entry.S saved. */
void machine_check_entry(const void *frame);

/* Interrupt controllers, A20 and whatever else the machine has. */
void machine_check_devices(void);

/* The MP response; starts every processor and has it check itself. */
void machine_check_processors(void);

/* Ends the emulator with this status if the command line says how (debug-exit=PORT), else stops. */
NORETURN void machine_exit(int status);

/* The portable program, called by the machine's entry. */
NORETURN void probe_main(const void *frame);

#endif
