/* What counts as a kept plan. */
#include "test.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "say.h"

static void judges(void **state)
{
	static const struct {
		const char *text;
		int judgement;
	} cases[] = {
		{"1..2\nok 1 - a\nok 2 - b\n", STATUS_OK},
		{"noise\nok 1 - a\nmore noise ok\nok 2 - b\n1..2\n", STATUS_OK},
		{"ok 1 - a\nnot ok 2 - b\n1..2\n", STATUS_FAILED},
		{"ok 1 - a\n1..2\n", STATUS_FAILED},
		{"ok 1 - a\nok 2 - b\nok 3 - c\n1..2\n", STATUS_FAILED},
		{"ok 2 - b\nok 1 - a\n1..2\n", STATUS_FAILED},
		{"ok 1 - a\nok 1 - a\n1..2\n", STATUS_FAILED},
		{"ok 1 - a\n", STATUS_FAILED},
		{"", STATUS_FAILED},
		{"1..0\n", STATUS_SKIPPED},
		{"ok 1 - a # SKIP no reason\n1..1\n", STATUS_SKIPPED},
		{"ok 1 - a # SKIP no reason\nok 2 - b\n1..2\n", STATUS_OK},
		{"not ok 1 - a # SKIP no reason\nok 2 - b\n1..2\n", STATUS_OK},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		print_message("case %zu\n", i);
		assert_int_equal(tap_judge(cases[i].text), cases[i].judgement);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(judges)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
