/* Reading the command line: one pass over its words for each question; nothing is kept. */
#include <kernel/core/cmdline.h>

#include <lib/base/errno.h>
#include <lib/base/math.h>
#include <lib/base/string.h>

/* The next word at or behind *text, as [start, start + len); false at the end. */
static bool next_word(const char **text, const char **start, size_t *len)
{
	const char *p = *text;

	while (*p == ' ' || *p == '\t' || *p == '\n')
		p++;
	*start = p;
	while (*p && *p != ' ' && *p != '\t' && *p != '\n')
		p++;
	*text = p;
	*len = (size_t)(p - *start);
	return *len > 0;
}

/* Does the word have this key? Then the value is [word + *value_at, word + len). */
static bool word_has_key(const char *word, size_t len, const char *key, size_t *value_at)
{
	size_t key_len = strlen(key);

	if (len < key_len || strncmp(word, key, key_len) != 0)
		return false;
	if (len == key_len) {
		*value_at = len;
		return true;
	}
	*value_at = key_len + 1;
	return word[key_len] == '=';
}

bool cmdline_get(const char *cmdline, const char *key, char *value, size_t size)
{
	const char *word;
	size_t len, at;
	bool found = false;

	while (next_word(&cmdline, &word, &len)) {
		if (!word_has_key(word, len, key, &at))
			continue;
		found = true;
		if (size > 0)
			str_copy(value, word + at, min_u64(size, len - at + 1));
	}
	return found;
}

bool cmdline_is(const char *cmdline, const char *key, const char *value)
{
	char found[64];

	return cmdline_get(cmdline, key, found, sizeof(found)) && strcmp(found, value) == 0;
}

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -EINVAL;
}

int cmdline_number(const char *cmdline, const char *key, uint64_t *out)
{
	char text[32];
	const char *p = text;
	uint64_t value = 0;
	int base = 10;

	if (!cmdline_get(cmdline, key, text, sizeof(text)))
		return -ENOENT;
	if (p[0] == '0' && (p[1] == 'x' || p[1] == 'X')) {
		base = 16;
		p += 2;
	}
	if (!*p)
		return -EINVAL;
	for (; *p; p++) {
		int digit = digit_of(*p);

		if (digit < 0 || digit >= base)
			return -EINVAL;
		if (__builtin_mul_overflow(value, (uint64_t)base, &value) ||
		    __builtin_add_overflow(value, (uint64_t)digit, &value))
			return -EINVAL;
	}
	*out = value;
	return 0;
}
