/* Arch contract: a text screen that the firmware left behind, where the machine's kind has such a
 * thing. */
#ifndef KERNEL_ARCH_SCREEN_H
#define KERNEL_ARCH_SCREEN_H

#include <stdbool.h>
#include <stdint.h>

struct screen_text {
	uint16_t *cells; /* device memory, rows of `columns`: write with mmio_write16 */
	unsigned columns;
	unsigned rows;
};

/* Fills *out if there is one in use. Boot processor, needs kmap_open_areas. */
bool screen_find_text(struct screen_text *out);

#endif
