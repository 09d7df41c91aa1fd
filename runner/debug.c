/*
 * lintel debug: the machine that lintel run would start, stopped before its first instruction, and
 * gdb in front of it with the kernel's symbols and the commands of tools/gdb/lintel.py. The
 * terminal is gdb's; the serial line goes to a file that `lintel log` in gdb shows.
 *
 * When gdb ends, the machine does. --batch shows once what the commands show, for a look without a
 * dialogue.
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "command.h"
#include "gdb.h"
#include "process.h"
#include "run.h"
#include "say.h"

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

static int run_gdb(const struct guest_job *job, const struct settings *settings)
{
	struct words gdb = {0};
	int status;

	gdb_command(job, settings, &gdb);
	status = gdb_run(&job->machine, &gdb, NULL);
	words_fini(&gdb);
	return status;
}

/* Does the installed gdb know the machine? Debian 12's has no LoongArch. */
static bool gdb_knows(enum arch arch)
{
	static const char *const names[NR_ARCHES] = {
		[ARCH_X86_64] = "i386:x86-64",
		[ARCH_AARCH64] = "aarch64",
		[ARCH_RISCV64] = "riscv:rv64",
		[ARCH_LOONGARCH64] = "Loongarch64",
	};
	int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
	const struct process_streams silent = {nothing, nothing, nothing};
	struct words probe = {0};
	int status;

	words_add(&probe, "gdb-multiarch");
	words_add(&probe, "-nx");
	words_add(&probe, "-batch");
	words_add(&probe, "-ex");
	words_add(&probe, "set architecture %s", names[arch]);
	status = process_run(&probe, &silent);
	words_fini(&probe);
	if (nothing >= 0)
		close(nothing);
	if (status) {
		say("gdb-multiarch does not know %s (version 13 of Debian 12 does not): debug on "
		    "another --arch, or put a newer gdb first in PATH",
		    arch_names[arch]);
		return false;
	}
	return true;
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
	if (!settings->print && !gdb_knows(job.machine.arch))
		return STATUS_NOT_STARTED;
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
