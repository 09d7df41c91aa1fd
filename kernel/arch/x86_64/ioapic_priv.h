/* x86_64: the I/O APICs, where devices' lines arrive [82093AA]. */
#ifndef KERNEL_ARCH_X86_64_IOAPIC_PRIV_H
#define KERNEL_ARCH_X86_64_IOAPIC_PRIV_H

#include <stdbool.h>
#include <stdint.h>

#include <lib/base/compiler.h>

/* Finds and maps those that the MADT names and masks everything. Returns how many lines there are.
 * Boot processor, before mmu_enter. */
uint32_t ioapic_init(void);

bool ioapic_has(uint32_t line);

/* Sends the line as `vector` to the processor with this APIC id. The trigger that the MADT tells
 * for an old PC's line wins over the caller's. Errors: -EINVAL no such line, or an id over 255. */
MUST_CHECK int ioapic_route(uint32_t line, unsigned trigger, uint8_t vector, uint32_t apic_id);

void ioapic_mask(uint32_t line);
void ioapic_unmask(uint32_t line);

#endif
