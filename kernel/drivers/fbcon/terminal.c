/*
 * The terminal: a parser of control sequences over a grid of cells.
 *
 * Invariants, whatever the input:
 * 1. cursor.row < rows, cursor.column <= columns.
 * 2. 0 <= region_top < region_end <= rows.
 * 3. A row whose grid differs from shown is marked dirty; the cursor's old and new rows always are.
 */
#include <kernel/drivers/fbcon/terminal.h>

#include <lib/base/compiler.h>
#include <lib/base/string.h>

enum {
	DEFAULT_FOREGROUND = 7,
	DEFAULT_BACKGROUND = 0,
	BRIGHT = 8,
	TAB_COLUMNS = 8,
	ESC = 0x1b,
	MAX_PARAMETER = 9999,
};

static struct terminal_cell blank(const struct terminal *terminal)
{
	return (struct terminal_cell){' ', DEFAULT_FOREGROUND, terminal->cursor.background};
}

static void mark(struct terminal *terminal, unsigned row)
{
	terminal->dirty[row] = true;
}

static void clear_cells(struct terminal *terminal, unsigned row, unsigned from, unsigned to)
{
	for (unsigned column = from; column < to; column++)
		terminal->grid[row][column] = blank(terminal);
	mark(terminal, row);
}

static void clear_rows(struct terminal *terminal, unsigned from, unsigned to)
{
	for (unsigned row = from; row < to; row++)
		clear_cells(terminal, row, 0, terminal->columns);
}

static size_t row_bytes(const struct terminal *terminal)
{
	return terminal->columns * sizeof(struct terminal_cell);
}

/* Moves rows [top, end) up by count and clears what becomes free below. */
static void scroll_up(struct terminal *terminal, unsigned top, unsigned end, unsigned count)
{
	if (count > end - top)
		count = end - top;
	for (unsigned row = top; row + count < end; row++) {
		memcpy(terminal->grid[row], terminal->grid[row + count], row_bytes(terminal));
		mark(terminal, row);
	}
	clear_rows(terminal, end - count, end);
}

static void scroll_down(struct terminal *terminal, unsigned top, unsigned end, unsigned count)
{
	if (count > end - top)
		count = end - top;
	for (unsigned row = end; row > top + count; row--) {
		memcpy(terminal->grid[row - 1], terminal->grid[row - 1 - count],
		       row_bytes(terminal));
		mark(terminal, row - 1);
	}
	clear_rows(terminal, top, top + count);
}

static void line_feed(struct terminal *terminal)
{
	struct terminal_cursor *cursor = &terminal->cursor;

	if (cursor->row + 1 == terminal->region_end)
		scroll_up(terminal, terminal->region_top, terminal->region_end, 1);
	else if (cursor->row + 1 < terminal->rows)
		cursor->row++;
}

static void reverse_line_feed(struct terminal *terminal)
{
	if (terminal->cursor.row == terminal->region_top)
		scroll_down(terminal, terminal->region_top, terminal->region_end, 1);
	else if (terminal->cursor.row > 0)
		terminal->cursor.row--;
}

static void put_codepoint(struct terminal *terminal, uint32_t codepoint)
{
	struct terminal_cursor *cursor = &terminal->cursor;
	uint8_t foreground = cursor->foreground;
	struct terminal_cell *cell;

	if (cursor->column >= terminal->columns) {
		cursor->column = 0;
		line_feed(terminal);
	}
	if (cursor->bold && foreground < BRIGHT)
		foreground += BRIGHT;
	cell = &terminal->grid[cursor->row][cursor->column++];
	cell->codepoint = codepoint > UINT16_MAX ? UTF8_REPLACEMENT : (uint16_t)codepoint;
	cell->foreground = cursor->reverse ? cursor->background : foreground;
	cell->background = cursor->reverse ? foreground : cursor->background;
	mark(terminal, cursor->row);
}

/* ---- control sequences: ESC [ parameters letter ------------------------------------------- */

/* Parameter number index, or fallback if it is absent or 0. */
static unsigned parameter(const struct terminal *terminal, unsigned index, unsigned fallback)
{
	if (index >= terminal->nr_parameters || terminal->parameters[index] == 0)
		return fallback;
	return terminal->parameters[index];
}

static unsigned at_most(unsigned value, unsigned limit)
{
	return value < limit ? value : limit;
}

static void move_to(struct terminal *terminal, unsigned column, unsigned row)
{
	terminal->cursor.column = at_most(column, terminal->columns - 1);
	terminal->cursor.row = at_most(row, terminal->rows - 1);
}

