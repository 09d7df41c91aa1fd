/* Instructions of x86-64, and what the files of this folder share. */
#ifndef TESTS_BOOT_PROBE_ARCH_X86_64_X86_PRIV_H
#define TESTS_BOOT_PROBE_ARCH_X86_64_X86_PRIV_H

#include <stdbool.h>
#include <stdint.h>

/* What entry.S pushes, lowest address first; the stack pointer at entry is the frame's end. */
struct entry_frame {
	uint64_t rax, rbx, rcx, rdx, rsi, rdi, rbp, r8, r9, r10, r11, r12, r13, r14, r15;
	uint64_t rflags;
	uint64_t return_address; /* at the stack pointer */
};

static inline uint64_t read_msr(uint32_t msr)
{
	uint32_t low, high;

	__asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr));
	return (uint64_t)high << 32 | low;
}

static inline void out8(uint16_t port, uint8_t value)
{
	__asm__ volatile("outb %0, %1" ::"a"(value), "Nd"(port));
}

static inline uint8_t in8(uint16_t port)
{
	uint8_t value;

	__asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

struct cpuid {
	uint32_t eax, ebx, ecx, edx;
};

static inline struct cpuid read_cpuid(uint32_t leaf)
{
	struct cpuid out;

	__asm__ volatile("cpuid"
	                 : "=a"(out.eax), "=b"(out.ebx), "=c"(out.ecx), "=d"(out.edx)
	                 : "a"(leaf), "c"(0));
	return out;
}

/* In entry.S, where the other processors are sent, and the C functions it calls: there, and at the
 * file's own entry point, which nobody may take. */
extern const char probe_other_entry[];
void probe_other_start(const struct entry_frame *frame);
__attribute__((noreturn)) void probe_wrong_start(void);

/* All of a processor's state at entry; who: for the text. rdi is the value expected there. */
void x86_check_cpu(const struct entry_frame *frame, uint64_t rdi, const char *who);

/* The local APIC of the running processor. */
void x86_check_lapic(const char *who);
uint32_t x86_lapic_id(void);

/* A pointer to device registers: maps one page, uncached, into the tables in use. slot: 0 to 7. */
volatile uint32_t *x86_map_device(uint64_t pa, unsigned slot);

#endif
