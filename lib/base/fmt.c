/*
 * The formatter: one pass over the format, text handed to the sink in runs, no buffer bigger than
 * the longest number.
 *
 * A conversion is read into a struct spec, then shown by one of three functions: number, text,
 * character. A number is made of three pieces that padding may go between:
 *
 *   spaces | sign or 0x | zeros | digits | spaces
 *
 * A conversion that does not exist is handed over as it stands in the format and takes no argument.
 */
#include <lib/base/fmt.h>

#include <stdbool.h>
#include <stdint.h>

#include <lib/base/math.h>
#include <lib/base/string.h>

#define MAX_DIGITS 22 /* 64 bits in octal */

enum length { LENGTH_INT, LENGTH_CHAR, LENGTH_SHORT, LENGTH_LONG };

struct spec {
	bool left;
	bool plus;
	bool space;
	bool alternate;
	bool zero;
	size_t width;
	bool precise; /* a precision is given */
	size_t precision;
	enum length length; /* long long, size_t, intmax_t, ptrdiff_t have 64 bits alike */
	char conversion;
};

struct printer {
	struct fmt_sink *sink;
	size_t total;
	va_list args;
};

/* Fills a buffer, and counts what does not fit. */
struct string_sink {
	struct fmt_sink sink;
	char *buf;
	size_t size;
	size_t used;
};

/* A long has 32 bits where UEFI's compilers make code, and 64 elsewhere. */
#define LENGTH_L (sizeof(long) == sizeof(int) ? LENGTH_INT : LENGTH_LONG)

_Static_assert(sizeof(long long) == 8 && sizeof(size_t) == 8 && sizeof(intmax_t) == 8 &&
                       sizeof(ptrdiff_t) == 8 && (sizeof(long) == 8 || sizeof(long) == 4),
               "LENGTH_LONG stands for all of them, LENGTH_L for the rest");

static const char *read_spec(struct printer *p, const char *at, struct spec *spec);
static const char *read_flags(const char *at, struct spec *spec);
static const char *read_count(struct printer *p, const char *at, int *count);
static const char *read_length(const char *at, struct spec *spec);
static bool put_conversion(struct printer *p, const struct spec *spec);
static void put_signed(struct printer *p, const struct spec *spec);
static void put_unsigned(struct printer *p, const struct spec *spec);
static void put_number(struct printer *p, const struct spec *spec, uint64_t value, unsigned base,
                       const char *prefix);
static void put_text(struct printer *p, const struct spec *spec, const char *text);
static void put_padded(struct printer *p, const struct spec *spec, const char *text, size_t len);
static void put_repeated(struct printer *p, char c, size_t count);
static void put(struct printer *p, const char *text, size_t len);
static void string_write(struct fmt_sink *sink, const char *text, size_t len);

size_t fmt_vprint(struct fmt_sink *sink, const char *format, va_list args)
{
	struct printer p = {.sink = sink};
	const char *at = format;

	va_copy(p.args, args);
	while (*at != 0) {
		const char *run = at;
		struct spec spec;

		while (*at != 0 && *at != '%')
			at++;
		put(&p, run, (size_t)(at - run));
		if (*at == 0)
			break;
		run = at;
		at = read_spec(&p, at + 1, &spec);
		if (!put_conversion(&p, &spec))
			put(&p, run, (size_t)(at - run));
	}
	va_end(p.args);
	return p.total;
}

size_t fmt_print(struct fmt_sink *sink, const char *format, ...)
{
	va_list args;
	size_t total;

	va_start(args, format);
	total = fmt_vprint(sink, format, args);
	va_end(args);
	return total;
}

size_t fmt_vstring(char *buf, size_t size, const char *format, va_list args)
{
	struct string_sink s = {.sink = {string_write}, .buf = buf, .size = size};
	size_t total = fmt_vprint(&s.sink, format, args);

	if (size > 0)
		buf[s.used] = 0;
	return total;
}

size_t fmt_string(char *buf, size_t size, const char *format, ...)
{
	va_list args;
	size_t total;

	va_start(args, format);
	total = fmt_vstring(buf, size, format, args);
	va_end(args);
	return total;
}

/* Reads what stands behind a '%'. Returns where the format goes on. */
static const char *read_spec(struct printer *p, const char *at, struct spec *spec)
{
	int count;

	*spec = (struct spec){.length = LENGTH_INT};
	at = read_flags(at, spec);
	at = read_count(p, at, &count);
	if (count < 0)
		spec->left = true; /* a negative argument for * is a flag and a width */
	spec->width = count < 0 ? 0 - (size_t)count : (size_t)count;
	if (*at == '.') {
		at = read_count(p, at + 1, &count);
		spec->precise = count >= 0; /* a negative one counts as none */
		spec->precision = count >= 0 ? (size_t)count : 0;
	}
	at = read_length(at, spec);
	spec->conversion = *at;
	return *at != 0 ? at + 1 : at;
}

static const char *read_flags(const char *at, struct spec *spec)
{
	for (;; at++) {
		switch (*at) {
		case '-':
			spec->left = true;
			break;
		case '+':
			spec->plus = true;
			break;
		case ' ':
			spec->space = true;
			break;
		case '#':
			spec->alternate = true;
			break;
		case '0':
			spec->zero = true;
			break;
		default:
			return at;
		}
	}
}

/* A number or * for a width or precision; none is 0. Numbers stop growing at a million. */
static const char *read_count(struct printer *p, const char *at, int *count)
{
	*count = 0;
	if (*at == '*') {
		*count = va_arg(p->args, int);
		return at + 1;
	}
	for (; *at >= '0' && *at <= '9'; at++) {
		if (*count < 1000000)
			*count = *count * 10 + (*at - '0');
	}
	return at;
}

