/* Growing text, words for a shell, patterns of names. */
#include "text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void grows(void **state)
{
	struct text text = {0};

	(void)state;
	for (int i = 0; i < 10000; i++)
		text_print(&text, "%d,", i % 10);
	assert_int_equal(text.len, 20000);
	assert_int_equal(strlen(text.bytes), 20000);
	text_add(&text, "\0x", 2);
	assert_int_equal(text.len, 20002);
	text_fini(&text);
	assert_null(text.bytes);
}

static void quotes_for_a_shell(void **state)
{
	static const char *const cases[][2] = {
		{"plain-word_1.2/3,a=b:c", "plain-word_1.2/3,a=b:c"},
		{"", "''"},
		{"two words", "'two words'"},
		{"it's", "'it'\\''s'"},
		{"$HOME `x` \"y\" \\ ;", "'$HOME `x` \"y\" \\ ;'"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct text text = {0};

		text_add_quoted(&text, cases[i][0]);
		assert_string_equal(text.bytes, cases[i][1]);
		text_fini(&text);
	}
}

static void keeps_words_for_exec(void **state)
{
	struct words words = {0};

	(void)state;
	words_add(&words, "%s", "one");
	words_add(&words, "two %d", 2);
	assert_int_equal(words.count, 2);
	assert_string_equal(words.items[1], "two 2");
	assert_null(words.items[2]);
	words_fini(&words);
}

static void matches_names(void **state)
{
	(void)state;
	assert_true(text_matches("uefi", "boot/x86_64-uefi-usb"));
	assert_false(text_matches("uefx", "boot/x86_64-uefi-usb"));
	assert_true(text_matches("boot/*-uefi*", "boot/x86_64-uefi-usb"));
	assert_false(text_matches("*-uefi", "boot/x86_64-uefi-usb"));
	assert_true(text_matches("", "anything"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grows),
		cmocka_unit_test(quotes_for_a_shell),
		cmocka_unit_test(keeps_words_for_exec),
		cmocka_unit_test(matches_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
