/*
 * CRC-32 (IEEE 802.3), the checksum of a GUID partition table [UEFI 5.3].
 * Polynomial 0x04c11db7 reflected, start value and final xor 0xffffffff.
 */
#ifndef LIB_BASE_CRC32_H
#define LIB_BASE_CRC32_H

#include <stddef.h>
#include <stdint.h>

/* Continues a checksum: crc is 0 for the first piece, then the result of the piece before.
 * Any context. */
uint32_t crc32(uint32_t crc, const void *data, size_t len);

#endif