static const char *read_length(const char *at, struct spec *spec)
{
	switch (*at) {
	case 'h':
		spec->length = at[1] == 'h' ? LENGTH_CHAR : LENGTH_SHORT;
		return at[1] == 'h' ? at + 2 : at + 1;
	case 'l':
		spec->length = at[1] == 'l' ? LENGTH_LONG : LENGTH_L;
		return at[1] == 'l' ? at + 2 : at + 1;
	case 'z':
	case 't':
	case 'j':
		spec->length = LENGTH_LONG;
		return at + 1;
	default:
		return at;
	}
}

/* False if there is no such conversion. */
static bool put_conversion(struct printer *p, const struct spec *spec)
{
	char c;

	switch (spec->conversion) {
	case 'd':
	case 'i':
		put_signed(p, spec);
		return true;
	case 'u':
	case 'x':
	case 'X':
	case 'o':
		put_unsigned(p, spec);
		return true;
	case 'p':
		put_number(p, spec, (uintptr_t)va_arg(p->args, void *), 16, "0x");
		return true;
	case 'c':
		c = (char)va_arg(p->args, int);
		put_padded(p, spec, &c, 1);
		return true;
	case 's':
		put_text(p, spec, va_arg(p->args, const char *));
		return true;
	case '%':
		put(p, "%", 1);
		return true;
	default:
		return false;
	}
}

static void put_signed(struct printer *p, const struct spec *spec)
{
	int64_t value =
		spec->length == LENGTH_LONG ? va_arg(p->args, long long) : va_arg(p->args, int);
	const char *sign = "";

	if (spec->length == LENGTH_CHAR)
		value = (signed char)value;
	if (spec->length == LENGTH_SHORT)
		value = (short)value;
	if (value < 0)
		sign = "-";
	else if (spec->plus)
		sign = "+";
	else if (spec->space)
		sign = " ";
	put_number(p, spec, value < 0 ? 0 - (uint64_t)value : (uint64_t)value, 10, sign);
}

static void put_unsigned(struct printer *p, const struct spec *spec)
{
	uint64_t value = spec->length == LENGTH_LONG ? va_arg(p->args, unsigned long long)
	                                             : va_arg(p->args, unsigned int);
	const char *prefix = "";

	if (spec->length == LENGTH_CHAR)
		value = (unsigned char)value;
	if (spec->length == LENGTH_SHORT)
		value = (unsigned short)value;
	if (spec->conversion == 'u') {
		put_number(p, spec, value, 10, "");
	} else if (spec->conversion == 'o') {
		put_number(p, spec, value, 8, "");
	} else {
		if (spec->alternate && value != 0)
			prefix = spec->conversion == 'X' ? "0X" : "0x";
		put_number(p, spec, value, 16, prefix);
	}
}

static void put_number(struct printer *p, const struct spec *spec, uint64_t value, unsigned base,
                       const char *prefix)
{
	const char *set = spec->conversion == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
	size_t precision = spec->precise ? spec->precision : 1;
	size_t prefix_len = strlen(prefix);
	char digits[MAX_DIGITS];
	size_t first = MAX_DIGITS;
	size_t len, zeros, padding;

	for (; value != 0; value /= base)
		digits[--first] = set[value % base];
	len = MAX_DIGITS - first;
	/* '#' makes an octal number begin with a zero. */
	if (base == 8 && spec->alternate && precision <= len)
		precision = len + 1;
	zeros = precision > len ? precision - len : 0;
	len += prefix_len + zeros;
	padding = spec->width > len ? spec->width - len : 0;
	if (spec->zero && !spec->left && !spec->precise) {
		zeros += padding;
		padding = 0;
	}
	if (!spec->left)
		put_repeated(p, ' ', padding);
	put(p, prefix, prefix_len);
	put_repeated(p, '0', zeros);
	put(p, digits + first, MAX_DIGITS - first);
	if (spec->left)
		put_repeated(p, ' ', padding);
}

static void put_text(struct printer *p, const struct spec *spec, const char *text)
{
	const char *shown = text != NULL ? text : "(null)";

	put_padded(p, spec, shown, spec->precise ? strnlen(shown, spec->precision) : strlen(shown));
}

static void put_padded(struct printer *p, const struct spec *spec, const char *text, size_t len)
{
	size_t padding = spec->width > len ? spec->width - len : 0;

	if (!spec->left)
		put_repeated(p, ' ', padding);
	put(p, text, len);
	if (spec->left)
		put_repeated(p, ' ', padding);
}

static void put_repeated(struct printer *p, char c, size_t count)
{
	static const char spaces[] = "                ";
	static const char zeros[] = "0000000000000000";
	const char *text = c == '0' ? zeros : spaces;

	while (count > 0) {
		size_t step = min_u64(count, sizeof(spaces) - 1);

		put(p, text, step);
		count -= step;
	}
}

static void put(struct printer *p, const char *text, size_t len)
{
	if (len == 0)
		return;
	p->sink->write(p->sink, text, len);
	p->total += len;
}

static void string_write(struct fmt_sink *sink, const char *text, size_t len)
{
	struct string_sink *s = CONTAINER_OF(sink, struct string_sink, sink);
	size_t room = s->size > 0 ? s->size - 1 - s->used : 0;
	size_t step = min_u64(len, room);

	if (step > 0)
		memcpy(s->buf + s->used, text, step);
	s->used += step;
}
