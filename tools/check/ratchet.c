/*
 * Reads the list of exceptions and weighs it against the offences. Both are short: every pair is
 * looked at.
 */
#include <tools/check/ratchet.h>

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tools/base/file.h>

#define NR_FIELDS 5

struct exception {
	const char *rule;
	const char *path;
	const char *subject;
	uint32_t accepted;
	uint32_t line;
};

int offences_add(struct offences *offences, const struct offence *offence)
{
	struct offence *grown =
		realloc(offences->items, (offences->count + 1) * sizeof(offences->items[0]));

	if (!grown)
		return -ENOMEM;
	offences->items = grown;
	offences->items[offences->count++] = *offence;
	return 0;
}

void offences_free(struct offences *offences)
{
	free(offences->items);
	offences->items = NULL;
	offences->count = 0;
}

static bool covers(const struct exception *exception, const struct offence *offence)
{
	return strcmp(exception->rule, offence->rule) == 0 &&
	       strcmp(exception->path, offence->path) == 0 &&
	       strcmp(exception->subject, offence->subject) == 0;
}

/* How much of it there is: the greatest measure, or the number of places. */
static uint32_t amount_of(const struct exception *exception, const struct offences *offences)
{
	uint32_t amount = 0;

	for (size_t i = 0; i < offences->count; i++) {
		const struct offence *offence = &offences->items[i];

		if (!covers(exception, offence))
			continue;
		if (offence->measure == 0)
			amount++;
		else if (offence->measure > amount)
			amount = offence->measure;
	}
	return amount;
}

/* Splits a line at blanks; the last field is the rest. Returns the number of fields. */
static int split(char *line, char *fields[NR_FIELDS])
{
	int count = 0;

	while (count < NR_FIELDS) {
		line += strspn(line, " \t");
		if (*line == 0)
			break;
		fields[count++] = line;
		if (count == NR_FIELDS)
			break;
		line += strcspn(line, " \t");
		if (*line)
			*line++ = 0;
	}
	return count;
}

/* Says whether the line is right as it stands; if so its offences are marked in accepted. */
static bool weigh(const char *ratchet_path, const struct exception *exception,
                  const struct offences *offences, bool *accepted)
{
	uint32_t amount = amount_of(exception, offences);

	if (amount < exception->accepted) {
		printf("%s:%" PRIu32 ": ratchet: %s %s %s is %" PRIu32
		       " now, the line accepts %" PRIu32 ": %s\n",
		       ratchet_path, exception->line, exception->rule, exception->path,
		       exception->subject, amount, exception->accepted,
		       amount == 0 ? "remove it" : "lower it");
		return false;
	}
	for (size_t i = 0; i < offences->count; i++) {
		if (amount == exception->accepted && covers(exception, &offences->items[i]))
			accepted[i] = true;
	}
	return true;
}

static int weigh_lines(const struct file *ratchet, const struct offences *offences, bool *accepted)
{
	char *next = (char *)ratchet->bytes;
	uint32_t line_number = 0;
	int nr_wrong = 0;

	while (next) {
		char *line = strsep(&next, "\n");
		char *fields[NR_FIELDS];
		struct exception exception;

		line_number++;
		line += strspn(line, " \t");
		if (*line == 0 || *line == '#')
			continue;
		if (split(line, fields) != NR_FIELDS || strtoul(fields[3], NULL, 10) == 0) {
			printf("%s:%" PRIu32
			       ": ratchet: expected RULE PATH SUBJECT AMOUNT REASON\n",
			       ratchet->path, line_number);
			nr_wrong++;
			continue;
		}
		exception = (struct exception){fields[0], fields[1], fields[2],
		                               (uint32_t)strtoul(fields[3], NULL, 10), line_number};
		nr_wrong += !weigh(ratchet->path, &exception, offences, accepted);
	}
	return nr_wrong;
}

int ratchet_report(const char *ratchet_path, const struct offences *offences)
{
	struct file ratchet;
	bool *accepted;
	int nr_wrong;

	if (file_load(&ratchet, ratchet_path) < 0)
		return -EIO;
	accepted = calloc(offences->count + 1, sizeof(accepted[0]));
	if (!accepted) {
		file_unload(&ratchet);
		return -ENOMEM;
	}
	nr_wrong = weigh_lines(&ratchet, offences, accepted);
	for (size_t i = 0; i < offences->count; i++) {
		const struct offence *offence = &offences->items[i];

		if (accepted[i])
			continue;
		printf("%s:%" PRIu32 ": %s: %s\n", offence->path, offence->line, offence->rule,
		       offence->what);
		nr_wrong++;
	}
	free(accepted);
	file_unload(&ratchet);
	return nr_wrong;
}
