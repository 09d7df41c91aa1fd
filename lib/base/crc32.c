/*
 * CRC-32 byte by byte with one table: what it covers (a GPT) is small. The eight numbers are the
 * powers x^32 to x^39 modulo the polynomial, bits reflected (crc_table.h).
 */
#include <lib/base/crc32.h>

#include <lib/base/crc_table.h>

static const uint32_t table[256] = CRC_TABLE(0xedb88320u, 0x76dc4190u, 0x3b6e20c8u, 0x1db71064u,
                                             0x0edb8832u, 0x076dc419u, 0xee0e612cu, 0x77073096u);

uint32_t crc32(uint32_t crc, const void *data, size_t len)
{
	const uint8_t *at = data;

	crc = ~crc;
	for (; len > 0; len--)
		crc = crc >> 8 ^ table[(crc ^ *at++) & 0xff];
	return ~crc;
}