/* Up, down, right, left (A B C D) and the starts of lines (E F). */
static void move_by(struct terminal *terminal, char final)
{
	unsigned count = parameter(terminal, 0, 1);
	unsigned column = at_most(terminal->cursor.column, terminal->columns - 1);
	unsigned row = terminal->cursor.row;

	switch (final) {
	case 'A':
	case 'F':
		row -= at_most(count, row);
		break;
	case 'B':
	case 'E':
		row += count;
		break;
	case 'C':
		column += count;
		break;
	default:
		column -= at_most(count, column);
		break;
	}
	move_to(terminal, final == 'E' || final == 'F' ? 0 : column, row);
}

static void erase_display(struct terminal *terminal)
{
	struct terminal_cursor *cursor = &terminal->cursor;

	switch (parameter(terminal, 0, 0)) {
	case 0:
		clear_cells(terminal, cursor->row, cursor->column, terminal->columns);
		clear_rows(terminal, cursor->row + 1, terminal->rows);
		break;
	case 1:
		clear_rows(terminal, 0, cursor->row);
		clear_cells(terminal, cursor->row, 0,
		            at_most(cursor->column + 1, terminal->columns));
		break;
	default:
		clear_rows(terminal, 0, terminal->rows);
		break;
	}
}

static void erase_line(struct terminal *terminal)
{
	struct terminal_cursor *cursor = &terminal->cursor;
	unsigned from = 0, to = terminal->columns;

	if (parameter(terminal, 0, 0) == 0)
		from = cursor->column;
	if (parameter(terminal, 0, 0) == 1)
		to = at_most(cursor->column + 1, terminal->columns);
	clear_cells(terminal, cursor->row, from, to);
}

/* Insert (@), delete (P) and erase (X) characters from the cursor on. */
static void edit_line(struct terminal *terminal, char final)
{
	unsigned column = at_most(terminal->cursor.column, terminal->columns - 1);
	unsigned rest = terminal->columns - column;
	unsigned count = at_most(parameter(terminal, 0, 1), rest);
	struct terminal_cell *cells = &terminal->grid[terminal->cursor.row][column];
	size_t kept = (rest - count) * sizeof(*cells);

	if (final == '@')
		memmove(cells + count, cells, kept);
	if (final == 'P')
		memmove(cells, cells + count, kept);
	if (final == 'P')
		clear_cells(terminal, terminal->cursor.row, terminal->columns - count,
		            terminal->columns);
	else
		clear_cells(terminal, terminal->cursor.row, column, column + count);
}

/* Insert (L) or delete (M) lines at the cursor, inside the scrolling region. */
static void edit_lines(struct terminal *terminal, char final)
{
	unsigned row = terminal->cursor.row;

	if (row < terminal->region_top || row >= terminal->region_end)
		return;
	if (final == 'L')
		scroll_down(terminal, row, terminal->region_end, parameter(terminal, 0, 1));
	else
		scroll_up(terminal, row, terminal->region_end, parameter(terminal, 0, 1));
	terminal->cursor.column = 0;
}

static void set_region(struct terminal *terminal)
{
	unsigned top = parameter(terminal, 0, 1) - 1;
	unsigned end = at_most(parameter(terminal, 1, terminal->rows), terminal->rows);

	if (top + 1 >= end)
		return;
	terminal->region_top = top;
	terminal->region_end = end;
	move_to(terminal, 0, 0);
}

/* 38;5;N and 38;2;R;G;B (and 48): returns how many parameters it used behind the first. */
static unsigned extended_colour(struct terminal *terminal, unsigned index, uint8_t *colour)
{
	const unsigned *p = &terminal->parameters[index];
	unsigned left = terminal->nr_parameters - index;

	if (left >= 3 && p[1] == 5) {
		*colour = (uint8_t)p[2];
		return 2;
	}
	if (left >= 5 && p[1] == 2) { /* to the nearest of the palette's 6 x 6 x 6 cube */
		*colour = (uint8_t)(16 + 36 * (at_most(p[2], 255) * 5 / 255) +
		                    6 * (at_most(p[3], 255) * 5 / 255) +
		                    at_most(p[4], 255) * 5 / 255);
		return 4;
	}
	return left;
}

static void reset_style(struct terminal *terminal)
{
	terminal->cursor.foreground = DEFAULT_FOREGROUND;
	terminal->cursor.background = DEFAULT_BACKGROUND;
	terminal->cursor.bold = false;
	terminal->cursor.reverse = false;
}

