/*
 * CRC-32C (Castagnoli), the checksum of everything Lintel puts on disk.
 * Polynomial 0x1edc6f41 reflected, start value and final xor 0xffffffff [RFC3720 B.4].
 * Uses the machine's instruction where the build's target has one and the caller says so.
 */
#ifndef LIB_BASE_CRC32C_H
#define LIB_BASE_CRC32C_H

#include <stddef.h>
#include <stdint.h>

/* Continues a checksum: crc is 0 for the first piece, then the result of the piece before.
 * crc32c(crc32c(0, a), b) is the checksum of a followed by b. Any context. Portable tables. */
uint32_t crc32c(uint32_t crc, const void *data, size_t len);

#endif
