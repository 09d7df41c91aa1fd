/*
 * QEMU's command line for a guest, and the files it needs.
 *
 * Everything is said explicitly (-nodefaults, every device by name), so that what --print shows is
 * the whole truth and runs when it is pasted into a shell.
 */
#ifndef RUNNER_QEMU_H
#define RUNNER_QEMU_H

#include <stdbool.h>
#include <stdint.h>

#include <lib/base/compiler.h>

#include "machine_names.h"
#include "text.h"

/* Names of the sockets in a guest's folder. */
#define QEMU_QMP_SOCKET "qmp"
#define QEMU_GDB_SOCKET "gdb"

/* A machine to start. All zero but cpus = 1 is a 256 MiB x86_64 q35 on the direct path. */
struct qemu_machine {
	enum arch arch;
	enum boot boot;
	enum pc_model pc;       /* x86_64 */
	enum disk_bus disk_bus; /* bios and uefi */
	unsigned cpus;
	uint64_t memory_bytes; /* 0: the machine's default */
	const char *cpu;       /* null: the machine's default */
	const char *cmdline;   /* or null */
	const char *options;   /* of the machine, with a comma before each, or null */
	const char *bundle;    /* direct: another bundle than the one that make built, or null */
	const char *
		disk; /* bios, uefi: a finished image instead of one made from the build, or null */
	bool cdrom;   /* disk is a CD */
	const char *serial_file; /* the serial line goes there, or null: to standard output */
	const char *folder;      /* for sockets and files of this guest; short, relative */
	bool screen;             /* has a display adapter */
	bool window;             /* shows it */
	bool keyboard;   /* the serial line and QEMU's monitor are on this process' terminal */
	bool control;    /* QMP on folder/qmp */
	bool debug;      /* waits for gdb on folder/gdb */
	bool debug_exit; /* x86_64: the kernel can end QEMU through a port */
	bool icount;
	bool built;                /* make has been called already */
	const struct words *extra; /* or null */
};

/* Can QEMU play this machine? Returns 0 or STATUS_USAGE, and says what is possible. */
MUST_CHECK int qemu_check(const struct qemu_machine *machine);

/* Builds what the machine boots from, and puts disk, firmware variables or a bundle of its own
 * into machine->folder. Returns 0 or STATUS_NOT_STARTED, said. */
MUST_CHECK int qemu_prepare(const struct qemu_machine *machine);

/* Appends the command line to *out. */
void qemu_command(const struct qemu_machine *machine, struct words *out);

#endif
