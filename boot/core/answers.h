/* The loader's answers to the kernel's requests. */
#ifndef BOOT_CORE_ANSWERS_H
#define BOOT_CORE_ANSWERS_H

#include <stdint.h>

#include <boot/core/firmware.h>
#include <boot/core/load.h>
#include <boot/core/machine.h>
#include <boot/core/payload.h>
#include <boot/core/requests.h>

/* Everything the answers are made of. */
struct boot {
	const struct firmware *fw;
	struct machine_facts facts;
	struct payload payload;
	struct image image;
	struct requests requests;
	struct page_tables *tables; /* complete before the answers begin */
	uint64_t stack_bytes;       /* of every processor */
	const char *cmdline;        /* terminated, in reclaimable memory */
};

/* Writes a response for every request that has an answer on this machine. The memory map is last:
 * it is frozen afterwards. */
void answers_give(struct boot *boot);

#endif
