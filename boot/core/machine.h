/*
 * What the loader's core asks of boot/arch/<machine>/. One header, the same names for each machine;
 * a front end never calls these. Everything runs on the boot processor with interrupts off.
 */
#ifndef BOOT_CORE_MACHINE_H
#define BOOT_CORE_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <abi/boot/limine.h>
#include <boot/core/firmware.h>
#include <lib/base/compiler.h>
#include <lib/format/elf.h>

enum map_flags {
	MAP_WRITE = 1,
	MAP_EXECUTE = 2,
	MAP_WRITE_COMBINE = 4, /* the framebuffer */
};

/* What the core needs to know of the machine before it lays out memory. */
struct machine_facts {
	enum elf_machine elf_machine;
	uint64_t paging_mode; /* enum limine_paging_mode that will be used */
	uint64_t hhdm_base;   /* virtual address of physical 0 in the direct map */
	uint64_t paging_default, paging_min, paging_max; /* what this machine can do */
};

/* Looks at the processor (no side effect) and picks a paging mode between the kernel's wishes; wish
 * is null if the kernel has none. Fails with sill_fail if the machine has none of them. */
void machine_inspect(struct machine_facts *out, const struct limine_paging_mode_request *wish);

/* The paging mode between the kernel's wishes (null: it has none) and what `facts` says of the
 * machine [LIMINE paging mode]; for machine_inspect. Fails with sill_fail if there is none. In
 * paging.c. */
uint64_t paging_pick(const struct machine_facts *facts,
                     const struct limine_paging_mode_request *wish);

/* Page tables under construction; a table is memory_alloc(4096) (boot/core/memory.h): zeroed,
 * aligned. */
struct page_tables;

/* Makes empty tables; never fails but through sill_fail (out of memory). */
struct page_tables *machine_tables_create(const struct machine_facts *facts);

/* Maps [va, va + len) to [pa, ...), all page aligned, with the largest pages that fit. The range is
 * not mapped yet. */
void machine_map(struct page_tables *tables, uint64_t va, uint64_t pa, uint64_t len,
                 enum map_flags flags);

/* Starts and parks the other processors, each on a stack of stack_bytes; returns the physical
 * address of the MP response, or 0 if there is nothing to answer. x2apic etc. by request->flags.
 * The tables are complete. Pointers inside the response are HHDM addresses: facts->hhdm_base +
 * physical. */
uint64_t machine_start_processors(const struct firmware *fw, const struct machine_facts *facts,
                                  struct page_tables *tables,
                                  const struct limine_mp_request *request, uint64_t stack_bytes);

/* CRC-32C by the machine's instruction where it has one. Same contract as crc32c(). */
uint32_t machine_crc32c(uint32_t crc, const void *data, size_t len);

/* The machine's free-running time counter, and its frequency (0: not known without measuring). */
uint64_t machine_counter(void);
uint64_t machine_counter_hz(void);

/* A random number from the machine's own generator; false if it has none or it fails. */
MUST_CHECK bool machine_random(uint64_t *out);

/* Puts the processor into the state the protocol promises and jumps to the kernel. The memory map
 * has been told: nothing can be allocated any more (machine_tables_create is the place for that).
 */
struct machine_entry {
	struct page_tables *tables;
	uint64_t entry;     /* virtual */
	uint64_t stack_top; /* virtual (HHDM), 16-byte aligned */
	uint64_t base_revision;
	bool keep_iommu; /* the kernel asked to leave IOMMUs as they are (x86-64) */
};
NORETURN void machine_enter(const struct firmware *fw, const struct machine_facts *facts,
                            const struct machine_entry *entry);

#endif
