/*
 * One table row per machine, then the few things that differ in shape: firmware, the disk, the
 * command line's way to the kernel.
 *
 * Ways of the command line: the direct paths of x86_64, aarch64 and riscv64 take it by -append; on
 * a disk and for loongarch64 (whose QEMU passes nothing without firmware) it is part of a bundle
 * that qemu_prepare makes.
 */
#include "qemu.h"

#include <stdlib.h>
#include <unistd.h>

#include <abi/boot/direct.h>

#include "bundle.h"
#include "file.h"
#include "image.h"
#include "process.h"
#include "say.h"

#define MIB (1024ull * 1024ull)

struct arch_row {
	const char *program;
	const char *machine; /* null: by enum pc_model */
	const char *cpu;
	const char *loader; /* for -kernel */
	uint64_t memory_mib;
	bool append;               /* -kernel takes -initrd and -append */
	const char *firmware_code; /* uefi */
	const char *firmware_vars;
	const char *screen; /* display adapter with a plain framebuffer */
};

static const struct arch_row arches[NR_ARCHES] = {
	[ARCH_X86_64] = {"qemu-system-x86_64", NULL, "max", "build/x86_64/sill.elf", 256, true,
                         "/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd",
                         "VGA"},
	[ARCH_AARCH64] = {"qemu-system-aarch64", "virt", "max", "build/aarch64/sill.img", 256, true,
                          "/usr/share/AAVMF/AAVMF_CODE.fd", "/usr/share/AAVMF/AAVMF_VARS.fd",
                          "ramfb"},
	[ARCH_RISCV64] = {"qemu-system-riscv64", "virt", "rv64", "build/riscv64/sill.elf", 256,
                          true, NULL, NULL, "ramfb"},
	[ARCH_LOONGARCH64] = {"qemu-system-loongarch64", "virt", "la464",
                              "build/loongarch64/sill.elf", 1024, false, NULL, NULL, "ramfb"},
};

static const char *const pc_machines[NR_PC_MODELS] = {
	[PC_Q35] = "q35",
	[PC_I440FX] = "pc",
	[PC_MICROVM] = "microvm,rtc=on",
};

static bool has_disk(const struct qemu_machine *machine)
{
	return machine->boot != BOOT_DIRECT;
}

static const char *cmdline_of(const struct qemu_machine *machine)
{
	return machine->cmdline ? machine->cmdline : "";
}

static bool needs_own_bundle(const struct qemu_machine *machine)
{
	return machine->boot == BOOT_DIRECT && !arches[machine->arch].append &&
	       *cmdline_of(machine);
}

int qemu_check(const struct qemu_machine *machine)
{
	const struct arch_row *arch = &arches[machine->arch];
	const char *name = arch_names[machine->arch];

	if (machine->boot == BOOT_BIOS && machine->arch != ARCH_X86_64)
		return say_usage(
			"--boot bios exists on x86_64 only, found --arch %s: use --boot %s", name,
			arch->firmware_code ? "uefi or direct" : "direct");
	if (machine->boot == BOOT_UEFI && !arch->firmware_code)
		return say_usage(
			"--boot uefi is there for x86_64 and aarch64, found --arch %s: use "
			"--boot direct",
			name);
	if (machine->pc != PC_Q35 && machine->arch != ARCH_X86_64)
		return say_usage("--machine chooses a PC, found --arch %s: leave it away", name);
	if (machine->pc == PC_MICROVM && machine->boot != BOOT_DIRECT)
		return say_usage("--machine microvm has no BIOS or UEFI, found --boot %s: use "
		                 "--boot direct",
		                 boot_names[machine->boot]);
	if (machine->pc == PC_MICROVM && machine->screen)
		return say_usage(
			"--machine microvm has no screen: use --machine q35 with --display or "
			"--screenshot");
	if (machine->icount && machine->cpus > 1)
		return say_usage("--icount works with one processor, found --cpus %u",
		                 machine->cpus);
	return 0;
}

int qemu_prepare(const struct qemu_machine *machine)
{
	const struct arch_row *arch = &arches[machine->arch];
	char *path;
	int result;

	result = machine->built ? 0 : process_make(machine->arch, "bundle sill");
	if (result)
		return result;
	if (machine->boot == BOOT_UEFI) {
		path = text_format("%s/vars.fd", machine->folder);
		result = file_copy(arch->firmware_vars, path);
		free(path);
	}
	if (!result && has_disk(machine) && !machine->disk) {
		path = text_format("%s/disk.img", machine->folder);
		result = image_make(&(struct image_request){.arch = machine->arch,
		                                            .path = path,
		                                            .bundle = machine->bundle,
		                                            .cmdline = machine->cmdline});
		free(path);
	} else if (!result && needs_own_bundle(machine)) {
		path = text_format("%s/bundle", machine->folder);
		result = bundle_make(&(struct bundle_request){
			.arch = machine->arch, .path = path, .cmdline = machine->cmdline});
		free(path);
	}
	return result ? STATUS_NOT_STARTED : 0;
}

