/*
 * QEMU in the background, gdb in front. Ctrl-C is gdb's: the runner ignores it meanwhile.
 */
#include "gdb.h"

#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "process.h"
#include "say.h"
#include "terminal.h"

#define SOCKET_WAIT_MS 10000

/* Waits until QEMU has made its socket. Returns false if that takes too long. */
static bool wait_for_socket(const char *folder)
{
	static const struct timespec tick = {.tv_nsec = 10 * 1000 * 1000};
	char *path = text_format("%s/" QEMU_GDB_SOCKET, folder);
	bool there = false;

	for (int waited_ms = 0; !there && waited_ms < SOCKET_WAIT_MS; waited_ms += 10) {
		there = access(path, F_OK) == 0;
		if (!there)
			nanosleep(&tick, NULL);
	}
	free(path);
	return there;
}

int gdb_run(const struct qemu_machine *machine, const struct words *gdb, struct text *out)
{
	struct words qemu = {0};
	int status = STATUS_NOT_STARTED;
	pid_t pid;

	qemu_command(machine, &qemu);
	terminal_save();
	signal(SIGINT, SIG_IGN);
	pid = process_start(&qemu, NULL);
	if (pid > 0 && wait_for_socket(machine->folder))
		status = out ? process_read(gdb, out) : process_run(gdb, NULL);
	else if (pid > 0)
		say("QEMU did not offer its socket for gdb within %d seconds",
		    SOCKET_WAIT_MS / 1000);
	if (pid > 0) {
		kill(pid, SIGKILL);
		process_wait(pid);
	}
	terminal_restore();
	signal(SIGINT, SIG_DFL);
	words_fini(&qemu);
	return status;
}