/* One parameter of ESC [ ... m; returns how many more it used. */
static unsigned set_style(struct terminal *terminal, unsigned index)
{
	struct terminal_cursor *cursor = &terminal->cursor;
	unsigned style = terminal->parameters[index];

	if (style >= 30 && style <= 37)
		cursor->foreground = (uint8_t)(style - 30);
	else if (style >= 40 && style <= 47)
		cursor->background = (uint8_t)(style - 40);
	else if (style >= 90 && style <= 97)
		cursor->foreground = (uint8_t)(style - 90 + BRIGHT);
	else if (style >= 100 && style <= 107)
		cursor->background = (uint8_t)(style - 100 + BRIGHT);
	else if (style == 38)
		return extended_colour(terminal, index, &cursor->foreground);
	else if (style == 48)
		return extended_colour(terminal, index, &cursor->background);
	else if (style == 39)
		cursor->foreground = DEFAULT_FOREGROUND;
	else if (style == 49)
		cursor->background = DEFAULT_BACKGROUND;
	else if (style == 1 || style == 22)
		cursor->bold = style == 1;
	else if (style == 7 || style == 27)
		cursor->reverse = style == 7;
	else if (style == 0)
		reset_style(terminal);
	return 0;
}

static void set_styles(struct terminal *terminal)
{
	if (terminal->nr_parameters == 0)
		reset_style(terminal);
	for (unsigned i = 0; i < terminal->nr_parameters; i++)
		i += set_style(terminal, i);
}

static void restore_cursor(struct terminal *terminal)
{
	terminal->cursor = terminal->saved;
	move_to(terminal, terminal->cursor.column, terminal->cursor.row);
}

static void control_sequence(struct terminal *terminal, char final)
{
	if (terminal->private_mode) {
		if (parameter(terminal, 0, 0) == 25 && (final == 'h' || final == 'l'))
			terminal->cursor_visible = final == 'h';
		return;
	}
	switch (final) {
	case 'A':
	case 'B':
	case 'C':
	case 'D':
	case 'E':
	case 'F':
		move_by(terminal, final);
		break;
	case 'G':
	case '`':
		move_to(terminal, parameter(terminal, 0, 1) - 1, terminal->cursor.row);
		break;
	case 'd':
		move_to(terminal, terminal->cursor.column, parameter(terminal, 0, 1) - 1);
		break;
	case 'H':
	case 'f':
		move_to(terminal, parameter(terminal, 1, 1) - 1, parameter(terminal, 0, 1) - 1);
		break;
	case 'J':
		erase_display(terminal);
		break;
	case 'K':
		erase_line(terminal);
		break;
	case '@':
	case 'P':
	case 'X':
		edit_line(terminal, final);
		break;
	case 'L':
	case 'M':
		edit_lines(terminal, final);
		break;
	case 'S':
		scroll_up(terminal, terminal->region_top, terminal->region_end,
		          parameter(terminal, 0, 1));
		break;
	case 'T':
		scroll_down(terminal, terminal->region_top, terminal->region_end,
		            parameter(terminal, 0, 1));
		break;
	case 'm':
		set_styles(terminal);
		break;
	case 'r':
		set_region(terminal);
		break;
	case 's':
		terminal->saved = terminal->cursor;
		break;
	case 'u':
		restore_cursor(terminal);
		break;
	default:
		break; /* a sequence we do not know has no effect */
	}
}

/* ---- the parser ------------------------------------------------------------------------------ */

static void control_byte(struct terminal *terminal, uint8_t byte)
{
	struct terminal_cursor *cursor = &terminal->cursor;

	switch (byte) {
	case '\n':
	case '\v':
	case '\f':
		cursor->column = 0;
		line_feed(terminal);
		break;
	case '\r':
		cursor->column = 0;
		break;
	case '\b':
		if (cursor->column > 0)
			cursor->column--;
		break;
	case '\t':
		cursor->column = at_most((cursor->column / TAB_COLUMNS + 1) * TAB_COLUMNS,
		                         terminal->columns - 1);
		break;
	case ESC:
		terminal->parser = TERMINAL_ESCAPE;
		break;
	default:
		break;
	}
}

static void text_byte(struct terminal *terminal, uint8_t byte)
{
	uint32_t codepoints[2];
	int count;

	if ((byte < 0x20 || byte == 0x7f) && terminal->utf8.missing == 0) {
		control_byte(terminal, byte);
		return;
	}
	count = utf8_push(&terminal->utf8, byte, codepoints);
	for (int i = 0; i < count; i++) {
		if (codepoints[i] < 0x20 || codepoints[i] == 0x7f)
			control_byte(terminal, (uint8_t)codepoints[i]);
		else
			put_codepoint(terminal, codepoints[i]);
	}
}

static void escape_byte(struct terminal *terminal, uint8_t byte)
{
	terminal->parser = TERMINAL_TEXT;
	switch (byte) {
	case '[':
		terminal->parser = TERMINAL_CONTROL;
		terminal->private_mode = false;
		terminal->nr_parameters = 0;
		break;
	case ']':
	case 'P':
	case '^':
	case '_':
	case 'X':
		terminal->parser = TERMINAL_STRING;
		break;
	case '(':
	case ')':
	case '#':
	case '%':
		terminal->parser = TERMINAL_ESCAPE_SKIP;
		break;
	case '7':
		terminal->saved = terminal->cursor;
		break;
	case '8':
		restore_cursor(terminal);
		break;
	case 'D':
	case 'E':
		control_byte(terminal, '\n');
		break;
	case 'M':
		reverse_line_feed(terminal);
		break;
	case 'c':
		terminal_init(terminal, terminal->columns, terminal->rows, terminal->painter);
		break;
	default:
		break;
	}
}

