/* Device registers: the only place of this front end with volatile accesses. */
#ifndef BOOT_DIRECT_MMIO_H
#define BOOT_DIRECT_MMIO_H

#include <stdint.h>

static inline uint8_t mmio_read8(uintptr_t address)
{
	return *(const volatile uint8_t *)address;
}

static inline void mmio_write8(uintptr_t address, uint8_t value)
{
	*(volatile uint8_t *)address = value;
}

static inline void mmio_write16(uintptr_t address, uint16_t value)
{
	*(volatile uint16_t *)address = value;
}

static inline uint32_t mmio_read32(uintptr_t address)
{
	return *(const volatile uint32_t *)address;
}

static inline void mmio_write32(uintptr_t address, uint32_t value)
{
	*(volatile uint32_t *)address = value;
}

#endif
