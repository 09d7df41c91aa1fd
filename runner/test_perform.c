/*
 * One test, in the process that lintel test forked for it. Standard output and error are the test's
 * log.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "process.h"
#include "say.h"
#include "test.h"

static int perform_make(const struct test *test)
{
	struct text targets = {0};
	int result;

	for (size_t i = 0; i < test->command.count; i++)
		text_print(&targets, "%s%s", i ? " " : "", test->command.items[i]);
	result = process_make(test->arch, targets.bytes);
	text_fini(&targets);
	return result ? STATUS_FAILED : STATUS_OK;
}

static int perform_run(const struct words *command)
{
	int status = process_run(command, NULL);

	if (status == STATUS_OK || status == STATUS_SKIPPED)
		return status;
	printf("# expected exit status 0 of %s, found %d\n", command->items[0], status);
	return STATUS_FAILED;
}

static int perform_tap(const struct test *test, const char *log_path)
{
	struct text log = {0};
	int status = perform_run(&test->command);
	int judgement;

	if (status == STATUS_SKIPPED || file_read(log_path, &log))
		return status;
	judgement = tap_judge(log.bytes ? log.bytes : "");
	text_fini(&log);
	return status ? status : judgement;
}

static int perform_fuzz(const struct test *test)
{
	const char *seconds = getenv("FUZZ_SECONDS");
	struct words command = {0};
	char *corpus = text_format("build/test/corpus/%s", test->name);
	int status = STATUS_FAILED;

	for (size_t i = 0; i < test->command.count; i++)
		words_add(&command, "%s", test->command.items[i]);
	words_add(&command, "-max_total_time=%s", seconds && *seconds ? seconds : "3");
	words_add(&command, "-rss_limit_mb=1024");
	/* libFuzzer's own status for a finding is the one that means "skipped" here. */
	words_add(&command, "-error_exitcode=%d", STATUS_FAILED);
	words_add(&command, "-artifact_prefix=%s/", corpus);
	words_add(&command, "%s", corpus);
	if (process_make_folder(corpus) == 0)
		status = perform_run(&command);
	words_fini(&command);
	free(corpus);
	return status;
}

int test_perform(const struct test *test, const char *log_path)
{
	switch (test->kind) {
	case TEST_MAKE:
		return perform_make(test);
	case TEST_RUN:
		return perform_run(&test->command);
	case TEST_TAP:
		return perform_tap(test, log_path);
	case TEST_FUZZ:
		return perform_fuzz(test);
	case TEST_BOOT:
		return boot_test_perform(test->boot);
	}
	return STATUS_FAILED;
}
