/*
 * Any text as a command line, against libc: strtok_r finds the words, and the last one with the key
 * must be what cmdline_get answers, cut to the room there is. The input is a key, a line end, and
 * the command line; a key that holds no blank and no "=".
 */
#include <kernel/core/cmdline.h>

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <lib/base/fuzz.h>

enum { VALUE_BYTES = 6 };

/* The value of the last word with this key, in the words of a line that it takes apart; or null. */
static const char *find_value(char *line, const char *key)
{
	const char *found = NULL;
	size_t len = strlen(key);
	char *rest;

	for (char *word = strtok_r(line, " \t\n", &rest); word;
	     word = strtok_r(NULL, " \t\n", &rest)) {
		if (strncmp(word, key, len) == 0 && (word[len] == '=' || word[len] == 0))
			found = word[len] == '=' ? word + len + 1 : word + len;
	}
	return found;
}

static void compare(const char *line, const char *key)
{
	char *words = strdup(line);
	char *value = malloc(VALUE_BYTES); /* so that a byte behind it is noticed */
	const char *expected;
	uint64_t number;
	int base;

	fuzz_expect(words != NULL && value != NULL);
	expected = find_value(words, key);
	fuzz_expect(cmdline_get(line, key, value, VALUE_BYTES) == (expected != NULL));
	if (expected) {
		fuzz_expect(strlen(value) ==
		            (strlen(expected) < VALUE_BYTES ? strlen(expected) : VALUE_BYTES - 1));
		fuzz_expect(strncmp(value, expected, strlen(value)) == 0);
		fuzz_expect(cmdline_is(line, key, expected));
		base = strncasecmp(expected, "0x", 2) == 0 ? 16 : 10;
		if (cmdline_number(line, key, &number) == 0)
			fuzz_expect(number == strtoull(expected, NULL, base));
	}
	free(value);
	free(words);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	size_t key_len;

	fuzz_expect(text != NULL);
	memcpy(text, data, size);
	text[size] = 0;
	key_len = strcspn(text, " \t\n=");
	if (key_len > 0 && text[key_len] == '\n') {
		text[key_len] = 0;
		compare(text + key_len + 1, text);
	}
	free(text);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	static const char sample[] =
		"key\n quiet key=1 key key=0x1f keys=2 key=18446744073709551616";

	if (fuzz_begins(size, sizeof(sample), seed) && max_size >= sizeof(sample) - 1) {
		memcpy(data, sample, sizeof(sample) - 1);
		size = sizeof(sample) - 1;
	}
	return LLVMFuzzerMutate(data, size, max_size);
}
