/*
 * Instructions per byte of mem.c, beside the loop everybody writes first: `make mem-bench` prints a
 * table. Both are compiled like a kernel, without SIMD.
 *
 * Counting, not timing: a child process stops itself, calls the function once and exits; its parent
 * single-steps it and counts. A child that calls an empty function gives the number to subtract. So
 * the figures are exact and the same on a busy machine. [man ptrace(2)]
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <signal.h>

#include <lib/base/compiler.h>
#include <lib/base/renamed.h>
#include <lib/base/string.h>

#define MAX_BYTES 4096u

/* One call to be counted: a is where it writes, or the left side of a comparison. */
struct call {
	void (*run)(uint8_t *a, uint8_t *b, size_t len);
	size_t a_skew;
	size_t b_skew;
};

struct row {
	const char *name;
	struct call ours;
	struct call naive;
};

static volatile int result;

static void nothing(uint8_t *a, uint8_t *b, size_t len)
{
	(void)a;
	(void)b;
	(void)len;
}

static void our_copy(uint8_t *a, uint8_t *b, size_t len)
{
	our_memcpy(a, b, len);
}

static void our_move(uint8_t *a, uint8_t *b, size_t len)
{
	our_memmove(a, b, len);
}

static void our_set(uint8_t *a, uint8_t *b, size_t len)
{
	(void)b;
	our_memset(a, 0, len);
}

static void our_compare(uint8_t *a, uint8_t *b, size_t len)
{
	result = our_memcmp(a, b, len);
}

NO_BUILTIN static void naive_copy(uint8_t *a, uint8_t *b, size_t len)
{
	for (size_t i = 0; i < len; i++)
		a[i] = b[i];
}

NO_BUILTIN static void naive_move_down(uint8_t *a, uint8_t *b, size_t len)
{
	for (size_t i = len; i > 0; i--)
		a[i - 1] = b[i - 1];
}

NO_BUILTIN static void naive_set(uint8_t *a, uint8_t *b, size_t len)
{
	(void)b;
	for (size_t i = 0; i < len; i++)
		a[i] = 0;
}

NO_BUILTIN static void naive_compare(uint8_t *a, uint8_t *b, size_t len)
{
	size_t i = 0;

	while (i < len && a[i] == b[i])
		i++;
	result = i < len ? a[i] - b[i] : 0;
}

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

/* The child's part. Everything is equal, so that a comparison goes to the end. */
static void run_child(const struct call *call, size_t len)
{
	static ALIGNED(64) uint8_t memory[2 * MAX_BYTES + 256];

	if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
		fail("ptrace: the child cannot be traced");
	raise(SIGSTOP);
	call->run(memory + call->a_skew, memory + call->b_skew, len);
	_exit(0);
}

/* Instructions from the stop to the exit. */
static uint64_t count_steps(const struct call *call, size_t len)
{
	uint64_t steps = 0;
	int status;
	pid_t child = fork();

	if (child < 0)
		fail("fork");
	if (child == 0)
		run_child(call, len);
	if (waitpid(child, &status, 0) < 0)
		fail("waitpid");
	while (WIFSTOPPED(status)) {
		if (ptrace(PTRACE_SINGLESTEP, child, NULL, NULL) != 0 ||
		    waitpid(child, &status, 0) < 0)
			fail("ptrace: cannot step the child");
		steps++;
	}
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		fprintf(stderr, "mem_bench: the child failed, status %#x\n", (unsigned)status);
		exit(1);
	}
	return steps;
}

/* Hundredths of an instruction per byte. */
static uint64_t cost(const struct call *call, size_t len)
{
	const struct call empty = {nothing, call->a_skew, call->b_skew};
	uint64_t steps = count_steps(call, len) - count_steps(&empty, len);

	return (steps * 100 + len / 2) / len;
}

int main(void)
{
	static const size_t lens[] = {8, 32, 256, MAX_BYTES};
	static const struct row rows[] = {
		{"memcpy, aligned", {our_copy, 0, MAX_BYTES}, {naive_copy, 0, MAX_BYTES}},
		{"memcpy, skewed", {our_copy, 3, MAX_BYTES + 64}, {naive_copy, 3, MAX_BYTES + 64}},
		{"memmove up, aligned", {our_move, 64, 0}, {naive_move_down, 64, 0}},
		{"memmove up, skewed", {our_move, 65, 0}, {naive_move_down, 65, 0}},
		{"memset", {our_set, 0, 0}, {naive_set, 0, 0}},
		{"memcmp, aligned", {our_compare, 0, MAX_BYTES}, {naive_compare, 0, MAX_BYTES}},
	};

	printf("instructions per byte: ours (naive loop)\n%-21s", "bytes");
	for (size_t i = 0; i < ARRAY_SIZE(lens); i++)
		printf(" %12zu ", lens[i]);
	for (size_t r = 0; r < ARRAY_SIZE(rows); r++) {
		printf("\n%-21s", rows[r].name);
		for (size_t i = 0; i < ARRAY_SIZE(lens); i++) {
			uint64_t ours = cost(&rows[r].ours, lens[i]);
			uint64_t naive = cost(&rows[r].naive, lens[i]);

			printf(" %2zu.%02zu (%2zu.%02zu)", (size_t)(ours / 100),
			       (size_t)(ours % 100), (size_t)(naive / 100), (size_t)(naive % 100));
		}
	}
	printf("\n");
	return 0;
}
