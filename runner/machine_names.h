/*
 * The names of machines, boot paths and attachments as people type them: indices into the tables of
 * option.c and qemu.c.
 */
#ifndef RUNNER_MACHINE_NAMES_H
#define RUNNER_MACHINE_NAMES_H

enum arch { ARCH_X86_64, ARCH_AARCH64, ARCH_RISCV64, ARCH_LOONGARCH64, NR_ARCHES };
enum boot { BOOT_DIRECT, BOOT_BIOS, BOOT_UEFI, NR_BOOTS };
enum pc_model { PC_Q35, PC_I440FX, PC_MICROVM, NR_PC_MODELS };
enum disk_bus { DISK_VIRTIO, DISK_ATA, DISK_USB, NR_DISK_BUSES };

/* Null-terminated, in the order of the enumerations. */
extern const char *const arch_names[];
extern const char *const boot_names[];
extern const char *const pc_model_names[];
extern const char *const disk_bus_names[];

#endif
