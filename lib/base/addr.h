/*
 * Physical addresses have a type of their own: they cannot be dereferenced or mixed with sizes by
 * accident. A kernel virtual address is a pointer. The types cost no instruction.
 */
#ifndef LIB_BASE_ADDR_H
#define LIB_BASE_ADDR_H

#include <stdint.h>

typedef struct {
	uint64_t raw;
} paddr_t;

static inline paddr_t paddr(uint64_t raw)
{
	return (paddr_t){raw};
}

#endif
