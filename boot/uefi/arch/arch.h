/*
 * The few instructions that C cannot say, for each machine that the UEFI front end runs on. One
 * file per machine beside this one.
 */
#ifndef BOOT_UEFI_ARCH_ARCH_H
#define BOOT_UEFI_ARCH_ARCH_H

#include <stdbool.h>
#include <stdint.h>

#include <boot/uefi/arch/serial.h>
#include <lib/base/compiler.h>

/* No interrupt of any kind that can be masked reaches this processor from here on. */
void arch_interrupts_off(void);

/* Stops this processor for good. */
NORETURN void arch_stop(void);

/* Where this kind of machine has its first serial line if ACPI does not say: by custom, or by the
 * device tree (or null). Kind SERIAL_NONE if nobody knows. */
struct serial_line arch_usual_serial(const void *tree);

/* Makes our copy of the device tree fit for the kernel; may change it in place.
 * False if it is no tree to hand on. */
MUST_CHECK bool arch_prepare_tree(void *tree);

/* I/O ports; a machine without them reads all ones and ignores writes. */
uint8_t arch_port_read8(uint16_t port);
void arch_port_write8(uint16_t port, uint8_t value);

/* Device registers in memory, at their physical addresses. */
uint8_t arch_read8(uint64_t address);
uint32_t arch_read32(uint64_t address);
void arch_write8(uint64_t address, uint8_t value);
void arch_write32(uint64_t address, uint32_t value);

#endif
