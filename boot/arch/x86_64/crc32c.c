/*
 * CRC-32C by SSE4.2's crc32 instruction, which works on general registers [SDM2 CRC32]: eight bytes
 * an instruction. Processors without it use the portable tables.
 */
#include "x86_priv.h"

#include <lib/base/crc32c.h>

enum { UNROLLED_BYTES = 64 };

static uint64_t step8(uint64_t crc, const uint8_t *bytes)
{
	__asm__("crc32q %1, %0" : "+r"(crc) : "m"(*(const uint64_t(*)[1])(const void *)bytes));
	return crc;
}

static uint64_t step1(uint64_t crc, const uint8_t *bytes)
{
	__asm__("crc32b %1, %k0" : "+r"(crc) : "m"(*bytes));
	return crc;
}

static uint32_t by_instruction(uint32_t start, const uint8_t *bytes, size_t len)
{
	uint64_t crc = ~start;

	for (; len >= UNROLLED_BYTES; len -= UNROLLED_BYTES, bytes += UNROLLED_BYTES) {
		crc = step8(crc, bytes);
		crc = step8(crc, bytes + 8);
		crc = step8(crc, bytes + 16);
		crc = step8(crc, bytes + 24);
		crc = step8(crc, bytes + 32);
		crc = step8(crc, bytes + 40);
		crc = step8(crc, bytes + 48);
		crc = step8(crc, bytes + 56);
	}
	for (; len >= 8; len -= 8, bytes += 8)
		crc = step8(crc, bytes);
	for (; len != 0; len--, bytes++)
		crc = step1(crc, bytes);
	return ~(uint32_t)crc;
}

uint32_t machine_crc32c(uint32_t crc, const void *data, size_t len)
{
	if (x86_cpuid(1, 0).ecx >> 20 & 1)
		return by_instruction(crc, data, len);
	return crc32c(crc, data, len);
}