static void digit(struct terminal *terminal, uint8_t byte)
{
	unsigned *last;

	if (terminal->nr_parameters == 0) {
		terminal->nr_parameters = 1;
		terminal->parameters[0] = 0;
	}
	last = &terminal->parameters[terminal->nr_parameters - 1];
	*last = at_most(*last * 10 + (byte - '0'), MAX_PARAMETER);
}

static void next_parameter(struct terminal *terminal)
{
	if (terminal->nr_parameters == 0) {
		terminal->nr_parameters = 1;
		terminal->parameters[0] = 0;
	}
	if (terminal->nr_parameters < TERMINAL_MAX_PARAMETERS)
		terminal->parameters[terminal->nr_parameters++] = 0;
}

static void control_sequence_byte(struct terminal *terminal, uint8_t byte)
{
	if (byte >= '0' && byte <= '9')
		digit(terminal, byte);
	else if (byte == ';' || byte == ':')
		next_parameter(terminal);
	else if (byte == '?')
		terminal->private_mode = true;
	else if (byte < 0x20)
		control_byte(terminal, byte);
	else if (byte >= 0x40) {
		terminal->parser = TERMINAL_TEXT;
		control_sequence(terminal, (char)byte);
	}
}

static void string_byte(struct terminal *terminal, uint8_t byte)
{
	if (byte == '\a')
		terminal->parser = TERMINAL_TEXT;
	else if (byte == ESC)
		terminal->parser = TERMINAL_ESCAPE_SKIP; /* the "\" that ends the string */
}

void terminal_write(struct terminal *terminal, const char *text, size_t len)
{
	mark(terminal, terminal->cursor.row);
	for (size_t i = 0; i < len; i++) {
		uint8_t byte = (uint8_t)text[i];

		switch (terminal->parser) {
		case TERMINAL_TEXT:
			text_byte(terminal, byte);
			break;
		case TERMINAL_ESCAPE:
			escape_byte(terminal, byte);
			break;
		case TERMINAL_ESCAPE_SKIP:
			terminal->parser = TERMINAL_TEXT;
			break;
		case TERMINAL_CONTROL:
			control_sequence_byte(terminal, byte);
			break;
		case TERMINAL_STRING:
			string_byte(terminal, byte);
			break;
		}
	}
	mark(terminal, terminal->cursor.row);
}

/* ---- painting -------------------------------------------------------------------------------- */

static bool same_cell(struct terminal_cell a, struct terminal_cell b)
{
	return a.codepoint == b.codepoint && a.foreground == b.foreground &&
	       a.background == b.background;
}

static bool cursor_is_at(const struct terminal *terminal, unsigned column, unsigned row)
{
	return terminal->cursor_visible && terminal->cursor.row == row &&
	       at_most(terminal->cursor.column, terminal->columns - 1) == column;
}

static void flush_row(struct terminal *terminal, unsigned row)
{
	for (unsigned column = 0; column < terminal->columns; column++) {
		struct terminal_cell cell = terminal->grid[row][column];

		if (cursor_is_at(terminal, column, row)) {
			uint8_t foreground = cell.foreground;

			cell.foreground = cell.background;
			cell.background = foreground;
		}
		if (same_cell(cell, terminal->shown[row][column]))
			continue;
		terminal->shown[row][column] = cell;
		terminal->painter->paint(terminal->painter, column, row, cell);
	}
	terminal->dirty[row] = false;
}

void terminal_flush(struct terminal *terminal)
{
	for (unsigned row = 0; row < terminal->rows; row++)
		if (terminal->dirty[row])
			flush_row(terminal, row);
}

void terminal_init(struct terminal *terminal, unsigned columns, unsigned rows,
                   struct terminal_painter *painter)
{
	memset(terminal, 0, sizeof(*terminal));
	terminal->painter = painter;
	terminal->columns = at_most(columns, TERMINAL_MAX_COLUMNS);
	terminal->rows = at_most(rows, TERMINAL_MAX_ROWS);
	terminal->region_end = terminal->rows;
	terminal->cursor_visible = true;
	reset_style(terminal);
	terminal->saved = terminal->cursor;
	/* shown holds code point 0 everywhere, which no cell of the grid has: all of it gets
	 * painted. */
	clear_rows(terminal, 0, terminal->rows);
}
