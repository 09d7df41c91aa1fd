/* x86_64: the local APIC, as the other files of this machine need it [SDM3 11]. */
#ifndef KERNEL_ARCH_X86_64_APIC_PRIV_H
#define KERNEL_ARCH_X86_64_APIC_PRIV_H

#include <stdbool.h>
#include <stdint.h>

/* Interrupt vectors. Higher ones are served first. */
enum {
	VECTOR_FIRST_LINE = 0x30,
	VECTOR_END_LINES = 0xf0,
	VECTOR_FIRST_IPI = 0xf0, /* one per enum irq_ipi */
	VECTOR_TIMER = 0xf8,
	VECTOR_APIC_ERROR = 0xfe,
	VECTOR_SPURIOUS = 0xff,
};

/* Finds the registers and maps them. Boot processor, before mmu_enter. */
void apic_init(void);

/* Switches this processor's on, timer included. */
void apic_init_processor(void);

/* Tells it that the interrupt it brought is served. */
void apic_end(void);

/* Interrupts the processor with this hardware id. */
void apic_send(uint32_t apic_id, uint8_t vector);
void apic_send_nmi(uint32_t apic_id);

bool apic_is_x2apic(void);

#endif
