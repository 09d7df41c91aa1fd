/*
 * lintel bench boot: what a boot costs in guest instructions, from the machine's first one to the
 * greeting.
 *
 * Under `-icount shift=0,sleep=off` an instruction takes a nanosecond of guest time, so the
 * machine's counter counts instructions from reset on, and figures repeat whatever else the host
 * does. The kernel logs the counter at three points:
 *
 *   boot: counters loader=A kernel=B greeting=C hz=H
 *
 * 0..A is firmware, A..B the loader, B..C the kernel. A loader that knows no frequency cannot say
 * when it began (the protocol's unit is the microsecond), and A is 0; then bench_firmware.c
 * measures it.
 */
#include "bench.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "file.h"
#include "guest.h"
#include "process.h"
#include "say.h"
#include "serial.h"

#define BOOT_TIMEOUT_S 300
#define FOLDER         "build/bench"
#define GIGA           1000000000ull

/* What is measured: the direct path of each machine. */
static const struct {
	const char *name;
	enum arch arch;
	enum pc_model pc;
} machines[] = {
	{"microvm", ARCH_X86_64, PC_MICROVM}, {"q35", ARCH_X86_64, PC_Q35},
	{"pc", ARCH_X86_64, PC_I440FX},       {"virt", ARCH_AARCH64, PC_Q35},
	{"virt", ARCH_RISCV64, PC_Q35},       {"virt", ARCH_LOONGARCH64, PC_Q35},
};

static const char *const phase_names[BENCH_NR_PHASES] = {
	[BENCH_FIRMWARE] = "firmware",
	[BENCH_LOADER] = "loader",
	[BENCH_KERNEL] = "kernel",
};

/* The time stamp counter of a PC counts nanoseconds under -icount, whatever the kernel measured. */
static uint64_t to_instructions(enum arch arch, uint64_t counter, uint64_t hz)
{
	if (arch == ARCH_X86_64)
		return counter;
	return (uint64_t)((double)counter * (double)GIGA / (double)hz + 0.5);
}

/* The number behind "key=" in the line, or 0 if it is not there. */
static uint64_t value_of(const char *line, const char *key)
{
	char *name = text_format(" %s=", key);
	const char *end = strchr(line, '\n');
	const char *found = strstr(line, name);
	uint64_t value = 0;

	if (found && (!end || found < end))
		value = strtoull(found + strlen(name), NULL, 10);
	free(name);
	return value;
}

/* Reads the kernel's line. Returns 0, or -EINVAL if it is not there or makes no sense. */
static int parse_counters(enum arch arch, const char *log, struct bench_boot *out)
{
	const char *line = strstr(log, "boot: counters ");
	uint64_t loader, kernel, greeting, hz;

	if (!line)
		return -EINVAL;
	loader = value_of(line, "loader");
	kernel = value_of(line, "kernel");
	greeting = value_of(line, "greeting");
	hz = value_of(line, "hz");
	if ((!hz && arch != ARCH_X86_64) || loader > kernel || !kernel || kernel > greeting)
		return -EINVAL;
	loader = to_instructions(arch, loader, hz);
	kernel = to_instructions(arch, kernel, hz);
	out->instructions[BENCH_FIRMWARE] = loader;
	out->instructions[BENCH_LOADER] = kernel - loader;
	out->instructions[BENCH_KERNEL] = to_instructions(arch, greeting, hz) - kernel;
	return 0;
}

static int measure(enum arch arch, enum pc_model pc, struct bench_boot *out)
{
	struct guest_job job = {
		.machine = {.arch = arch,
	                    .pc = pc,
	                    .cpus = 1,
	                    .icount = true,
	                    .debug_exit = arch == ARCH_X86_64,
	                    .folder = process_work_folder()},
		.ending = GUEST_ENDS,
		.pass_fd = -1,
		.log_fd = -1,
		.timeout_s = BOOT_TIMEOUT_S,
	};
	struct text log = {0};
	int status = guest_prepare(&job);

	if (status)
		return status;
	status = guest_run(&job);
	serial_clean(job.output.bytes ? job.output.bytes : "", job.output.len, &log);
	text_add(&log, "", 0);
	if (status == STATUS_OK && parse_counters(arch, log.bytes, out)) {
		say("expected a line 'boot: counters loader=A kernel=B greeting=C hz=H' with A <= "
		    "B <= C");
		status = STATUS_FAILED;
	}
	if (status)
		fprintf(stderr, "%s\n", log.bytes);
	text_fini(&log);
	text_fini(&job.output);
	return status;
}

/* Takes the firmware's part out of the loader's, if the loader could not say it. */
static int split_firmware(enum arch arch, enum pc_model pc, struct bench_boot *boot)
{
	uint64_t firmware;
	int status;

	if (boot->instructions[BENCH_FIRMWARE] || arch != ARCH_X86_64)
		return STATUS_OK;
	status = bench_firmware_instructions(pc, &firmware);
	if (status == STATUS_OK && firmware <= boot->instructions[BENCH_LOADER]) {
		boot->instructions[BENCH_FIRMWARE] = firmware;
		boot->instructions[BENCH_LOADER] -= firmware;
	}
	return status;
}

static void print_row(const struct bench_boot *boot)
{
	uint64_t total = 0;

	printf("%-20s", boot->name);
	for (int i = 0; i < BENCH_NR_PHASES; i++) {
		printf(" %12" PRIu64, boot->instructions[i]);
		total += boot->instructions[i];
	}
	printf(" %12" PRIu64 "\n", total);
	fflush(stdout);
}

static int write_picture(const struct bench_boot *boots, size_t count)
{
	struct text picture = {0};
	int result = process_make_folder(FOLDER);

	if (!result) {
		bench_draw(boots, count, phase_names, &picture);
		result = file_write(FOLDER "/boot.svg", picture.bytes, picture.len);
	}
	text_fini(&picture);
	if (!result)
		printf("\nThe picture is " FOLDER "/boot.svg\n");
	return result ? STATUS_FAILED : STATUS_OK;
}

int bench_command(const struct settings *settings)
{
	struct bench_boot boots[ARRAY_SIZE(machines)];
	size_t count = 0;
	int status = STATUS_OK;

	if (settings->nr_words == 0 || strcmp(settings->words[0], "boot") != 0)
		return say_usage("bench measures one thing so far: lintel bench boot");
	printf("Guest instructions from reset to the greeting, direct path, one processor\n\n%-20s",
	       "machine");
	for (int i = 0; i < BENCH_NR_PHASES; i++)
		printf(" %12s", phase_names[i]);
	printf(" %12s\n", "all");
	for (size_t i = 0; i < ARRAY_SIZE(machines) && status == STATUS_OK; i++) {
		if (machines[i].arch != (enum arch)settings->arch)
			continue;
		boots[count] = (struct bench_boot){.name = text_format("%s %s",
		                                                       arch_names[machines[i].arch],
		                                                       machines[i].name)};
		status = measure(machines[i].arch, machines[i].pc, &boots[count]);
		if (status == STATUS_OK)
			status = split_firmware(machines[i].arch, machines[i].pc, &boots[count]);
		if (status == STATUS_OK)
			print_row(&boots[count++]);
	}
	if (status == STATUS_OK)
		status = write_picture(boots, count);
	for (size_t i = 0; i < count; i++)
		free(boots[i].name);
	return status;
}
