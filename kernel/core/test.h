/*
 * Tests that run inside the booted kernel (command line: selftest). A test is a function beside the
 *code it tests, in x_ktest.c (x_test.c beside it, if there is one, is the test that runs on the
 *host):
 *
 *	TEST(log_keeps_the_newest_lines)
 *	{
 *		EXPECT(1 + 1 == 2);
 *	}
 *
 * kernel/selftest runs all of them and prints TAP, the Test Anything Protocol, on the console.
 */
#ifndef KERNEL_CORE_TEST_H
#define KERNEL_CORE_TEST_H

#include <stdbool.h>

#include <lib/base/compiler.h>

struct test_case {
	const char *name;
	void (*run)(void);
};

/* All tests, gathered by the linker script: [start, end). */
extern const struct test_case test_cases_start[];
extern const struct test_case test_cases_end[];

/* Notes a failed expectation of the running test; the test goes on. Implemented by kernel/selftest.
 */
void test_fail(const char *file, int line, const char *expectation);

#define TEST(test_name)                                                                            \
	static void test_name(void);                                                               \
	static const struct test_case test_name##_case SECTION(".test_cases") USED = {             \
		.name = #test_name,                                                                \
		.run = test_name,                                                                  \
	};                                                                                         \
	static void test_name(void)

#define EXPECT(fact)                                                                               \
	do {                                                                                       \
		if (!(fact))                                                                       \
			test_fail(__FILE__, __LINE__, #fact);                                      \
	} while (0)

#endif
