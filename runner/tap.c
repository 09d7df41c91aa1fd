/*
 * Reads the Test Anything Protocol [TAP14]: "1..N", "ok N - name", "not ok N - name", "# SKIP"
 * behind either. A point that is missing, repeated or out of order fails, as does a plan that is
 * missing.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "say.h"
#include "test.h"

struct tap {
	unsigned long planned;
	unsigned long seen;
	unsigned long failed;
	unsigned long skipped;
	bool has_plan;
	bool out_of_order;
};

/* failed: what the line counts as if it is not skipped, 0 or 1. */
static void take_point(struct tap *tap, const char *rest, unsigned long failed)
{
	unsigned long number = strtoul(rest, NULL, 10);

	tap->seen++;
	if (number && number != tap->seen)
		tap->out_of_order = true;
	if (strstr(rest, "# SKIP"))
		tap->skipped++;
	else
		tap->failed += failed;
}

static void take_line(struct tap *tap, const char *line)
{
	char *end;

	if (strncmp(line, "ok ", 3) == 0) {
		take_point(tap, line + 3, 0);
	} else if (strncmp(line, "not ok ", 7) == 0) {
		take_point(tap, line + 7, 1);
	} else if (strncmp(line, "1..", 3) == 0) {
		tap->planned = strtoul(line + 3, &end, 10);
		tap->has_plan = end != line + 3;
	}
}

int tap_judge(const char *text)
{
	struct tap tap = {0};
	char *copy = text_copy(text);
	char *rest = copy;
	char *line;

	while ((line = strsep(&rest, "\n")))
		take_line(&tap, line);
	free(copy);
	if (!tap.has_plan) {
		printf("# expected a plan (1..N) after %lu points, found none\n", tap.seen);
		return STATUS_FAILED;
	}
	if (tap.planned != tap.seen || tap.out_of_order) {
		printf("# expected points 1 to %lu in order, found %lu points\n", tap.planned,
		       tap.seen);
		return STATUS_FAILED;
	}
	if (tap.failed) {
		printf("# %lu of %lu points failed\n", tap.failed, tap.seen);
		return STATUS_FAILED;
	}
	return tap.skipped == tap.seen ? STATUS_SKIPPED : STATUS_OK;
}
