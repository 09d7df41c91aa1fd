/*
 * The serial line's facts, however the bytes are cut: whole, one by one, between firmware's
 * escapes.
 */
#include "serial.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void feed_by(struct serial *serial, const char *text, size_t step)
{
	size_t len = strlen(text);

	for (size_t at = 0; at < len; at += step)
		serial_feed(serial, text + at, len - at < step ? len - at : step);
}

static void finds_the_greeting_and_the_end(void **state)
{
	static const char text[] = "\x1b[2J\x1b[01;01HBdsDxe: starting\r\n"
				   "[    0.214063] cpu: something\r\n"
				   "\x1b[=3hHello World! This is Lintel 1 on x.\r\n"
				   "[    -.------] power: off status=42\n";

	(void)state;
	for (size_t step = 1; step < sizeof(text); step++) {
		struct serial serial = {0};

		feed_by(&serial, text, step);
		assert_true(serial.greeted);
		assert_true(serial.powered_off);
		assert_int_equal(serial.status, 42);
		assert_false(serial.panicked);
		assert_false(serial.loader_failed);
		serial_fini(&serial);
	}
}

static void is_not_fooled(void **state)
{
	static const char text[] = "no Hello World! This is Lintel 1 on x.\n"
				   "a line about panic: nothing\n"
				   "[stamp] power: off status=1\n"
				   "sill: warning: processor 3 does not start\n"
				   "panic: without an end";
	struct serial serial = {0};

	(void)state;
	feed_by(&serial, text, 7);
	assert_false(serial.greeted);
	assert_false(serial.panicked);
	assert_false(serial.powered_off);
	assert_false(serial.loader_failed);
	serial_feed(&serial, "\n", 1);
	assert_true(serial.panicked);
	serial_fini(&serial);
}

static void hears_the_loader_give_up(void **state)
{
	struct serial serial = {0};

	(void)state;
	feed_by(&serial, "sill: no bundle\r\n", 4);
	assert_true(serial.loader_failed);
	serial_fini(&serial);
}

static void cuts_endless_lines(void **state)
{
	struct serial serial = {0};

	(void)state;
	feed_by(&serial, "panic: ", 7);
	for (int i = 0; i < 100000; i++)
		serial_feed(&serial, "xxxxxxxxxx", 10);
	assert_true(serial.line.len < 10000);
	serial_feed(&serial, "\n", 1);
	assert_true(serial.panicked);
	serial_fini(&serial);
}

static void cleans_a_log(void **state)
{
	static const char text[] = "\x1b[31mred\x1b[0m\r\nplain\x1b"
				   "c\n";
	struct text out = {0};

	(void)state;
	serial_clean(text, strlen(text), &out);
	assert_string_equal(out.bytes, "red\nplain\n");
	text_fini(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_greeting_and_the_end),
		cmocka_unit_test(is_not_fooled),
		cmocka_unit_test(hears_the_loader_give_up),
		cmocka_unit_test(cuts_endless_lines),
		cmocka_unit_test(cleans_a_log),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
