/*
 * The picture of a boot's time line. Plain SVG with a white ground, so that it reads in every
 * viewer.
 *
 *   x: LEFT is instruction 0, LEFT + WIDTH the axis' end, a round number not below the longest boot
 *   y: a row of ROW_HEIGHT per boot, then the axis, then the legend
 */
#include <inttypes.h>

#include "bench.h"

enum {
	LEFT = 150,
	WIDTH = 620,
	RIGHT = 110,
	TOP = 46,
	ROW_HEIGHT = 34,
	BAR_HEIGHT = 22,
	FOOT = 66
};

static const char *const colours[BENCH_NR_PHASES] = {
	[BENCH_FIRMWARE] = "#9aa5b1",
	[BENCH_LOADER] = "#d98e32",
	[BENCH_KERNEL] = "#2f6fb0",
};

static uint64_t total_of(const struct bench_boot *boot)
{
	uint64_t total = 0;

	for (int i = 0; i < BENCH_NR_PHASES; i++)
		total += boot->instructions[i];
	return total;
}

/* The distance of the axis' marks: 1, 2 or 5 times a power of ten, so that there are five to ten.
 */
static uint64_t mark_distance(uint64_t longest)
{
	static const unsigned steps[] = {2, 5, 10};
	uint64_t power = 1;

	for (;;) {
		for (int i = 0; i < 3; i++) {
			if (longest / (power * steps[i]) < 10)
				return power * steps[i];
		}
		power *= 10;
	}
}

static double position(uint64_t instructions, uint64_t end)
{
	return LEFT + (double)instructions * WIDTH / (double)end;
}

static void draw_axis(uint64_t distance, uint64_t end, int bottom, struct text *out)
{
	for (uint64_t mark = 0; mark <= end; mark += distance) {
		double x = position(mark, end);

		text_print(out, "<path d=\"M%.1f %d V%d\" stroke=\"#dddddd\"/>\n", x, TOP - 8,
		           bottom);
		text_print(out, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.2f</text>\n", x,
		           bottom + 16, (double)mark / 1e6);
	}
	text_print(out, "<text x=\"%d\" y=\"%d\">million guest instructions</text>\n", LEFT,
	           bottom + 34);
}

static void draw_bar(const struct bench_boot *boot, const char *const names[], int y, uint64_t end,
                     struct text *out)
{
	uint64_t at = 0;

	text_print(out, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>\n", LEFT - 8, y + 16,
	           boot->name);
	for (int i = 0; i < BENCH_NR_PHASES; i++) {
		uint64_t next = at + boot->instructions[i];

		text_print(out,
		           "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\">"
		           "<title>%s: %" PRIu64 "</title></rect>\n",
		           position(at, end), y, position(next, end) - position(at, end),
		           BAR_HEIGHT, colours[i], names[i], boot->instructions[i]);
		at = next;
	}
	text_print(out, "<text x=\"%.1f\" y=\"%d\">%.3f</text>\n", position(at, end) + 6, y + 16,
	           (double)at / 1e6);
}

static void draw_legend(const char *const names[], int y, struct text *out)
{
	for (int i = 0; i < BENCH_NR_PHASES; i++) {
		int x = LEFT + 260 + i * 120;

		text_print(out,
		           "<rect x=\"%d\" y=\"%d\" width=\"12\" height=\"12\" fill=\"%s\"/>\n", x,
		           y - 10, colours[i]);
		text_print(out, "<text x=\"%d\" y=\"%d\">%s</text>\n", x + 18, y, names[i]);
	}
}

void bench_draw(const struct bench_boot *boots, size_t count,
                const char *const names[BENCH_NR_PHASES], struct text *out)
{
	int bottom = TOP + (int)count * ROW_HEIGHT;
	uint64_t longest = 1;
	uint64_t distance;
	uint64_t end;

	for (size_t i = 0; i < count; i++)
		longest = total_of(&boots[i]) > longest ? total_of(&boots[i]) : longest;
	distance = mark_distance(longest);
	end = (longest + distance - 1) / distance * distance;
	text_print(out,
	           "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
	           "font-family=\"sans-serif\" font-size=\"13\">\n"
	           "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n"
	           "<text x=\"%d\" y=\"22\" font-size=\"15\">Lintel " LINTEL_VERSION
	           ": from the first instruction to the greeting</text>\n",
	           LEFT + WIDTH + RIGHT, bottom + FOOT, LEFT);
	draw_axis(distance, end, bottom, out);
	for (size_t i = 0; i < count; i++)
		draw_bar(&boots[i], names, TOP + (int)i * ROW_HEIGHT, end, out);
	draw_legend(names, bottom + 34, out);
	text_print(out, "</svg>\n");
}