static void add_machine(const struct qemu_machine *machine, struct words *out)
{
	const struct arch_row *arch = &arches[machine->arch];
	uint64_t mib = machine->memory_bytes ? machine->memory_bytes / MIB : arch->memory_mib;

	words_add(out, "%s", arch->program);
	words_add(out, "-M");
	words_add(out, "%s%s", arch->machine ? arch->machine : pc_machines[machine->pc],
	          machine->options ? machine->options : "");
	words_add(out, "-cpu");
	words_add(out, "%s", machine->cpu ? machine->cpu : arch->cpu);
	words_add(out, "-accel");
	words_add(out, "tcg");
	words_add(out, "-smp");
	words_add(out, "%u", machine->cpus);
	words_add(out, "-m");
	words_add(out, "%lluM", (unsigned long long)mib);
	words_add(out, "-nodefaults");
	words_add(out, "-no-user-config");
	words_add(out, "-no-reboot");
	if (machine->icount) {
		words_add(out, "-icount");
		words_add(out, "shift=0,sleep=off");
	}
}

static void add_console(const struct qemu_machine *machine, struct words *out)
{
	const struct arch_row *arch = &arches[machine->arch];

	words_add(out, "-display");
	words_add(out, "%s", machine->window ? "gtk" : "none");
	if (machine->screen || (machine->arch == ARCH_X86_64 && has_disk(machine))) {
		words_add(out, "-device");
		words_add(out, "%s", arch->screen);
	}
	words_add(out, "-serial");
	if (machine->serial_file)
		words_add(out, "file:%s", machine->serial_file);
	else
		words_add(out, "%s", machine->keyboard ? "mon:stdio" : "stdio");
	if (machine->control) {
		words_add(out, "-qmp");
		words_add(out, "unix:%s/" QEMU_QMP_SOCKET ",server=on,wait=off", machine->folder);
	}
	if (machine->debug) {
		words_add(out, "-S");
		words_add(out, "-chardev");
		words_add(out, "socket,id=gdb,path=%s/" QEMU_GDB_SOCKET ",server=on,wait=off",
		          machine->folder);
		words_add(out, "-gdb");
		words_add(out, "chardev:gdb");
	}
	if (machine->debug_exit) {
		words_add(out, "-device");
		words_add(out, "isa-debug-exit,iobase=0x501,iosize=2");
	}
}

static void add_direct(const struct qemu_machine *machine, struct words *out)
{
	const struct arch_row *arch = &arches[machine->arch];
	char *bundle = machine->bundle
	                       ? text_copy(machine->bundle)
	                       : text_format("build/%s/lintel.bundle", arch_names[machine->arch]);

	if (needs_own_bundle(machine)) {
		free(bundle);
		bundle = text_format("%s/bundle", machine->folder);
	}
	words_add(out, "-kernel");
	words_add(out, "%s", arch->loader);
	if (arch->append) {
		words_add(out, "-initrd");
		words_add(out, "%s", bundle);
		if (*cmdline_of(machine)) {
			words_add(out, "-append");
			words_add(out, "%s", machine->cmdline);
		}
	} else {
		words_add(out, "-device");
		words_add(out, "loader,file=%s,addr=0x%x,force-raw=on", bundle,
		          SILL_LOONGARCH64_BUNDLE_BASE);
	}
	free(bundle);
}

/* A PC has a place for IDE drives; for the others a CD is a SCSI device on USB. */
static const char *cd_device(const struct qemu_machine *machine)
{
	return machine->arch == ARCH_X86_64 ? "ide-cd,drive=disk,bootindex=1"
	                                    : "usb-storage,drive=disk,bootindex=1";
}

static void add_disk(const struct qemu_machine *machine, struct words *out)
{
	static const char *const devices[NR_DISK_BUSES] = {
		[DISK_VIRTIO] = "virtio-blk-pci,drive=disk,bootindex=1",
		[DISK_ATA] = "ide-hd,drive=disk,bootindex=1",
		[DISK_USB] = "usb-storage,drive=disk,bootindex=1",
	};

	if (machine->boot == BOOT_UEFI) {
		words_add(out, "-drive");
		words_add(out, "if=pflash,format=raw,unit=0,readonly=on,file=%s",
		          arches[machine->arch].firmware_code);
		words_add(out, "-drive");
		words_add(out, "if=pflash,format=raw,unit=1,file=%s/vars.fd", machine->folder);
	}
	words_add(out, "-drive");
	if (machine->disk)
		words_add(out, "if=none,id=disk,format=raw,snapshot=on,file=%s", machine->disk);
	else
		words_add(out, "if=none,id=disk,format=raw,file=%s/disk.img", machine->folder);
	if (machine->disk_bus == DISK_USB || (machine->cdrom && machine->arch != ARCH_X86_64)) {
		words_add(out, "-device");
		words_add(out, "qemu-xhci");
	}
	words_add(out, "-device");
	words_add(out, "%s", machine->cdrom ? cd_device(machine) : devices[machine->disk_bus]);
}

void qemu_command(const struct qemu_machine *machine, struct words *out)
{
	add_machine(machine, out);
	add_console(machine, out);
	if (has_disk(machine))
		add_disk(machine, out);
	else
		add_direct(machine, out);
	for (size_t i = 0; machine->extra && i < machine->extra->count; i++)
		words_add(out, "%s", machine->extra->items[i]);
}
