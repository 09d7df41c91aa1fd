/*
 * A text terminal as a grid of cells: UTF-8 and ANSI control sequences in, changed cells out.
 *
 * terminal_write changes the grid only; terminal_flush then hands every cell that differs from what
 * is shown to a painter. So a screen is never read back, and a burst of lines that scrolls many
 * times paints each cell once. Controls follow [ECMA48] and what xterm makes of them [XTERM].
 *
 * No lock: the caller keeps writes apart (the log's lock, for the log's screen).
 */
#ifndef KERNEL_DRIVERS_FBCON_TERMINAL_H
#define KERNEL_DRIVERS_FBCON_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <lib/base/utf8.h>

enum {
	TERMINAL_MAX_COLUMNS = 240,
	TERMINAL_MAX_ROWS = 100,
	TERMINAL_MAX_PARAMETERS = 16,
};

/* Colours are indices into the xterm palette of 256; 0 to 15 are the named ones. */
struct terminal_cell {
	uint16_t codepoint; /* one above U+FFFF is kept as U+FFFD */
	uint8_t foreground;
	uint8_t background;
};

_Static_assert(sizeof(struct terminal_cell) == 4, "two grids of them are the terminal's memory");

/* Shows one cell; the cursor is shown by exchanged colours, so a painter needs not know of it. */
struct terminal_painter {
	void (*paint)(struct terminal_painter *painter, unsigned column, unsigned row,
	              struct terminal_cell cell);
};

enum terminal_parser {
	TERMINAL_TEXT,
	TERMINAL_ESCAPE,      /* behind ESC */
	TERMINAL_ESCAPE_SKIP, /* behind ESC and an intermediate byte: one more to ignore */
	TERMINAL_CONTROL,     /* behind ESC [ */
	TERMINAL_STRING,      /* behind ESC ] and the like, until BEL or ESC \ */
};

struct terminal_cursor {
	unsigned column; /* == columns: the next character wraps first */
	unsigned row;
	uint8_t foreground;
	uint8_t background;
	bool bold;
	bool reverse;
};

struct terminal {
	struct terminal_painter *painter;
	unsigned columns;
	unsigned rows;
	struct terminal_cursor cursor;
	struct terminal_cursor saved;
	bool cursor_visible;
	unsigned region_top; /* rows [region_top, region_end) scroll */
	unsigned region_end;

	enum terminal_parser parser;
	struct utf8_decoder utf8;
	bool private_mode; /* ESC [ ? */
	unsigned nr_parameters;
	unsigned parameters[TERMINAL_MAX_PARAMETERS];

	/* grid is what should be seen, shown what has been painted; rows of `columns` cells. */
	struct terminal_cell grid[TERMINAL_MAX_ROWS][TERMINAL_MAX_COLUMNS];
	struct terminal_cell shown[TERMINAL_MAX_ROWS][TERMINAL_MAX_COLUMNS];
	bool dirty[TERMINAL_MAX_ROWS];
};

/* Starts with an empty grid of 1 to TERMINAL_MAX_* cells and paints all of it. */
void terminal_init(struct terminal *terminal, unsigned columns, unsigned rows,
                   struct terminal_painter *painter);

/* Takes text and control sequences; "\n" also goes to the first column, as a log expects. */
void terminal_write(struct terminal *terminal, const char *text, size_t len);

/* Paints what has changed. */
void terminal_flush(struct terminal *terminal);

#endif
