/*
 * The wait is one ppoll over QEMU's standard output, which is the serial line. Signals that would
 * end the runner are blocked except inside ppoll, so none is missed; they stop QEMU first.
 *
 * Order of judgement at the end: a signal, the time limit, a panic, the kernel's own "power: off"
 * line, then everything else, which means that the machine stopped without a word. A guest that has
 * said its last line but does not stop (a panicked one on a machine without a debug exit) is given
 * SETTLE_MS of silence, then ended.
 */
#define _GNU_SOURCE
#include "guest.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "file.h"
#include "process.h"
#include "qmp.h"
#include "say.h"
#include "serial.h"
#include "terminal.h"

#define SETTLE_MS     3000 /* silence after the last words */
#define SCREEN_MS     700  /* silence after the greeting, before the picture */
#define SCREEN_MAX_MS 5000 /* but at most this long after it */

static const int ending_signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
static volatile sig_atomic_t caught_signal;

/* A running guest. */
struct guest {
	struct guest_job *job;
	struct serial serial;
	pid_t pid;
	int out;             /* QEMU's standard output */
	int64_t deadline_ms; /* of the job, or -1 */
	int64_t heard_ms;    /* when something came last */
	int64_t greeted_ms;  /* 0: not yet */
	bool timed_out;
	bool stopped; /* the runner ended it on purpose */
	bool pictured;
	sigset_t open_mask; /* signals let through while waiting */
};

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void note_signal(int number)
{
	caught_signal = number;
}

static void catch_signals(struct guest *guest)
{
	struct sigaction action = {.sa_handler = note_signal};
	sigset_t blocked;

	sigemptyset(&blocked);
	for (size_t i = 0; i < ARRAY_SIZE(ending_signals); i++) {
		sigaction(ending_signals[i], &action, NULL);
		sigaddset(&blocked, ending_signals[i]);
	}
	signal(SIGPIPE, SIG_IGN);
	sigprocmask(SIG_BLOCK, &blocked, &guest->open_mask);
	caught_signal = 0;
}

static void release_signals(const struct guest *guest)
{
	for (size_t i = 0; i < ARRAY_SIZE(ending_signals); i++)
		signal(ending_signals[i], SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
	sigprocmask(SIG_SETMASK, &guest->open_mask, NULL);
}

static bool has_word(const char *text, const char *beginning)
{
	const char *found = strstr(text, beginning);

	while (found && found != text && found[-1] != ' ')
		found = strstr(found + 1, beginning);
	return found != NULL;
}

char *guest_cmdline(const struct guest_job *job)
{
	const char *asked = job->machine.cmdline ? job->machine.cmdline : "";
	struct text words = {0};

	text_print(&words, "%s", asked);
	if (job->ending == GUEST_ENDS && !has_word(asked, "end="))
		text_print(&words, "%send=poweroff", words.len ? " " : "");
	if (job->machine.debug_exit && !has_word(asked, "debug-exit="))
		text_print(&words, "%sdebug-exit=0x501", words.len ? " " : "");
	return words.bytes;
}

int guest_prepare(const struct guest_job *job)
{
	struct qemu_machine machine = job->machine;
	char *cmdline = guest_cmdline(job);
	int result;

	machine.cmdline = cmdline;
	result = qemu_prepare(&machine);
	free(cmdline);
	return result;
}

/* Writes all bytes, waiting if the other end is slow. Returns 0 or -errno. */
static int write_all(int fd, const char *bytes, size_t len)
{
	while (len) {
		ssize_t written = write(fd, bytes, len);

		if (written >= 0) {
			bytes += written;
			len -= (size_t)written;
		} else if (errno == EAGAIN) {
			struct pollfd wait = {.fd = fd, .events = POLLOUT};

			poll(&wait, 1, 1000);
		} else if (errno != EINTR) {
			return -errno;
		}
	}
	return 0;
}

/* Ends QEMU. By SIGKILL, because it has nothing of value to save and comments on SIGTERM. */
static void stop(struct guest *guest)
{
	guest->stopped = true;
	kill(guest->pid, SIGKILL);
}

/* Takes what QEMU wrote. Returns false at the end of the stream. */
static bool hear(struct guest *guest)
{
	struct guest_job *job = guest->job;
	char bytes[16384];
	ssize_t got = read(guest->out, bytes, sizeof(bytes));

	if (got < 0 && (errno == EINTR || errno == EAGAIN))
		return true;
	if (got <= 0)
		return false;
	guest->heard_ms = now_ms();
	text_add(&job->output, bytes, (size_t)got);
	serial_feed(&guest->serial, bytes, (size_t)got);
	if (guest->serial.greeted && !guest->greeted_ms)
		guest->greeted_ms = guest->heard_ms;
	if (job->log_fd >= 0 && write_all(job->log_fd, bytes, (size_t)got))
		job->log_fd = -1;
	if (job->pass_fd >= 0 && write_all(job->pass_fd, bytes, (size_t)got)) {
		job->pass_fd = -1; /* nobody listens any more */
		caught_signal = SIGPIPE;
	}
	return true;
}

static void take_picture(struct guest *guest)
{
	const struct guest_job *job = guest->job;
	char *socket = text_format("%s/" QEMU_QMP_SOCKET, job->machine.folder);
	char *picture = text_format("%s/screen", job->machine.folder);
	const char *format = text_matches("*.ppm", job->screenshot) ? "ppm" : "png";
	char *json = text_format("{\"execute\": \"screendump\", \"arguments\": "
	                         "{\"filename\": \"%s\", \"format\": \"%s\"}}",
	                         picture, format);
	int fd = qmp_open(socket);
	int result = fd < 0 ? fd : qmp_execute(fd, json);

	if (fd >= 0)
		close(fd);
	if (!result)
		result = file_copy(picture, job->screenshot);
	if (result)
		say("could not take the picture of the screen: %s", strerror(-result));
	else
		guest->pictured = true;
	free(json);
	free(picture);
	free(socket);
}

/* Is there anything to do now that time has passed? Returns how long to sleep at most, -1 for ever.
 */
static int64_t act_on_time(struct guest *guest)
{
	const struct guest_job *job = guest->job;
	const struct serial *serial = &guest->serial;
	int64_t now = now_ms();
	int64_t next = guest->deadline_ms;

	if (guest->stopped)
		return -1;
	if (guest->deadline_ms >= 0 && now >= guest->deadline_ms) {
		guest->timed_out = true;
		stop(guest);
		return -1;
	}
	if (job->screenshot && guest->greeted_ms && !guest->pictured) {
		int64_t due = guest->heard_ms + SCREEN_MS;

		if (due > guest->greeted_ms + SCREEN_MAX_MS)
			due = guest->greeted_ms + SCREEN_MAX_MS;
		if (now >= due) {
			take_picture(guest);
			if (!guest->pictured || job->ending == GUEST_ENDS || !job->machine.keyboard)
				stop(guest);
		} else if (next < 0 || due < next) {
			next = due;
		}
	}
	if (!job->machine.keyboard &&
	    (serial->powered_off || serial->panicked || serial->loader_failed)) {
		if (now >= guest->heard_ms + SETTLE_MS)
			stop(guest);
		else if (next < 0 || guest->heard_ms + SETTLE_MS < next)
			next = guest->heard_ms + SETTLE_MS;
	}
	return next < 0 ? -1 : next - now;
}

static void watch(struct guest *guest)
{
	/* A pipe whose reader has gone shows an error without being written to. */
	struct pollfd wait[] = {
		{.fd = guest->out, .events = POLLIN},
		{.fd = guest->job->pass_fd},
	};

	for (;;) {
		int64_t sleep_ms = act_on_time(guest);
		struct timespec limit = {.tv_sec = sleep_ms / 1000,
		                         .tv_nsec = sleep_ms % 1000 * 1000000};
		int ready;

		if (sleep_ms == 0)
			continue;
		ready = ppoll(wait, 2, sleep_ms < 0 ? NULL : &limit, &guest->open_mask);
		if (ready > 0 && wait[1].revents) {
			wait[1].fd = -1;
			caught_signal = SIGPIPE;
		}
		if (caught_signal && !guest->stopped)
			stop(guest);
		if (ready > 0 && wait[0].revents && !hear(guest))
			return;
	}
}

static int start(struct guest *guest)
{
	struct guest_job *job = guest->job;
	struct qemu_machine machine = job->machine;
	struct words command = {0};
	struct process_streams streams = {.err = -1};
	char *cmdline = guest_cmdline(job);
	int pipe_fds[2];
	int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);

	if (nothing < 0 || pipe2(pipe_fds, O_CLOEXEC))
		say_and_die("could not make a pipe: %s", strerror(errno));
	machine.cmdline = cmdline;
	qemu_command(&machine, &command);
	streams.in = machine.keyboard ? -1 : nothing;
	streams.out = pipe_fds[1];
	guest->pid = process_start(&command, &streams);
	guest->out = pipe_fds[0];
	close(pipe_fds[1]);
	close(nothing);
	words_fini(&command);
	free(cmdline);
	return guest->pid < 0 ? guest->pid : 0;
}

