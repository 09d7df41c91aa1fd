/*
 * How many instructions run before the loader's first one. A loader that knows no frequency cannot
 * say it, so it is measured from outside: QEMU records the boot (which makes it count), gdb stops
 * it at the loader's entry point and asks QEMU's monitor for the count.
 */
#include <stdlib.h>
#include <string.h>

#include <lib/format/elf.h>

#include "bench.h"
#include "file.h"
#include "gdb.h"
#include "process.h"
#include "say.h"

#define LOADER "build/x86_64/sill.elf"

static int find_entry(const char *path, uint64_t *out)
{
	struct text bytes = {0};
	struct elf_file elf;
	const char *why = "";
	int result = file_read(path, &bytes);

	if (!result) {
		result = elf_open(&elf, bytes.bytes ? bytes.bytes : "", bytes.len, &why);
		if (result)
			say("%s is no program: %s", path, why);
		else
			*out = elf.entry;
	}
	text_fini(&bytes);
	return result;
}

static void gdb_command(const char *folder, uint64_t entry, struct words *out)
{
	words_add(out, "gdb-multiarch");
	words_add(out, "-nx");
	words_add(out, "-q");
	words_add(out, "-batch");
	words_add(out, "-ex");
	words_add(out, "target remote %s/" QEMU_GDB_SOCKET, folder);
	words_add(out, "-ex");
	words_add(out, "hbreak *%#llx", (unsigned long long)entry);
	words_add(out, "-ex");
	words_add(out, "continue");
	words_add(out, "-ex");
	words_add(out, "python print(gdb.execute('monitor info replay', to_string=True))");
	words_add(out, LOADER);
}

int bench_firmware_instructions(enum pc_model pc, uint64_t *out)
{
	static const char answer[] = "instruction count = ";
	const char *folder = process_work_folder();
	struct words record = {0};
	struct words gdb = {0};
	struct text said = {0};
	struct qemu_machine machine = {
		.pc = pc, .cpus = 1, .debug = true, .folder = folder, .extra = &record};
	const char *count = NULL;
	uint64_t entry;

	if (find_entry(LOADER, &entry))
		return STATUS_NOT_STARTED;
	machine.serial_file = "/dev/null";
	words_add(&record, "-icount");
	words_add(&record, "shift=0,sleep=off,rr=record,rrfile=%s/record", folder);
	gdb_command(folder, entry, &gdb);
	if (gdb_run(&machine, &gdb, &said) == STATUS_OK)
		count = strstr(said.bytes ? said.bytes : "", answer);
	if (count)
		*out = strtoull(count + strlen(answer), NULL, 10);
	else
		say("expected gdb to say '%s', found: %s", answer,
		    said.bytes ? said.bytes : "nothing");
	text_fini(&said);
	words_fini(&gdb);
	words_fini(&record);
	return count ? STATUS_OK : STATUS_FAILED;
}
