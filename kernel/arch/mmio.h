/*
 * Arch contract: device registers in memory. The only place where `volatile` stands: each access
 * happens once, in program order with other accesses to devices, with exactly this width. Little
 * endian, as all four machines are.
 */
#ifndef KERNEL_ARCH_MMIO_H
#define KERNEL_ARCH_MMIO_H

#include <stdint.h>

static inline uint8_t mmio_read8(const void *address)
{
	return *(const volatile uint8_t *)address;
}

static inline uint32_t mmio_read32(const void *address)
{
	return *(const volatile uint32_t *)address;
}

static inline void mmio_write8(void *address, uint8_t value)
{
	*(volatile uint8_t *)address = value;
}

static inline void mmio_write16(void *address, uint16_t value)
{
	*(volatile uint16_t *)address = value;
}

static inline void mmio_write32(void *address, uint32_t value)
{
	*(volatile uint32_t *)address = value;
}

#endif
