/*
 * CRC-32C eight bytes at a time ("slicing by 8"): table[k][b] is what byte b contributes when k
 * more bytes follow it, so the eight lookups of a word do not wait for each other. The 64 numbers
 * are the powers x^32 to x^95 modulo the polynomial, bits reflected; crc_test.c derives them again.
 */
#include <lib/base/crc32c.h>

#include <lib/base/crc_table.h>

typedef uint64_t __attribute__((may_alias)) word_t;

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the first byte of a word is its lowest");

static const uint32_t table[8][256] = {
	CRC_TABLE(0x82f63b78u, 0x417b1dbcu, 0x20bd8edeu, 0x105ec76fu, 0x8ad958cfu, 0xc79a971fu,
                  0xe13b70f7u, 0xf26b8303u),
	CRC_TABLE(0xfbc3faf9u, 0xff17c604u, 0x7f8be302u, 0x3fc5f181u, 0x9d14c3b8u, 0x4e8a61dcu,
                  0x274530eeu, 0x13a29877u),
	CRC_TABLE(0x8b277743u, 0xc76580d9u, 0xe144fb14u, 0x70a27d8au, 0x38513ec5u, 0x9edea41au,
                  0x4f6f520du, 0xa541927eu),
	CRC_TABLE(0x52a0c93fu, 0xaba65fe7u, 0xd725148bu, 0xe964b13du, 0xf64463e6u, 0x7b2231f3u,
                  0xbf672381u, 0xdd45aab8u),
	CRC_TABLE(0x6ea2d55cu, 0x37516aaeu, 0x1ba8b557u, 0x8f2261d3u, 0xc5670b91u, 0xe045beb0u,
                  0x7022df58u, 0x38116facu),
	CRC_TABLE(0x1c08b7d6u, 0x0e045bebu, 0x85f4168du, 0xc00c303eu, 0x6006181fu, 0xb2f53777u,
                  0xdb8ca0c3u, 0xef306b19u),
	CRC_TABLE(0xf56e0ef4u, 0x7ab7077au, 0x3d5b83bdu, 0x9c5bfaa6u, 0x4e2dfd53u, 0xa5e0c5d1u,
                  0xd0065990u, 0x68032cc8u),
	CRC_TABLE(0x34019664u, 0x1a00cb32u, 0x0d006599u, 0x847609b4u, 0x423b04dau, 0x211d826du,
                  0x9278fa4eu, 0x493c7d27u),
};

static inline uint32_t crc_byte(uint32_t crc, uint8_t byte)
{
	return crc >> 8 ^ table[0][(crc ^ byte) & 0xff];
}

uint32_t crc32c(uint32_t crc, const void *data, size_t len)
{
	const uint8_t *at = data;

	crc = ~crc;
	for (; len > 0 && (uintptr_t)at % sizeof(word_t) != 0; len--)
		crc = crc_byte(crc, *at++);
	for (; len >= sizeof(word_t); len -= sizeof(word_t), at += sizeof(word_t)) {
		word_t w = *(const word_t *)at ^ crc;

		crc = table[7][w & 0xff] ^ table[6][w >> 8 & 0xff] ^ table[5][w >> 16 & 0xff] ^
		      table[4][w >> 24 & 0xff] ^ table[3][w >> 32 & 0xff] ^
		      table[2][w >> 40 & 0xff] ^ table[1][w >> 48 & 0xff] ^ table[0][w >> 56];
	}
	for (; len > 0; len--)
		crc = crc_byte(crc, *at++);
	return ~crc;
}
