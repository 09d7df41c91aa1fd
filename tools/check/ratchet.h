/*
 * What tidy found, and the list of exceptions that it is compared with.
 *
 * The ratchet file has one exception per line, `RULE PATH SUBJECT AMOUNT REASON...`: of RULE, in
 * PATH, for SUBJECT (a function's name, or -), AMOUNT is accepted: the greatest measure, or for
 * rules that do not measure the number of places. A line that accepts more than there is, or whose
 * offence has gone, is an error itself: the list only shrinks. Empty lines and # comments are
 * skipped.
 */
#ifndef TOOLS_CHECK_RATCHET_H
#define TOOLS_CHECK_RATCHET_H

#include <stddef.h>
#include <stdint.h>

#include <lib/base/compiler.h>

#define SUBJECT_BYTES 64
#define WHAT_BYTES    256

/* One place that breaks one rule. */
struct offence {
	const char *rule; /* static */
	const char *path; /* borrowed */
	uint32_t line;
	uint32_t measure;            /* 0: the rule counts places instead */
	char subject[SUBJECT_BYTES]; /* "-" if there is none */
	char what[WHAT_BYTES];       /* what was found, what is allowed */
};

struct offences {
	struct offence *items;
	size_t count;
};

/* Appends a copy. Errors: -ENOMEM. */
MUST_CHECK int offences_add(struct offences *offences, const struct offence *offence);

void offences_free(struct offences *offences);

/* Prints every offence that the ratchet file does not accept, and every line of the file that is
 * stale or broken. Returns their number; -EIO or -ENOMEM if the file cannot be read. */
MUST_CHECK int ratchet_report(const char *ratchet_path, const struct offences *offences);

#endif
