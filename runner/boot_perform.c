/*
 * A boot test: one guest, run as lintel run would without a terminal, then compared with its row.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "guest.h"
#include "iso.h"
#include "process.h"
#include "say.h"
#include "serial.h"
#include "test.h"

#define MIB (1024ull * 1024ull)

/* Finds the line with the pattern in it from *position on and steps *position behind it. */
static bool find_line(const char **position, const char *pattern)
{
	const char *start = *position;

	while (*start) {
		size_t len = strcspn(start, "\n");
		char *line = text_format("%.*s", (int)len, start);
		bool found = text_matches(pattern, line);

		free(line);
		start += len + (start[len] == '\n');
		if (found) {
			*position = start;
			return true;
		}
	}
	return false;
}

static int compare(const struct boot_test *boot, const char *log, int status)
{
	const char *position = log;
	int result = STATUS_OK;

	for (size_t i = 0; i < ARRAY_SIZE(boot->expect) && boot->expect[i]; i++) {
		if (!find_line(&position, boot->expect[i])) {
			printf("# expected a line with '%s'%s, found none\n", boot->expect[i],
			       i ? " behind the ones before" : "");
			result = STATUS_FAILED;
		}
	}
	for (size_t i = 0; i < ARRAY_SIZE(boot->refuse) && boot->refuse[i]; i++) {
		position = log;
		if (find_line(&position, boot->refuse[i])) {
			printf("# found a line with '%s', which must not be there\n",
			       boot->refuse[i]);
			result = STATUS_FAILED;
		}
	}
	if (boot->tap && tap_judge(log))
		result = STATUS_FAILED;
	if (status != boot->status) {
		printf("# expected exit status %d, found %d\n", boot->status, status);
		result = STATUS_FAILED;
	}
	return result;
}

static void describe(const struct boot_test *boot, struct guest_job *out)
{
	*out = (struct guest_job){
		.machine = {.arch = boot->arch,
	                    .boot = boot->boot,
	                    .pc = boot->pc,
	                    .disk_bus = boot->disk_bus,
	                    .cpus = boot->cpus ? boot->cpus : 1,
	                    .memory_bytes = boot->memory_mib * MIB,
	                    .cpu = boot->cpu,
	                    .options = boot->options,
	                    .cmdline = boot->cmdline,
	                    .built = true,
	                    .debug_exit = boot->arch == ARCH_X86_64 && !boot->acpi_off,
	                    .folder = process_work_folder()},
		.ending = GUEST_ENDS,
		.pass_fd = STDOUT_FILENO,
		.log_fd = -1,
		.timeout_s = boot->timeout_s ? boot->timeout_s : BOOT_TEST_TIMEOUT_S,
	};
}

/* Makes the CD with genuine Limine. Returns STATUS_OK, or STATUS_SKIPPED if there is no Limine
 * here. */
static int insert_limine(struct guest_job *job)
{
	const char *folder = getenv("LINTEL_LIMINE");
	char *cmdline;
	char *path;
	int result;

	if (!folder || !*folder) {
		printf("# skipped: LINTEL_LIMINE names no folder with a Limine release\n");
		return STATUS_SKIPPED;
	}
	cmdline = guest_cmdline(job);
	path = text_format("%s/limine.iso", job->machine.folder);
	result = iso_make_limine(&(struct image_request){.arch = job->machine.arch,
	                                                 .path = path,
	                                                 .cmdline = cmdline},
	                         folder);
	job->machine.disk = path; /* as long as the process lives */
	job->machine.cdrom = true;
	free(cmdline);
	return result ? STATUS_FAILED : STATUS_OK;
}

/* Writes a damaged copy of the bundle and has the machine boot that. */
static int damage_bundle(enum damage damage, struct guest_job *job)
{
	char *from = text_format("build/%s/lintel.bundle", arch_names[job->machine.arch]);
	char *to = text_format("%s/damaged", job->machine.folder);
	struct text bundle = {0};
	int result = file_read(from, &bundle);

	if (!result) {
		if (damage == DAMAGE_FLIPPED_BIT)
			bundle.bytes[bundle.len / 2] ^= 0x10;
		else if (damage == DAMAGE_TRUNCATED)
			bundle.len /= 2;
		else
			memset(bundle.bytes, 0, 4096);
		result = file_write(to, bundle.bytes, bundle.len);
	}
	job->machine.bundle = to; /* as long as the process lives */
	text_fini(&bundle);
	free(from);
	return result;
}

int boot_test_perform(const struct boot_test *boot)
{
	struct guest_job job;
	struct text log = {0};
	int status;

	describe(boot, &job);
	if (boot->limine) {
		status = insert_limine(&job);
		if (status)
			return status;
	}
	if (boot->config)
		job.machine.bundle =
			text_format("build/%s-%s/lintel.bundle", arch_names[boot->arch],
		                    boot->config); /* as long as the process lives */
	if (boot->damage && damage_bundle(boot->damage, &job))
		return STATUS_FAILED;
	if (qemu_check(&job.machine) || guest_prepare(&job))
		return STATUS_FAILED;
	status = guest_run(&job);
	printf("\n");
	serial_clean(job.output.bytes ? job.output.bytes : "", job.output.len, &log);
	text_add(&log, "", 0);
	status = compare(boot, log.bytes, status);
	text_fini(&log);
	text_fini(&job.output);
	return status;
}
