/*
 * string.c against libc for all pairs of a few dozen texts, each allocated to the byte so that the
 * address sanitizer sees a read behind its end; string.c is compiled under the names of renamed.h.
 */
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <lib/base/compiler.h>
#include <lib/base/renamed.h>
#include <lib/base/string.h>

#undef memchr
#undef strlen
#undef strnlen
#undef strcmp
#undef strncmp
#undef strchr
#undef strrchr

static const char *const texts[] = {
	"",      "a",      "b",    "ab",     "abc",      "abd",        "abca",      "\xff",
	"a\xff", "a\x01",  "\x80", "a\x7f",  "aaaaaaaa", "aaaaaaaab",  "aaaaaaaaa", "banana",
	"xbxbx", "zzzzzz", "/",    "/a/b/c", "a/",       "kernel.elf", "kernel",    "kernel.elf/",
};

static int sign(int value)
{
	return (value > 0) - (value < 0);
}

static void comparisons_agree_with_libc(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		for (size_t j = 0; j < ARRAY_SIZE(texts); j++) {
			char *a = strdup(texts[i]), *b = strdup(texts[j]);

			assert_int_equal(sign(our_strcmp(a, b)), sign(strcmp(a, b)));
			for (size_t max = 0; max < 12; max++)
				assert_int_equal(sign(our_strncmp(a, b, max)),
				                 sign(strncmp(a, b, max)));
			free(a);
			free(b);
		}
	}
}

static void searches_agree_with_libc(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		char *a = strdup(texts[i]);

		for (int c = -1; c < 257; c++) {
			assert_ptr_equal(our_strchr(a, c), strchr(a, c));
			assert_ptr_equal(our_strrchr(a, c), strrchr(a, c));
			assert_ptr_equal(our_memchr(a, c, strlen(a)), memchr(a, c, strlen(a)));
		}
		free(a);
	}
}

static void lengths_agree_with_libc(void **state)
{
	const char open_end[3] = {'a', 'b', 'c'};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		char *a = strdup(texts[i]);

		assert_int_equal(our_strlen(a), strlen(a));
		for (size_t max = 0; max < 12; max++)
			assert_int_equal(our_strnlen(a, max), strnlen(a, max));
		free(a);
	}
	assert_int_equal(our_strnlen(open_end, sizeof(open_end)), 3);
}

/* Two ends: the first hit of memchr ends the reading, whatever the length says [C17 7.24.5.1]. */
static void memchr_stops_at_the_hit(void **state)
{
	char *a = strdup("xyz");

	(void)state;
	assert_ptr_equal(our_memchr(a, 'z', 1000), a + 2);
	free(a);
}

static void str_copy_always_terminates(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		for (size_t size = 1; size < 16; size++) {
			char *dst = malloc(size);
			size_t len = strlen(texts[i]);
			size_t kept = len < size ? len : size - 1;

			assert_non_null(dst);
			assert_int_equal(str_copy(dst, texts[i], size), len);
			assert_memory_equal(dst, texts[i], kept);
			assert_int_equal(dst[kept], 0);
			free(dst);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comparisons_agree_with_libc),
		cmocka_unit_test(searches_agree_with_libc),
		cmocka_unit_test(lengths_agree_with_libc),
		cmocka_unit_test(memchr_stops_at_the_hit),
		cmocka_unit_test(str_copy_always_terminates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
