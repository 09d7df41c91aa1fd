/*
 * Tables of 256 entries for reflected CRCs, unfolded by the preprocessor, so that nobody
 * must fill them.
 *
 * The entry for a byte is the exclusive or of the entries for its bits; so eight numbers make a
 * table. CRC_TABLE takes them for the bits 0x80, 0x40 ... 0x01, in this order: each is the one
 * before it divided by x modulo the polynomial (shift right; if a one falls out, xor the
 * polynomial), and the first is the polynomial itself. Only for the .c files of this folder.
 */
#ifndef LIB_BASE_CRC_TABLE_H
#define LIB_BASE_CRC_TABLE_H

#define CRC_BIT0(v, b)              (v), (v) ^ (b)
#define CRC_BIT1(v, b1, b0)         CRC_BIT0(v, b0), CRC_BIT0((v) ^ (b1), b0)
#define CRC_BIT2(v, b2, b1, b0)     CRC_BIT1(v, b1, b0), CRC_BIT1((v) ^ (b2), b1, b0)
#define CRC_BIT3(v, b3, b2, b1, b0) CRC_BIT2(v, b2, b1, b0), CRC_BIT2((v) ^ (b3), b2, b1, b0)
#define CRC_BIT4(v, b4, b3, b2, b1, b0)                                                            \
	CRC_BIT3(v, b3, b2, b1, b0), CRC_BIT3((v) ^ (b4), b3, b2, b1, b0)
#define CRC_BIT5(v, b5, b4, b3, b2, b1, b0)                                                        \
	CRC_BIT4(v, b4, b3, b2, b1, b0), CRC_BIT4((v) ^ (b5), b4, b3, b2, b1, b0)
#define CRC_BIT6(v, b6, b5, b4, b3, b2, b1, b0)                                                    \
	CRC_BIT5(v, b5, b4, b3, b2, b1, b0), CRC_BIT5((v) ^ (b6), b5, b4, b3, b2, b1, b0)
#define CRC_TABLE(b7, b6, b5, b4, b3, b2, b1, b0)                                                  \
	{CRC_BIT6(0u, b6, b5, b4, b3, b2, b1, b0), CRC_BIT6((b7), b6, b5, b4, b3, b2, b1, b0)}

#endif
