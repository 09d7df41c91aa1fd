/* The terminal against what people expect of one: a painter that keeps the screen as text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <kernel/drivers/fbcon/terminal.h>
#include <lib/base/compiler.h>

enum { COLUMNS = 20, ROWS = 5 };

struct screen {
	struct terminal_painter painter;
	struct terminal_cell cells[ROWS][COLUMNS];
	unsigned nr_painted;
};

static struct screen screen;
static struct terminal terminal;

static void paint(struct terminal_painter *painter, unsigned column, unsigned row,
                  struct terminal_cell cell)
{
	struct screen *target = CONTAINER_OF(painter, struct screen, painter);

	assert_true(column < COLUMNS && row < ROWS);
	target->cells[row][column] = cell;
	target->nr_painted++;
}

static int setup(void **state)
{
	(void)state;
	memset(&screen, 0, sizeof(screen));
	screen.painter.paint = paint;
	terminal_init(&terminal, COLUMNS, ROWS, &screen.painter);
	return 0;
}

static void write_text(const char *text)
{
	terminal_write(&terminal, text, strlen(text));
	terminal_flush(&terminal);
}

/* The row as text, without blanks at its end; what is not ASCII shows as '#'. */
static const char *row_text(unsigned row)
{
	static char text[COLUMNS + 1];
	unsigned end = 0;

	for (unsigned i = 0; i < COLUMNS; i++) {
		uint16_t codepoint = screen.cells[row][i].codepoint;

		text[i] = codepoint < 0x80 ? (char)codepoint : '#';
		if (text[i] != ' ')
			end = i + 1;
	}
	text[end] = '\0';
	return text;
}

static void lines_follow_each_other(void **state)
{
	(void)state;
	write_text("one\ntwo\r\nthree\rTH");
	assert_string_equal(row_text(0), "one");
	assert_string_equal(row_text(1), "two");
	assert_string_equal(row_text(2), "THree");
}

static void long_lines_wrap_when_the_next_character_comes(void **state)
{
	(void)state;
	write_text("12345678901234567890");
	assert_int_equal(terminal.cursor.row, 0);
	write_text("x");
	assert_string_equal(row_text(0), "12345678901234567890");
	assert_string_equal(row_text(1), "x");
}

static void a_full_screen_scrolls(void **state)
{
	(void)state;
	write_text("1\n2\n3\n4\n5\n6\n7");
	assert_string_equal(row_text(0), "3");
	assert_string_equal(row_text(4), "7");
}

static void only_changed_cells_are_painted(void **state)
{
	(void)state;
	write_text("");
	assert_int_equal(screen.nr_painted, COLUMNS * ROWS);
	screen.nr_painted = 0;
	write_text("a");
	/* The letter, and the cursor that moved behind it. */
	assert_int_equal(screen.nr_painted, 2);
	screen.nr_painted = 0;
	write_text("\x1b[31m\x1b[0m");
	assert_int_equal(screen.nr_painted, 0);
}

static void a_burst_paints_each_cell_once(void **state)
{
	char text[4096];

	(void)state;
	write_text("");
	screen.nr_painted = 0;
	for (size_t i = 0; i < sizeof(text); i += 2)
		memcpy(text + i, "x\n", 2);
	terminal_write(&terminal, text, sizeof(text));
	terminal_flush(&terminal);
	assert_true(screen.nr_painted <= COLUMNS * ROWS);
	assert_string_equal(row_text(3), "x");
}

static void utf8_arrives_in_pieces(void **state)
{
	(void)state;
	write_text("\xe2\x94");
	write_text("\x80z");
	assert_int_equal(screen.cells[0][0].codepoint, 0x2500);
	assert_int_equal(screen.cells[0][1].codepoint, 'z');
	write_text("\r\xc3(\xf0\x9f\x98\x80");
	assert_int_equal(screen.cells[0][0].codepoint, UTF8_REPLACEMENT);
	assert_int_equal(screen.cells[0][1].codepoint, '(');
	assert_int_equal(screen.cells[0][2].codepoint, UTF8_REPLACEMENT); /* above U+FFFF */
}

