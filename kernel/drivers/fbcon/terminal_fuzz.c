/*
 * The terminal against any bytes: it may never write outside of its grid, and what has been painted
 * is always what the grid holds (but for the cursor).
 */
#include <lib/base/fuzz.h>

#include <stdio.h>
#include <string.h>

#include <kernel/drivers/fbcon/terminal.h>

static struct terminal terminal;

static void paint(struct terminal_painter *painter, unsigned column, unsigned row,
                  struct terminal_cell cell)
{
	(void)painter;
	(void)cell;
	fuzz_expect(column < terminal.columns && row < terminal.rows);
}

static void check_invariants(void)
{
	fuzz_expect(terminal.cursor.row < terminal.rows);
	fuzz_expect(terminal.cursor.column <= terminal.columns);
	fuzz_expect(terminal.region_top < terminal.region_end);
	fuzz_expect(terminal.region_end <= terminal.rows);
	fuzz_expect(terminal.nr_parameters <= TERMINAL_MAX_PARAMETERS);
	for (unsigned row = 0; row < terminal.rows; row++) {
		if (row == terminal.cursor.row)
			continue;
		fuzz_expect(memcmp(terminal.grid[row], terminal.shown[row],
		                   terminal.columns * sizeof(struct terminal_cell)) == 0);
	}
}

/* The first two bytes choose the size, the rest is text, written in pieces. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct terminal_painter painter = {.paint = paint};

	if (size < 2)
		return 0;
	terminal_init(&terminal, 1 + data[0] % 40u, 1 + data[1] % 12u, &painter);
	for (size_t at = 2; at < size;) {
		size_t piece = 1 + data[at] % 32u;

		if (piece > size - at)
			piece = size - at;
		terminal_write(&terminal, (const char *)data + at, piece);
		terminal_flush(&terminal);
		check_invariants();
		at += piece;
	}
	return 0;
}

/* Half of the time a whole control sequence is put in, which single bytes would rarely become. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	static const char finals[] = "ABCDEFGHJKLMPSTXdfmrsu@h";
	char sequence[32];
	size_t len, at;

	if (seed % 2 || size < 2)
		return LLVMFuzzerMutate(data, size, max_size);
	len = (size_t)snprintf(sequence, sizeof(sequence), "\x1b[%u;%u%c", seed / 2 % 50,
	                       seed / 100 % 50, finals[seed / 5000 % (sizeof(finals) - 1)]);
	if (size + len > max_size)
		return LLVMFuzzerMutate(data, size, max_size);
	at = 2 + seed / 7 % (size - 1);
	memmove(data + at + len, data + at, size - at);
	memcpy(data + at, sequence, len);
	return size + len;
}
