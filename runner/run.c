/*
 * lintel run: boots a machine on this terminal, or without anybody at the keys.
 *
 * Interactive means that standard input and output are a terminal: then the serial line and QEMU's
 * monitor are on it (Ctrl-A X leaves), and the machine stays until it is left. Otherwise the kernel
 * is told to power off when its work is done. The kernel's log goes to standard output unless --log
 * names a file; then it is shown only if something went wrong.
 */
#include "run.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "guest.h"
#include "process.h"
#include "say.h"
#include "terminal.h"

/* Files made for --print stay there, so that the command can be used. */
#define PRINT_FOLDER "build/print"

void run_describe(const struct settings *settings, struct qemu_machine *out)
{
	*out = (struct qemu_machine){
		.arch = (enum arch)settings->arch,
		.boot = (enum boot)settings->boot,
		.pc = (enum pc_model)settings->machine,
		.disk_bus = (enum disk_bus)settings->disk_bus,
		.cpus = (unsigned)settings->cpus,
		.memory_bytes = settings->memory_bytes,
		.cmdline = settings->cmdline,
		.screen = settings->display || settings->screenshot,
		.window = settings->display,
		.control = settings->screenshot != NULL,
		.icount = settings->icount,
		.extra = &settings->qemu,
	};
}

void run_print_words(const struct words *command)
{
	struct text line = {0};
	char *folder = getcwd(NULL, 0);

	text_print(&line, "cd ");
	text_add_quoted(&line, folder ? folder : ".");
	text_print(&line, " &&");
	for (size_t i = 0; i < command->count; i++) {
		text_print(&line, " ");
		text_add_quoted(&line, command->items[i]);
	}
	puts(line.bytes);
	text_fini(&line);
	free(folder);
}

int run_print(const struct guest_job *job)
{
	struct qemu_machine machine = job->machine;
	struct words command = {0};
	char *cmdline = guest_cmdline(job);

	machine.cmdline = cmdline;
	qemu_command(&machine, &command);
	run_print_words(&command);
	words_fini(&command);
	free(cmdline);
	return STATUS_OK;
}

int run_prepare(struct guest_job *job, const struct settings *settings)
{
	if (settings->print && process_make_folder(PRINT_FOLDER)) {
		say("could not make the folder " PRINT_FOLDER ": %s", strerror(errno));
		return STATUS_NOT_STARTED;
	}
	job->machine.folder = settings->print ? PRINT_FOLDER : process_work_folder();
	return guest_prepare(job);
}

/* Opens what --log names and decides where the serial line is shown. Returns 0 or a status. */
static int open_log(const char *name, struct guest_job *job)
{
	job->pass_fd = STDOUT_FILENO;
	job->log_fd = -1;
	if (!name || strcmp(name, "-") == 0)
		return 0;
	job->log_fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (job->log_fd < 0) {
		say("could not write the log to %s: %s", name, strerror(errno));
		return STATUS_NOT_STARTED;
	}
	if (!job->machine.keyboard)
		job->pass_fd = -1;
	return 0;
}

static int boot(struct guest_job *job)
{
	int status;

	if (job->machine.keyboard)
		fprintf(stderr, "lintel: the machine is on this terminal; Ctrl-A X leaves it\n");
	status = guest_run(job);
	if (job->pass_fd < 0 && (status == STATUS_NOT_STARTED || status == STATUS_TIMEOUT)) {
		say("this was the machine's log:");
		fwrite(job->output.bytes ? job->output.bytes : "", 1, job->output.len, stderr);
	}
	text_fini(&job->output);
	if (job->log_fd >= 0)
		close(job->log_fd);
	return status;
}

int run_command(const struct settings *settings)
{
	struct guest_job job = {.pass_fd = -1, .log_fd = -1};
	int status;

	run_describe(settings, &job.machine);
	job.machine.keyboard = terminal_is_interactive() && !settings->screenshot;
	job.machine.debug_exit = settings->arch == ARCH_X86_64 && !settings->screenshot;
	job.ending = job.machine.keyboard || settings->screenshot || settings->display ? GUEST_STAYS
	                                                                               : GUEST_ENDS;
	job.timeout_s = settings->timeout_s;
	job.screenshot = settings->screenshot;
	status = qemu_check(&job.machine);
	if (status)
		return status;
	if (settings->display && !getenv("DISPLAY") && !getenv("WAYLAND_DISPLAY")) {
		say("--display needs a graphical session, found neither DISPLAY nor "
		    "WAYLAND_DISPLAY: "
		    "use --screenshot FILE.png");
		return STATUS_NOT_STARTED;
	}
	status = run_prepare(&job, settings);
	if (status || settings->print)
		return status ? status : run_print(&job);
	status = open_log(settings->log, &job);
	if (status)
		return status;
	status = boot(&job);
	if (job.signal) {
		terminal_restore();
		process_remove_tree(job.machine.folder);
		signal(job.signal, SIG_DFL);
		raise(job.signal);
	}
	return status;
}
