/*
 * The decoder knows two things about a sequence: how many bytes are missing, and in which range the
 * next one must lie. The range of the second byte depends on the first and is what excludes
 * overlong forms, surrogates and numbers above U+10FFFF [UNICODE 3.9, table 3-7]:
 *
 *   first     second    further
 *   00..7f
 *   c2..df    80..bf
 *   e0        a0..bf    80..bf       (below: overlong)
 *   e1..ef    80..bf    80..bf       (ed: 80..9f, above are surrogates)
 *   f0        90..bf    80..bf x 2   (below: overlong)
 *   f1..f3    80..bf    80..bf x 2
 *   f4        80..8f    80..bf x 2   (above: beyond U+10FFFF)
 */
#include <lib/base/utf8.h>

static int start(struct utf8_decoder *decoder, uint8_t byte, uint32_t *out);

int utf8_push(struct utf8_decoder *decoder, uint8_t byte, uint32_t out[2])
{
	if (decoder->missing == 0)
		return start(decoder, byte, out);
	if (byte < decoder->low || byte > decoder->high) {
		out[0] = UTF8_REPLACEMENT;
		return 1 + start(decoder, byte, out + 1);
	}
	decoder->code = decoder->code << 6 | (byte & 0x3f);
	decoder->low = 0x80;
	decoder->high = 0xbf;
	decoder->missing--;
	if (decoder->missing > 0)
		return 0;
	out[0] = decoder->code;
	return 1;
}

int utf8_finish(struct utf8_decoder *decoder, uint32_t *out)
{
	if (decoder->missing == 0)
		return 0;
	decoder->missing = 0;
	*out = UTF8_REPLACEMENT;
	return 1;
}

bool utf8_valid(const char *text, size_t len)
{
	struct utf8_decoder decoder = {0};

	for (size_t i = 0; i < len; i++) {
		bool between = decoder.missing == 0;
		uint32_t out[2];
		int nr = utf8_push(&decoder, (uint8_t)text[i], out);

		/* A replacement that was not spelled in the text: nothing missing before it, or
		 * two. */
		if (nr == 2 ||
		    (nr == 1 && out[0] == UTF8_REPLACEMENT && (between || decoder.missing > 0)))
			return false;
	}
	return decoder.missing == 0;
}

/* The first byte of a character. */
static int start(struct utf8_decoder *decoder, uint8_t byte, uint32_t *out)
{
	decoder->missing = 0;
	decoder->low = 0x80;
	decoder->high = 0xbf;
	if (byte < 0x80) {
		*out = byte;
		return 1;
	}
	if (byte >= 0xc2 && byte <= 0xdf) {
		decoder->missing = 1;
		decoder->code = byte & 0x1f;
		return 0;
	}
	if (byte >= 0xe0 && byte <= 0xef) {
		decoder->missing = 2;
		decoder->code = byte & 0x0f;
		if (byte == 0xe0)
			decoder->low = 0xa0;
		if (byte == 0xed)
			decoder->high = 0x9f;
		return 0;
	}
	if (byte >= 0xf0 && byte <= 0xf4) {
		decoder->missing = 3;
		decoder->code = byte & 0x07;
		if (byte == 0xf0)
			decoder->low = 0x90;
		if (byte == 0xf4)
			decoder->high = 0x8f;
		return 0;
	}
	*out = UTF8_REPLACEMENT;
	return 1;
}
