/*
 * Starting programs, calling make, and the work folder.
 *
 * A child asks the kernel for SIGTERM on the runner's death, so that no QEMU outlives a runner that
 * was killed. The work folder belongs to the process that made it: a forked child, which inherits
 * the exit handler, leaves its parent's alone.
 */
#define _GNU_SOURCE
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "say.h"

static struct {
	char *path;
	pid_t owner;
} work_folder;

void process_reset_signals(void)
{
	sigset_t none;

	sigemptyset(&none);
	for (int number = 1; number < SIGRTMIN; number++)
		signal(number, SIG_DFL);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* In the child: gives it its streams and becomes the program. The error goes back through report.
 */
static NORETURN void become(const struct words *command, const struct process_streams *streams,
                            int report)
{
	int error;

	process_reset_signals();
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if ((streams->in < 0 || dup2(streams->in, STDIN_FILENO) >= 0) &&
	    (streams->out < 0 || dup2(streams->out, STDOUT_FILENO) >= 0) &&
	    (streams->err < 0 || dup2(streams->err, STDERR_FILENO) >= 0))
		execvp(command->items[0], command->items);
	error = errno;
	if (write(report, &error, sizeof(error)) != sizeof(error))
		_exit(STATUS_FAILED);
	_exit(STATUS_NOT_STARTED);
}

pid_t process_start(const struct words *command, const struct process_streams *streams)
{
	static const struct process_streams own = {-1, -1, -1};
	int report[2];
	int error = 0;
	pid_t pid;

	if (pipe2(report, O_CLOEXEC))
		return -errno;
	fflush(NULL);
	pid = fork();
	if (pid == 0)
		become(command, streams ? streams : &own, report[1]);
	close(report[1]);
	if (pid > 0 && read(report[0], &error, sizeof(error)) == sizeof(error)) {
		waitpid(pid, NULL, 0);
		pid = -error;
	} else if (pid < 0) {
		pid = -errno;
	}
	close(report[0]);
	if (pid < 0)
		say("could not start %s: %s", command->items[0], strerror(-pid));
	return pid;
}

static int status_of(int wait_status)
{
	if (WIFEXITED(wait_status))
		return WEXITSTATUS(wait_status);
	return 128 + WTERMSIG(wait_status);
}

int process_wait(pid_t pid)
{
	int wait_status;

	while (waitpid(pid, &wait_status, 0) < 0) {
		if (errno != EINTR)
			return STATUS_NOT_STARTED;
	}
	return status_of(wait_status);
}

int process_run(const struct words *command, const struct process_streams *streams)
{
	pid_t pid = process_start(command, streams);

	return pid < 0 ? STATUS_NOT_STARTED : process_wait(pid);
}

int process_read(const struct words *command, struct text *out)
{
	struct process_streams streams = {.in = -1, .err = -1};
	char bytes[4096];
	int fds[2];
	ssize_t got;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC))
		say_and_die("could not make a pipe: %s", strerror(errno));
	streams.out = fds[1];
	pid = process_start(command, &streams);
	close(fds[1]);
	while (pid > 0 && (got = read(fds[0], bytes, sizeof(bytes))) != 0) {
		if (got > 0)
			text_add(out, bytes, (size_t)got);
		else if (errno != EINTR)
			break;
	}
	close(fds[0]);
	return pid < 0 ? STATUS_NOT_STARTED : process_wait(pid);
}

int process_make(enum arch arch, const char *targets)
{
	static const struct timespec tick = {.tv_nsec = 10 * 1000 * 1000};
	const int moment_ticks = 150;
	struct process_streams streams = {.in = -1, .out = STDERR_FILENO, .err = -1};
	struct words command = {0};
	char *rest = text_copy(targets);
	int status;
	int wait_status;
	pid_t pid;

	words_add(&command, "make");
	words_add(&command, "-s");
	words_add(&command, "-j2");
	words_add(&command, "ARCH=%s", arch_names[arch]);
	for (char *next = rest, *target; (target = strsep(&next, " "));)
		words_add(&command, "%s", target);
	pid = process_start(&command, &streams);
	for (int ticks = 0; pid > 0 && waitpid(pid, &wait_status, WNOHANG) == 0; ticks++) {
		if (ticks == moment_ticks)
			say("building for %s ...", arch_names[arch]);
		nanosleep(&tick, NULL);
	}
	status = pid > 0 ? status_of(wait_status) : STATUS_NOT_STARTED;
	if (status)
		say("make %s ARCH=%s failed (its messages are above)", targets, arch_names[arch]);
	words_fini(&command);
	free(rest);
	return status ? STATUS_NOT_STARTED : 0;
}

int process_make_folder(const char *path)
{
	char *partial = text_copy(path);
	int result = 0;

	for (char *c = partial + 1; !result; c++) {
		if (*c && *c != '/')
			continue;
		char end = *c;

		*c = '\0';
		if (mkdir(partial, 0777) && errno != EEXIST)
			result = -errno;
		*c = end;
		if (!end)
			break;
	}
	free(partial);
	return result;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *where)
{
	(void)status;
	(void)kind;
	(void)where;
	remove(path);
	return 0;
}

void process_remove_tree(const char *path)
{
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void remove_work_folder(void)
{
	if (work_folder.path && work_folder.owner == getpid())
		process_remove_tree(work_folder.path);
}

const char *process_work_folder(void)
{
	if (work_folder.path && work_folder.owner == getpid())
		return work_folder.path;
	if (!work_folder.path)
		atexit(remove_work_folder);
	work_folder.path = text_copy("build/run.XXXXXX");
	work_folder.owner = getpid();
	if (process_make_folder("build") || !mkdtemp(work_folder.path))
		say_and_die(
			"could not make a folder in build/: %s; lintel must be able to write there",
			strerror(errno));
	return work_folder.path;
}
