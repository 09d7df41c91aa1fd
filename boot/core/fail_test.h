/*
 * For the core's unit tests: sill_fail comes back to the test that expects it. Included by one .c
 * file of a test program.
 */
#ifndef BOOT_CORE_FAIL_TEST_H
#define BOOT_CORE_FAIL_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include <boot/core/firmware.h>

static jmp_buf fake_fail_back;
static bool fake_fail_expected;
static char fake_fail_text[512];

void sill_fail(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(fake_fail_text, sizeof(fake_fail_text), format, args);
	va_end(args);
	if (fake_fail_expected)
		longjmp(fake_fail_back, 1);
	fprintf(stderr, "sill_fail: %s\n", fake_fail_text);
	abort();
}

/* Runs the statement; true if it has failed, with the text in fake_fail_text. */
#define FAKE_FAILS(statement)                                                                      \
	(fake_fail_expected = true, setjmp(fake_fail_back) == 0                                    \
	                                    ? ((statement), fake_fail_expected = false)            \
	                                    : !(fake_fail_expected = false))

#endif
