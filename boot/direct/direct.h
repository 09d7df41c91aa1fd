/*
 * The parts of the direct front end among themselves. It serves the machines that are started by
 * firmware or an emulator with nothing but a device tree: portable main, tree and console, and per
 * machine (boot/direct/<machine>/) the first instructions, the linker script and the functions at
 * the end of this file.
 */
#ifndef BOOT_DIRECT_DIRECT_H
#define BOOT_DIRECT_DIRECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <boot/core/firmware.h>
#include <lib/base/compiler.h>
#include <lib/format/fdt_tree.h>

/* The loader's own image with bss and stack, page aligned, from the linker script. */
extern uint8_t image_start[], image_end[];

/* From the machine's start code: the boot processor's id (riscv64: hart id), the device tree, and
 * the time counter's value at the first instruction. Runs on a stack in the image, interrupts off.
 */
NORETURN void direct_main(uint64_t boot_id, void *tree, uint64_t counter);

/* From the machine's trap vector: the loader itself has faulted. Cause as the machine numbers it.
 */
NORETURN void direct_fault(uint64_t cause, uint64_t at, uint64_t address);

/* Chooses the UART for firmware_print; null for none: then only the machine's firmware prints. */
void console_init(const void *tree);

/* Memory of QEMU's machines whose device tree has no memory nodes, from the fw_cfg file
 * "etc/memmap". Returns the number of ranges in out, at most max; 0 if there is no fw_cfg or no
 * such file. */
size_t fw_cfg_memory(const void *tree, struct tree_range *out, size_t max);

/* ---- of the machine ---- */

/* Where a device register at this physical address is accessed, uncached. */
uintptr_t direct_device(uint64_t pa);

/* Prints one byte by the firmware, for as long as there is no UART. */
void direct_firmware_putc(char c);

/* Says early what makes the machine unfit, by sill_fail, and tells boot/arch/ what only the tree
 * knows. */
void direct_prepare(const void *tree, uint64_t boot_id);

/* Makes memory fit for use (caches on); called for each range of the tree before the range is
 * touched. */
void direct_use_memory(const struct tree_range *range);

/* Where the bundle lies if the tree does not say it; 0: nowhere. */
uint64_t direct_bundle_address(void);

/* What the protocol calls this firmware: enum limine_firmware_type or FIRMWARE_TYPE_NONE. */
uint64_t direct_firmware_type(void);

/* Waits for ever, using little power. */
NORETURN void direct_halt(void);

#endif
