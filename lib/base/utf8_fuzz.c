/*
 * The UTF-8 decoder against libc's: they must agree on what is well-formed, and on the code points
 * up to the first fault. Behind a fault the decoder must go on: at most one code point per byte,
 * and the end of the text is always between characters.
 */
#include <lib/base/fuzz.h>

#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include <lib/base/utf8.h>

/* Code points before the first fault, and whether there is none. The libc also takes the numbers
 * above U+10FFFF that UTF-8 had until 2003. */
static size_t libc_decode(const char *text, size_t len, uint32_t *codes, int *valid)
{
	size_t nr = 0;

	*valid = 1;
	while (len > 0) {
		mbstate_t state = {0};
		wchar_t code = 0;
		size_t used = mbrtowc(&code, text, len, &state);

		if (used == (size_t)-1 || used == (size_t)-2 || code > 0x10ffff) {
			*valid = 0;
			break;
		}
		if (used == 0)
			used = 1; /* the byte 0 */
		codes[nr++] = (uint32_t)code;
		text += used;
		len -= used;
	}
	return nr;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int locale_set;
	struct utf8_decoder decoder = {0};
	uint32_t *expected = malloc((size + 1) * sizeof(*expected));
	uint32_t *codes = malloc((size + 1) * sizeof(*codes));
	size_t nr_expected, nr = 0;
	int valid;

	if (!locale_set)
		fuzz_expect(setlocale(LC_ALL, "C.UTF-8") != NULL);
	locale_set = 1;
	fuzz_expect(expected != NULL && codes != NULL);
	nr_expected = libc_decode((const char *)data, size, expected, &valid);
	for (size_t i = 0; i < size; i++) {
		uint32_t out[2];
		int pushed = utf8_push(&decoder, data[i], out);

		fuzz_expect(pushed >= 0 && pushed <= 2 && nr + (size_t)pushed <= size);
		memcpy(codes + nr, out, (size_t)pushed * sizeof(out[0]));
		nr += (size_t)pushed;
	}
	nr += (size_t)utf8_finish(&decoder, codes + nr);
	fuzz_expect(nr <= size && utf8_finish(&decoder, codes) == 0);
	fuzz_expect(utf8_valid((const char *)data, size) == valid);
	fuzz_expect(nr >= nr_expected && (nr == nr_expected) == valid);
	fuzz_expect(memcmp(codes, expected, nr_expected * sizeof(*codes)) == 0);
	fuzz_expect(valid || codes[nr_expected] == UTF8_REPLACEMENT);
	free(expected);
	free(codes);
	return 0;
}
