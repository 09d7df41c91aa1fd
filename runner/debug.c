/*
 * lintel debug: the machine that lintel run would start, stopped before its first instruction, and
 * gdb in front of it with the kernel's symbols and the commands of tools/gdb/lintel.py. The
 * terminal is gdb's; the serial line goes to a file that `lintel log` in gdb shows.
 *
 * When gdb ends, the machine does. --batch shows once what the commands show, for a look without a
 * dialogue.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "command.h"
#include "process.h"
#include "run.h"
#include "say.h"
#include "terminal.h"

#define SOCKET_WAIT_MS 10000

static const char *const batch_commands[] = {
	"lintel boot", "lintel cpus",
	"lintel map",  "lintel pt &kernel_main",
	"backtrace",   "lintel pt boot_data.direct_map",
	"lintel pt 0",
};

static void gdb_command(const struct guest_job *job, const struct settings *settings,
                        struct words *out)
{
	const char *folder = job->machine.folder;

	words_add(out, "gdb-multiarch");
	words_add(out, "-nx");
	words_add(out, "-q");
	if (settings->batch)
		words_add(out, "-batch");
	words_add(out, "-ex");
	words_add(out, "set pagination off");
	words_add(out, "-ex");
	words_add(out, "set confirm off");
	words_add(out, "-ex");
	words_add(out, "set $lintel_serial = \"%s/serial.log\"", folder);
	words_add(out, "-x");
	words_add(out, "tools/gdb/lintel.py");
	words_add(out, "-ex");
	words_add(out, "target remote %s/" QEMU_GDB_SOCKET, folder);
	for (size_t i = 0; settings->batch && i < ARRAY_SIZE(batch_commands); i++) {
		words_add(out, "-ex");
		words_add(out, "%s", batch_commands[i]);
	}
	words_add(out, "build/%s/lintel-%s.elf", arch_names[settings->arch],
	          arch_names[settings->arch]);
}

/* Waits until QEMU has made its socket. Returns false if QEMU ends before or takes too long. */
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

static int run_gdb(const struct guest_job *job, const struct settings *settings)
{
	struct words qemu = {0};
	struct words gdb = {0};
	int status = STATUS_NOT_STARTED;
	pid_t pid;

	qemu_command(&job->machine, &qemu);
	gdb_command(job, settings, &gdb);
	terminal_save();
	signal(SIGINT, SIG_IGN); /* Ctrl-C is for gdb */
	pid = process_start(&qemu, NULL);
	if (pid > 0 && wait_for_socket(job->machine.folder))
		status = process_run(&gdb, NULL);
	else if (pid > 0)
		say("QEMU did not offer its socket for gdb within %d seconds",
		    SOCKET_WAIT_MS / 1000);
	if (pid > 0) {
		kill(pid, SIGKILL);
		process_wait(pid);
	}
	terminal_restore();
	signal(SIGINT, SIG_DFL);
	words_fini(&gdb);
	words_fini(&qemu);
	return status;
}

int debug_command(const struct settings *settings)
{
	struct guest_job job = {.ending = GUEST_STAYS};
	int status;

	run_describe(settings, &job.machine);
	job.machine.debug = true;
	job.machine.debug_exit = settings->arch == ARCH_X86_64;
	status = qemu_check(&job.machine);
	if (status)
		return status;
	status = run_prepare(&job, settings);
	if (status)
		return status;
	job.machine.cmdline = guest_cmdline(&job);
	job.machine.serial_file = text_format("%s/serial.log", job.machine.folder);
	if (settings->print) {
		struct words gdb = {0};

		gdb_command(&job, settings, &gdb);
		run_print(&job);
		run_print_words(&gdb);
		words_fini(&gdb);
		return STATUS_OK;
	}
	return run_gdb(&job, settings);
}
