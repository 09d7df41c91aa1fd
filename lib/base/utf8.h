/*
 * UTF-8 in, code points out, one byte at a time, so that a sequence may arrive in pieces.
 * Ill-formed input (overlong forms, surrogates, anything above U+10FFFF, truncation) becomes
 * U+FFFD, one for each maximal part of a sequence [UNICODE 3.9, table 3-8]; text and terminals
 * agree on that.
 */
#ifndef LIB_BASE_UTF8_H
#define LIB_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UTF8_REPLACEMENT 0xfffdu

/* All zero: between two characters. */
struct utf8_decoder {
	uint32_t code;   /* bits so far */
	uint8_t missing; /* bytes to come; 0: between two characters */
	uint8_t low;     /* the next byte must lie in [low, high] */
	uint8_t high;
};

/* Takes a byte and stores what it completes: 0, 1 or 2 code points (2: U+FFFD for what came before,
 * then the byte itself). Returns how many. Any context. */
int utf8_push(struct utf8_decoder *decoder, uint8_t byte, uint32_t out[2]);

/* The end of the text: returns 1 and stores U+FFFD if it ends inside a character, else 0. */
int utf8_finish(struct utf8_decoder *decoder, uint32_t *out);

/* Is the text well-formed? */
bool utf8_valid(const char *text, size_t len);

#endif
