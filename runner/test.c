/*
 * lintel test: runs the chosen tests, at most NR_JOBS at a time, each in a forked process with its
 * own process group, whose output is a file build/test/NAME.log.
 *
 * Builds run one after another before everything else (make uses both processors by itself). A test
 * whose time is over gets SIGTERM, so that it can end its guest and remove its files, and SIGKILL
 * after a grace period. The last line on standard output counts.
 */
#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "command.h"
#include "file.h"
#include "process.h"
#include "say.h"

#define NR_JOBS       2
#define GRACE_MS      5000
#define LOG_MAX_BYTES 20000 /* of a failing test's log, its end */

/* A test that runs. pid is 0 in a free slot. */
struct job {
	const struct test *test;
	char *log_path;
	pid_t pid;
	int64_t started_ms;
	bool warned; /* got SIGTERM */
};

struct score {
	unsigned passed;
	unsigned failed;
	unsigned skipped;
	struct words failures;
};

static volatile sig_atomic_t interrupted;

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void note_signal(int number)
{
	interrupted = number;
}

/* In the child: the log takes the place of the standard streams. */
static NORETURN void be_test(const struct test *test, const char *log_path)
{
	int nothing = open("/dev/null", O_RDONLY);
	int log = open(log_path, O_RDWR | O_CREAT | O_TRUNC | O_APPEND, 0666);

	setpgid(0, 0);
	process_reset_signals();
	if (nothing < 0 || log < 0 || dup2(nothing, 0) < 0 || dup2(log, 1) < 0 || dup2(log, 2) < 0)
		_exit(STATUS_FAILED);
	setvbuf(stdout, NULL, _IOLBF, 0);
	exit(test_perform(test, log_path));
}

static void start_job(struct job *job, const struct test *test)
{
	char *folder = text_format("build/test/%s", test->name);

	*strrchr(folder, '/') = '\0';
	*job = (struct job){.test = test,
	                    .log_path = text_format("build/test/%s.log", test->name),
	                    .started_ms = now_ms()};
	if (process_make_folder(folder))
		say_and_die("could not make the folder %s: %s", folder, strerror(errno));
	free(folder);
	fflush(NULL);
	job->pid = fork();
	if (job->pid == 0)
		be_test(test, job->log_path);
	if (job->pid < 0)
		say_and_die("could not start a test: %s", strerror(errno));
	setpgid(job->pid, job->pid);
}

static void print_log(const char *path)
{
	struct text log = {0};
	size_t start;

	if (file_read(path, &log))
		return;
	start = log.len > LOG_MAX_BYTES ? log.len - LOG_MAX_BYTES : 0;
	printf("---- %s%s\n", path, start ? " (its end)" : "");
	for (char *rest = log.bytes ? log.bytes + start : NULL, *line;
	     (line = strsep(&rest, "\n"));) {
		if (rest || *line)
			printf("| %s\n", line);
	}
	printf("----\n");
	text_fini(&log);
}

static void finish_job(struct job *job, int wait_status, struct score *score)
{
	double seconds = (double)(now_ms() - job->started_ms) / 1000;
	int status = WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : STATUS_FAILED;
	const char *word = "FAILED ";

	if (status == STATUS_OK && !job->warned) {
		score->passed++;
		word = "ok     ";
	} else if (status == STATUS_SKIPPED) {
		score->skipped++;
		word = "skipped";
	} else {
		score->failed++;
		words_add(&score->failures, "%s", job->test->name);
	}
	printf("%s %6.1f s  %s%s\n", word, seconds, job->test->name,
	       job->warned ? " (its time was over)" : "");
	if (word[0] == 'F')
		print_log(job->log_path);
	fflush(stdout);
	free(job->log_path);
	*job = (struct job){0};
}

static void limit_time(struct job *job)
{
	int64_t late_ms = now_ms() - job->started_ms - (int64_t)job->test->timeout_s * 1000;

	if (late_ms > GRACE_MS)
		kill(-job->pid, SIGKILL);
	else if (late_ms > 0 && !job->warned) {
		kill(-job->pid, SIGTERM);
		job->warned = true;
	}
}

/* Waits a little for the jobs. Returns how many run on. */
static unsigned poll_jobs(struct job *jobs, struct score *score)
{
	static const struct timespec tick = {.tv_nsec = 20 * 1000 * 1000};
	unsigned running = 0;
	bool ended = false;

	for (unsigned i = 0; i < NR_JOBS; i++) {
		int wait_status;

		if (!jobs[i].pid)
			continue;
		if (waitpid(jobs[i].pid, &wait_status, WNOHANG) == jobs[i].pid) {
			finish_job(&jobs[i], wait_status, score);
			ended = true;
		} else {
			limit_time(&jobs[i]);
			running++;
		}
	}
	if (!ended)
		nanosleep(&tick, NULL);
	return running;
}

static void stop_jobs(struct job *jobs)
{
	for (unsigned i = 0; i < NR_JOBS; i++) {
		if (!jobs[i].pid)
			continue;
		kill(-jobs[i].pid, SIGTERM);
		waitpid(jobs[i].pid, NULL, 0);
	}
}

/* The slot for the next test, or null if it has to wait. */
static struct job *free_slot(struct job *jobs, const struct test *next)
{
	bool alone = next->kind == TEST_MAKE;
	struct job *slot = NULL;

	for (unsigned i = 0; i < NR_JOBS; i++) {
		if (!jobs[i].pid)
			slot = &jobs[i];
		else if (alone || jobs[i].test->kind == TEST_MAKE)
			return NULL;
	}
	return slot;
}

static void run_tests(const struct test_list *list, struct score *score)
{
	struct job jobs[NR_JOBS] = {0};
	size_t next = 0;

	while (!interrupted) {
		struct job *slot = next < list->count ? free_slot(jobs, &list->tests[next]) : NULL;

		if (slot)
			start_job(slot, &list->tests[next++]);
		else if (!poll_jobs(jobs, score) && next == list->count)
			return;
	}
	stop_jobs(jobs);
}

static int report(const struct score *score)
{
	for (size_t i = 0; i < score->failures.count; i++)
		printf("failed: %s, log in build/test/%s.log\n", score->failures.items[i],
		       score->failures.items[i]);
	printf("%u passed, %u failed", score->passed, score->failed);
	if (score->skipped)
		printf(", %u skipped", score->skipped);
	printf("\n");
	return score->failed ? STATUS_FAILED : STATUS_OK;
}

int test_command(const struct settings *settings)
{
	const char *pattern = settings->nr_words ? settings->words[0] : NULL;
	struct test_list list;
	struct score score = {0};

	if (test_list_read(pattern, &list))
		return STATUS_NOT_STARTED;
	if (list.count == 0)
		return say_usage("no test's name matches '%s': lintel test --list prints the names",
		                 pattern ? pattern : "");
	if (settings->list) {
		for (size_t i = 0; i < list.count; i++)
			puts(list.tests[i].name);
		return STATUS_OK;
	}
	for (const int *number = (const int[]){SIGINT, SIGTERM, SIGHUP, 0}; *number; number++)
		sigaction(*number, &(struct sigaction){.sa_handler = note_signal}, NULL);
	run_tests(&list, &score);
	if (interrupted) {
		say("stopped by signal %d after %u tests", (int)interrupted,
		    score.passed + score.failed + score.skipped);
		return 128 + (int)interrupted;
	}
	return report(&score);
}
