/* CRC-32C with the instructions of FEAT_CRC32, which Armv8.0 processors may lack [ARM
 * ID_AA64ISAR0_EL1]. */
#include <boot/core/machine.h>

#include <lib/base/crc32c.h>

/* One step each: the instruction works on the inverted checksum. */
static inline uint32_t step8(uint32_t crc, uint64_t value)
{
	__asm__(".arch_extension crc\n\tcrc32cx %w0, %w0, %x1" : "+r"(crc) : "r"(value));
	return crc;
}

static inline uint32_t step1(uint32_t crc, uint32_t value)
{
	__asm__(".arch_extension crc\n\tcrc32cb %w0, %w0, %w1" : "+r"(crc) : "r"(value));
	return crc;
}

static bool has_instruction(void)
{
	uint64_t isar0;

	__asm__("mrs %0, id_aa64isar0_el1" : "=r"(isar0));
	return (isar0 >> 16 & 15) != 0;
}

uint32_t machine_crc32c(uint32_t crc, const void *data, size_t len)
{
	const uint8_t *byte = data;

	if (!has_instruction())
		return crc32c(crc, data, len);
	crc = ~crc;
	for (; len > 0 && ((uintptr_t)byte & 7) != 0; len--)
		crc = step1(crc, *byte++);
	for (; len >= 8; len -= 8, byte += 8) {
		uint64_t value;

		__builtin_memcpy(&value, __builtin_assume_aligned(byte, 8), sizeof(value));
		crc = step8(crc, value);
	}
	for (; len > 0; len--)
		crc = step1(crc, *byte++);
	return ~crc;
}
