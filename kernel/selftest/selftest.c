/*
 * The in-kernel test runner: the linker gathers every struct test_case between two symbols; we run
 * them one after the other and print a TAP line for each, so that the host's runner can count.
 */
#include <kernel/selftest/selftest.h>

#include <stddef.h>

#include <kernel/core/lock_debug.h>
#include <kernel/core/log.h>
#include <kernel/core/test.h>
#include <kernel/mem/heap.h>
#include <lib/base/string.h>

static unsigned failures_of_test;

void test_fail(const char *file, int line, const char *expectation)
{
	failures_of_test++;
	log_raw("# %s:%d: expected %s\n", file, line, expectation);
}

static bool holds(const char *text, const char *part)
{
	size_t len = strlen(part);

	for (; *text; text++)
		if (strncmp(text, part, len) == 0)
			return true;
	return len == 0;
}

/* A test gives back what it allocates: what is in use behind it was in use before. */
static void run_test(const struct test_case *test)
{
	uint64_t in_use = heap_count_in_use(), mark = heap_mark();

	failures_of_test = 0;
	test->run();
	lock_check_released(test->name, 0);
	if (heap_count_in_use() <= in_use)
		return;
	failures_of_test++;
	log_raw("# %llu objects of the heap leak\n",
	        (unsigned long long)(heap_count_in_use() - in_use));
	heap_log_leaks(mark);
}

int selftest_run(const char *pattern)
{
	unsigned number = 0, failed = 0;

	log_raw("TAP version 13\n");
	for (const struct test_case *test = test_cases_start; test < test_cases_end; test++) {
		if (!holds(test->name, pattern))
			continue;
		run_test(test);
		if (failures_of_test)
			failed++;
		log_raw("%sok %u - %s\n", failures_of_test ? "not " : "", ++number, test->name);
	}
	log_raw("1..%u\n", number);
	return failed > 0 || number == 0;
}
