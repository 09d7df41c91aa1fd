/*
 * One guest from QEMU's start to its end: the serial line is passed on and watched, time is
 * limited, a picture of the screen is taken, and how it ended becomes one exit status.
 */
#ifndef RUNNER_GUEST_H
#define RUNNER_GUEST_H

#include <lib/base/compiler.h>

#include "qemu.h"
#include "text.h"

/* Whether the kernel powers off by itself when its work is done, or stays for somebody to use it.
 */
enum guest_ending { GUEST_STAYS, GUEST_ENDS };

struct guest_job {
	struct qemu_machine
		machine; /* cmdline is what the user asked for; the ending is added to it */
	enum guest_ending ending;
	int pass_fd;            /* where the serial line's bytes go, or -1 */
	int log_fd;             /* a second place, or -1 */
	uint64_t timeout_s;     /* 0: none */
	const char *screenshot; /* PNG to write after the greeting; the guest then ends unless it is
	                           interactive. Or null */
	/* results */
	struct text output; /* every byte of the serial line; the caller's to free */
	bool greeted;
	bool panicked;
	int signal; /* the signal that ended the wait, or 0 */
};

/* The kernel's whole command line for the job; a new string. */
char *guest_cmdline(const struct guest_job *job);

/* Builds and writes what the job's machine boots from, with the whole command line (qemu_prepare);
 * its folder is there. Returns 0 or STATUS_NOT_STARTED, said. */
MUST_CHECK int guest_prepare(const struct guest_job *job);

/* Runs a prepared machine. Returns the exit status (docs/architecture.md, chapter 2): the guest's
 * own, STATUS_TIMEOUT, or STATUS_NOT_STARTED, the reason said. Restores the terminal. */
int guest_run(struct guest_job *job);

#endif
