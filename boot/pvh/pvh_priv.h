/* The PVH start info [PVH], and what the files of this folder tell each other. */
#ifndef BOOT_PVH_PVH_PRIV_H
#define BOOT_PVH_PVH_PRIV_H

#include <stdint.h>

#define PVH_MAGIC 0x336ec578u

struct pvh_start_info {
	uint32_t magic;
	uint32_t version; /* 1 or more: there is a memory map */
	uint32_t flags;
	uint32_t nr_modules;
	uint64_t modules; /* struct pvh_module[] */
	uint64_t cmdline; /* 0: none */
	uint64_t rsdp;    /* 0: none */
	uint64_t memmap;  /* struct pvh_memmap_entry[] */
	uint32_t nr_memmap;
	uint32_t reserved;
};

struct pvh_module {
	uint64_t base;
	uint64_t bytes;
	uint64_t cmdline;
	uint64_t reserved;
};

struct pvh_memmap_entry {
	uint64_t base;
	uint64_t bytes;
	uint32_t type; /* as E820 */
	uint32_t reserved;
};

/* In sill.lds: the loader's own memory. */
extern uint8_t sill_start[], sill_end[];

/* The C program's beginning, called by entry.S. */
void pvh_main(const struct pvh_start_info *info);

/* Finds out what there is to print on. */
void pvh_console_init(void);

#endif