static void colours_come_and_go(void **state)
{
	(void)state;
	write_text("\x1b[31;44ma\x1b[1mb\x1b[0mc\x1b[7md\x1b[38;5;200me\x1b[38;2;255;0;0mf");
	assert_int_equal(screen.cells[0][0].foreground, 1);
	assert_int_equal(screen.cells[0][0].background, 4);
	assert_int_equal(screen.cells[0][1].foreground, 9);
	assert_int_equal(screen.cells[0][2].foreground, 7);
	assert_int_equal(screen.cells[0][2].background, 0);
	assert_int_equal(screen.cells[0][3].foreground, 0);
	assert_int_equal(screen.cells[0][3].background, 7);
	assert_int_equal(screen.cells[0][4].background, 200);
	assert_int_equal(screen.cells[0][5].background, 196);
}

static void the_cursor_goes_where_it_is_told(void **state)
{
	(void)state;
	write_text("\x1b[3;5HX\x1b[A\x1b[2DY\x1b[99;99HZ\x1b[HA\x1b[5GB\x1b[4dC");
	assert_string_equal(row_text(2), "    X");
	assert_string_equal(row_text(1), "   Y");
	assert_string_equal(row_text(4), "                   Z");
	assert_string_equal(row_text(0), "A   B");
	assert_string_equal(row_text(3), "     C");
	write_text("\x1b[s\x1b[H\x1b[uD");
	assert_string_equal(row_text(3), "     CD");
}

static void parts_can_be_erased(void **state)
{
	(void)state;
	write_text("aaaaa\nbbbbb\nccccc\x1b[2;3H\x1b[K");
	assert_string_equal(row_text(1), "bb");
	write_text("\x1b[1K");
	assert_string_equal(row_text(1), "");
	write_text("\x1b[J");
	assert_string_equal(row_text(0), "aaaaa");
	assert_string_equal(row_text(2), "");
	write_text("\x1b[2J");
	assert_string_equal(row_text(0), "");
}

static void characters_and_lines_can_be_inserted(void **state)
{
	(void)state;
	write_text("abcdef\nsecond\nthird\x1b[1;3H\x1b[2@");
	assert_string_equal(row_text(0), "ab  cdef");
	write_text("\x1b[3P");
	assert_string_equal(row_text(0), "abdef");
	write_text("\x1b[2;1H\x1b[L");
	assert_string_equal(row_text(1), "");
	assert_string_equal(row_text(2), "second");
	write_text("\x1b[M");
	assert_string_equal(row_text(1), "second");
}

static void a_region_scrolls_alone(void **state)
{
	(void)state;
	write_text("1\n2\n3\n4\n5\x1b[2;4r\x1b[4;1H\nX");
	assert_string_equal(row_text(0), "1");
	assert_string_equal(row_text(1), "3");
	assert_string_equal(row_text(2), "4");
	assert_string_equal(row_text(3), "X");
	assert_string_equal(row_text(4), "5");
	write_text("\x1b[2;1H\x1bMY");
	assert_string_equal(row_text(1), "Y");
	assert_string_equal(row_text(2), "3");
}

static void unknown_sequences_leave_no_trace(void **state)
{
	(void)state;
	write_text("a\x1b]0;title\x07"
	           "b\x1b(Bc\x1b[?2004hd\x1b[>1qe\x1bP1$r\x1b\\f\x1b[9999999999mg");
	assert_string_equal(row_text(0), "abcdefg");
}

static void the_cursor_can_be_hidden(void **state)
{
	(void)state;
	write_text("");
	assert_int_equal(screen.cells[0][0].background, 7);
	write_text("\x1b[?25l");
	assert_int_equal(screen.cells[0][0].background, 0);
	write_text("\x1b[?25h");
	assert_int_equal(screen.cells[0][0].background, 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(lines_follow_each_other, setup),
		cmocka_unit_test_setup(long_lines_wrap_when_the_next_character_comes, setup),
		cmocka_unit_test_setup(a_full_screen_scrolls, setup),
		cmocka_unit_test_setup(only_changed_cells_are_painted, setup),
		cmocka_unit_test_setup(a_burst_paints_each_cell_once, setup),
		cmocka_unit_test_setup(utf8_arrives_in_pieces, setup),
		cmocka_unit_test_setup(colours_come_and_go, setup),
		cmocka_unit_test_setup(the_cursor_goes_where_it_is_told, setup),
		cmocka_unit_test_setup(parts_can_be_erased, setup),
		cmocka_unit_test_setup(characters_and_lines_can_be_inserted, setup),
		cmocka_unit_test_setup(a_region_scrolls_alone, setup),
		cmocka_unit_test_setup(unknown_sequences_leave_no_trace, setup),
		cmocka_unit_test_setup(the_cursor_can_be_hidden, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
