/*
 * The formatter against libc's snprintf: every conversion with every flag, width, precision and
 * length that both define, for values at the edges; then what is ours alone.
 */
#include <lib/base/fmt.h>

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#pragma GCC diagnostic ignored "-Wformat"

/* Formats come from tables here, so the compiler cannot check them. */
#define EXPECT_LIKE_LIBC(...)                                                                      \
	do {                                                                                       \
		char ours[256], theirs[256];                                                       \
		size_t len = fmt_string(ours, sizeof(ours), __VA_ARGS__);                          \
		int expected = snprintf(theirs, sizeof(theirs), __VA_ARGS__);                      \
		assert_string_equal(ours, theirs);                                                 \
		assert_int_equal(len, expected);                                                   \
	} while (0)

static const char *const flags[] = {"",   "-",  "0",  "+",  " ",  "#",  "-0",  "-+",  "- ",
                                    "-#", "0+", "0 ", "0#", "+ ", "+#", "-0+", "0+#", "-0+ #"};
static const char *const widths[] = {"", "1", "5", "24", "40"};
static const char *const precisions[] = {"", ".", ".0", ".1", ".7", ".23"};

/* Calls try with each combination of flags, width and precision in front of the conversion. */
static void each_spec(const char *conversion, void (*try)(const char *format))
{
	for (size_t f = 0; f < ARRAY_SIZE(flags); f++) {
		for (size_t w = 0; w < ARRAY_SIZE(widths); w++) {
			for (size_t p = 0; p < ARRAY_SIZE(precisions); p++) {
				char format[64];

				snprintf(format, sizeof(format), "<%%%s%s%s%s>", flags[f],
				         widths[w], precisions[p], conversion);
				try(format);
			}
		}
	}
}

static void try_int(const char *format)
{
	static const int values[] = {0, 1, -1, 7, 42, -300, 65535, 1 << 20, INT_MAX, INT_MIN};

	for (size_t i = 0; i < ARRAY_SIZE(values); i++)
		EXPECT_LIKE_LIBC(format, values[i]);
}

static void try_long(const char *format)
{
	static const long values[] = {0, 1, -1, 9, 10, 1L << 40, LONG_MAX, LONG_MIN};

	for (size_t i = 0; i < ARRAY_SIZE(values); i++)
		EXPECT_LIKE_LIBC(format, values[i]);
}

static void integers_agree_with_libc(void **state)
{
	static const char *const narrow[] = {"d",  "i",  "u",   "x",   "X",   "o",   "hd", "hu",
	                                     "hx", "ho", "hhd", "hhu", "hhx", "hhX", "hho"};
	static const char *const wide[] = {"ld",  "li", "lu", "lx", "lX", "lo", "lld", "llu", "llx",
	                                   "llo", "zd", "zu", "zx", "td", "jd", "ju",  "jx"};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(narrow); i++)
		each_spec(narrow[i], try_int);
	for (size_t i = 0; i < ARRAY_SIZE(wide); i++)
		each_spec(wide[i], try_long);
}

static void text_agrees_with_libc(void **state)
{
	static const char *const specs[] = {"%s",     "%5s",     "%-5s", "%.2s",
	                                    "%9.2s|", "%-9.2s|", "%.0s"};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(specs); i++) {
		EXPECT_LIKE_LIBC(specs[i], "");
		EXPECT_LIKE_LIBC(specs[i], "abc");
		EXPECT_LIKE_LIBC(specs[i], "a longer text");
	}
	EXPECT_LIKE_LIBC("%c%3c%-3c|", 'a', 'b', 'c');
	EXPECT_LIKE_LIBC("100%% of %d", 7);
	EXPECT_LIKE_LIBC("%*d|%-*d|%*d|", 5, 1, 5, 2, -5, 3);
	EXPECT_LIKE_LIBC("%.*d|%.*s|%.*d", 4, 1, 2, "abc", -1, 0);
	EXPECT_LIKE_LIBC("%p", (void *)0x1234abcd);
	EXPECT_LIKE_LIBC("%24p|%-24p|", (void *)0xffffffff80000000, (void *)1);
	EXPECT_LIKE_LIBC("%d %s %lx %c %u", -5, "mixed", 0xfeedul, 'x', 7u);
}

/* The text need not be terminated where a precision ends it. */
static void precision_bounds_the_text(void **state)
{
	const char text[3] = {'a', 'b', 'c'};
	char buf[8];

	(void)state;
	assert_int_equal(fmt_string(buf, sizeof(buf), "%.3s", text), 3);
	assert_string_equal(buf, "abc");
}

static void null_text_is_named(void **state)
{
	const char *volatile none = NULL; /* or the compiler would warn, rightly */
	char buf[16];

	(void)state;
	fmt_string(buf, sizeof(buf), "%s", none);
	assert_string_equal(buf, "(null)");
	fmt_string(buf, sizeof(buf), "%p", (void *)NULL);
	assert_string_equal(buf, "0x0");
}

static void unknown_conversions_stay(void **state)
{
	char buf[32];

	(void)state;
	fmt_string(buf, sizeof(buf), "%d %5y %d", 1, 2);
	assert_string_equal(buf, "1 %5y 2");
	fmt_string(buf, sizeof(buf), "%n|%f|%");
	assert_string_equal(buf, "%n|%f|%");
}

static void cut_text_is_terminated(void **state)
{
	char buf[8];

	(void)state;
	for (size_t size = 0; size <= 7; size++) {
		memset(buf, '#', sizeof(buf));
		assert_int_equal(fmt_string(buf, size, "%s%d", "abc", 123), 6);
		if (size > 0) {
			assert_memory_equal(buf, "abc123", size - 1);
			assert_int_equal(buf[size - 1], 0);
		}
		assert_int_equal(buf[size], '#');
	}
	assert_int_equal(fmt_string(NULL, 0, "%100000d", 1), 100000);
}

struct counting_sink {
	struct fmt_sink sink;
	size_t calls;
	size_t bytes;
};

static void count_write(struct fmt_sink *sink, const char *text, size_t len)
{
	struct counting_sink *c = CONTAINER_OF(sink, struct counting_sink, sink);

	assert_non_null(text);
	assert_true(len > 0);
	c->calls++;
	c->bytes += len;
}

static void sinks_get_runs(void **state)
{
	struct counting_sink c = {.sink = {count_write}};

	(void)state;
	assert_int_equal(fmt_print(&c.sink, "%s%.0s%s", "", "x", ""), 0);
	assert_int_equal(c.calls, 0);
	assert_int_equal(fmt_print(&c.sink, "one run, %s, three", "two"), 19);
	assert_int_equal(c.calls, 3);
	assert_int_equal(c.bytes, 19);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(integers_agree_with_libc),
		cmocka_unit_test(text_agrees_with_libc),
		cmocka_unit_test(precision_bounds_the_text),
		cmocka_unit_test(null_text_is_named),
		cmocka_unit_test(unknown_conversions_stay),
		cmocka_unit_test(cut_text_is_terminated),
		cmocka_unit_test(sinks_get_runs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
