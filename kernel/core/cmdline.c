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

/* The value of the last word with this key, as [*value, *value + *len). False: there is none. */
static bool find_value(const char *cmdline, const char *key, const char **value, size_t *len)
{
	const char *word;
	size_t word_len, at;
	bool found = false;

	while (next_word(&cmdline, &word, &word_len)) {
		if (!word_has_key(word, word_len, key, &at))
			continue;
		found = true;
		*value = word + at;
		*len = word_len - at;
	}
	return found;
}

bool cmdline_get(const char *cmdline, const char *key, char *value, size_t size)
{
	const char *found;
	size_t len;

	if (!find_value(cmdline, key, &found, &len))
		return false;
	if (size > 0)
		str_copy(value, found, min_u64(size, len + 1));
	return true;
}

bool cmdline_is(const char *cmdline, const char *key, const char *value)
{
	const char *found;
	size_t len;

	return find_value(cmdline, key, &found, &len) && len == strlen(value) &&
	       memcmp(found, value, len) == 0;
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
	const char *digits;
	uint64_t value = 0;
	size_t len;
	int base = 10;

	if (!find_value(cmdline, key, &digits, &len))
		return -ENOENT;
	if (len >= 2 && digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X')) {
		base = 16;
		digits += 2;
		len -= 2;
	}
	if (len == 0)
		return -EINVAL;
	for (size_t i = 0; i < len; i++) {
		int digit = digit_of(digits[i]);

		if (digit < 0 || digit >= base)
			return -EINVAL;
		if (__builtin_mul_overflow(value, (uint64_t)base, &value) ||
		    __builtin_add_overflow(value, (uint64_t)digit, &value))
			return -EINVAL;
	}
	*out = value;
	return 0;
}