/* How it ended, as an exit status; says what is not plain from the log. */
static int judge(const struct guest *guest, int qemu_status)
{
	const struct guest_job *job = guest->job;
	const struct serial *serial = &guest->serial;

	if (job->signal)
		return 128 + job->signal;
	if (guest->timed_out) {
		say("the machine was stopped after %llu seconds (--timeout)",
		    (unsigned long long)job->timeout_s);
		return STATUS_TIMEOUT;
	}
	if (serial->panicked) {
		say("the kernel panicked (its log says where)");
		return STATUS_NOT_STARTED;
	}
	if (job->screenshot && guest->greeted_ms && !guest->pictured)
		return STATUS_NOT_STARTED;
	if (serial->powered_off)
		return (int)(serial->status & 0xff);
	if (serial->loader_failed) {
		say("the loader could not start the kernel (its message says why)");
		return STATUS_NOT_STARTED;
	}
	if (guest->pictured || (job->machine.keyboard && qemu_status == 0))
		return STATUS_OK;
	if (qemu_status)
		say("QEMU ended with status %d before the kernel powered off", qemu_status);
	else
		say("the machine stopped or reset itself before the kernel said 'power: off'");
	return STATUS_NOT_STARTED;
}

int guest_run(struct guest_job *job)
{
	struct guest guest = {.job = job, .deadline_ms = -1};
	int qemu_status;
	int status;

	terminal_save();
	catch_signals(&guest);
	if (start(&guest)) {
		release_signals(&guest);
		return STATUS_NOT_STARTED;
	}
	guest.heard_ms = now_ms();
	if (job->timeout_s)
		guest.deadline_ms = guest.heard_ms + (int64_t)job->timeout_s * 1000;
	watch(&guest);
	close(guest.out);
	qemu_status = process_wait(guest.pid);
	job->signal = caught_signal;
	job->greeted = guest.serial.greeted;
	job->panicked = guest.serial.panicked;
	release_signals(&guest);
	terminal_restore();
	status = judge(&guest, guest.stopped ? 0 : qemu_status);
	serial_fini(&guest.serial);
	return status;
}
