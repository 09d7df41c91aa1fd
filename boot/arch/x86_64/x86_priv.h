/*
 * The processor's own instructions, and what the files of this folder tell each other.
 * Sources: [SDM1], [SDM3].
 */
#ifndef BOOT_ARCH_X86_64_X86_PRIV_H
#define BOOT_ARCH_X86_64_X86_PRIV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <boot/core/firmware.h>
#include <boot/core/machine.h>

/* Functions called from or written in assembly use one calling convention, also where the C around
 * them is compiled for UEFI's. */
#define SYSV __attribute__((sysv_abi))

enum x86_msr {
	MSR_APIC_BASE = 0x1b,
	MSR_PAT = 0x277,
};

/* [LIMINE caching]: WB WT UC- UC WP WC UC- UC, entry 0 in the lowest byte. */
#define X86_PAT 0x0000010500070406ull

struct x86_cpuid {
	uint32_t eax, ebx, ecx, edx;
};

/* All zero for a leaf that the processor does not have. */
struct x86_cpuid x86_cpuid(uint32_t leaf, uint32_t subleaf);

static inline uint64_t x86_read_msr(uint32_t msr)
{
	uint32_t low, high;

	__asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr));
	return (uint64_t)high << 32 | low;
}

static inline void x86_write_msr(uint32_t msr, uint64_t value)
{
	__asm__ volatile("wrmsr" ::"c"(msr), "a"((uint32_t)value), "d"((uint32_t)(value >> 32))
	                 : "memory");
}

static inline void x86_out8(uint16_t port, uint8_t value)
{
	__asm__ volatile("outb %0, %1" ::"a"(value), "Nd"(port));
}

static inline uint32_t x86_mmio_read(uint64_t address)
{
	return *(volatile uint32_t *)(uintptr_t)address;
}

static inline void x86_mmio_write(uint64_t address, uint32_t value)
{
	*(volatile uint32_t *)(uintptr_t)address = value;
}

/* Waits about this many cycles of the time stamp counter. */
void x86_wait_cycles(uint64_t cycles);

/* ---- paging.c ---- */

struct page_tables {
	uint64_t root; /* physical, for CR3 */
	unsigned levels;
	bool no_execute;      /* the processor has NX */
	bool gib_pages;       /* it has 1 GiB pages */
	uint64_t bridge;      /* root of the tables used on the way, see enter.c; below 4 GiB */
	uint64_t switch_page; /* below 1 MiB, see enter.c */
};

/* Makes the bridge's upper half that of the finished tables. */
void x86_bridge_update(const struct page_tables *tables);

/* ---- enter.c ---- */

/* In switch.S: the code that is copied to the switch page, and the way there from 64-bit mode. */
extern const uint8_t x86_switch_start[], x86_switch_end[];
NORETURN SYSV void x86_switch_from_64(uint64_t switch_page);

/* How a processor leaves the loader; read by switch.S. */
struct x86_leave {
	uint64_t cr3;
	uint64_t hhdm_base;
	uint64_t entry;   /* 0: wait for it in the MP info */
	uint64_t stack;   /* virtual */
	uint64_t mp_info; /* virtual, 0: none */
	uint16_t gdt_limit;
	uint64_t gdt_base; /* virtual */
} __attribute__((packed));

/* Fills the parts of out that are the same for every processor. */
void x86_leave_prepare(struct x86_leave *out, const struct page_tables *tables,
                       const struct machine_facts *facts);

/* Fills the switch page: whoever goes through it arrives in 64-bit mode on the bridge, calls
 * entry(argument) on this (physical) stack. */
void x86_switch_prepare(const struct page_tables *tables, SYSV void (*entry)(void *argument),
                        void *argument, uint64_t stack);

/* In switch.S: takes the state of [LIMINE x86-64] and jumps, or parks until there is an address. */
NORETURN SYSV void x86_leave(void *leave);

/* ---- apic.c ---- */

enum lapic_mode { LAPIC_XAPIC, LAPIC_X2APIC };

/* Finds the local APIC and puts it into the wanted mode, if the processor has it and firmware has
 * not locked the other. Returns the mode it is in now. On the boot processor. */
enum lapic_mode x86_lapic_setup(enum lapic_mode wish);

/* Brings this processor's local APIC into the protocol's state. uid: ACPI's name of the processor.
 */
void x86_lapic_init(const struct firmware *fw, uint32_t uid);

uint32_t x86_lapic_id(void);

/* Sends INIT, or a start-up for the page below 1 MiB, to another processor. */
void x86_lapic_send_init(uint32_t apic_id);
void x86_lapic_send_startup(uint32_t apic_id, uint64_t page);

/* Masks the interrupt sources that the protocol names: PICs, I/O APICs. */
void x86_mask_interrupts(const struct firmware *fw, uint64_t base_revision);

/* ---- processors.c ---- */

/* ACPI's name of the processor with this APIC id; 0 if there is no MADT. */
uint32_t x86_processor_uid(const struct firmware *fw, uint32_t apic_id);

/* ---- mtrr.c ---- */

/* Memory types are the same on every processor [SDM3 12.11.5]: read on one, written on the others.
 */
void x86_mtrr_save(void);
void x86_mtrr_restore(void);

/* ---- iommu.c ---- */

/* Turns DMA translation and interrupt remapping off [LIMINE base revision 5]. */
void x86_iommu_disable(const struct firmware *fw);

#endif
