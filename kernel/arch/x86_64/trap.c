/*
 * Exceptions: the IDT, and what each vector means in words.
 *
 * Interrupts go to irq.c and return. Every exception in the kernel is a bug of the kernel, so each
 * one ends in trap_unhandled with all that the processor tells; but an NMI may be another processor
 * that asks this one to stop. Double fault, NMI and machine check run on
 * stacks of their own (segments.c), so that a stack that overflowed can still be reported.
 */
#include <kernel/arch/trap.h>

#include "irq_priv.h"
#include "machine_priv.h"

#include <stddef.h>

#include <kernel/arch/shared/boot_stack.h>

/* In the order in which trap_entry.S pushes, last first. */
struct trap_frame {
	uint64_t r15, r14, r13, r12, r11, r10, r9, r8;
	uint64_t rbp, rdi, rsi, rdx, rcx, rbx, rax;
	uint64_t vector, error;
	uint64_t rip, cs, rflags, rsp, ss; /* pushed by the processor */
};

_Static_assert(sizeof(struct trap_frame) == 22 * 8, "trap_entry.S pushes 22 words");

struct idt_gate {
	uint16_t offset_low;
	uint16_t selector;
	uint8_t ist;
	uint8_t type; /* present, DPL, gate type */
	uint16_t offset_middle;
	uint32_t offset_high;
	uint32_t reserved;
};

_Static_assert(sizeof(struct idt_gate) == 16, "[SDM3 6.14.1]");

enum {
	INTERRUPT_GATE = 0x8e, /* present, ring 0, 64-bit, clears IF */

	VECTOR_DIVIDE = 0,
	VECTOR_NMI = 2,
	VECTOR_DOUBLE_FAULT = 8,
	VECTOR_PROTECTION = 13,
	VECTOR_PAGE_FAULT = 14,
	VECTOR_MACHINE_CHECK = 18,

	PF_PRESENT = 1 << 0,
	PF_WRITE = 1 << 1,
	PF_USER = 1 << 2,
	PF_RESERVED = 1 << 3,
	PF_FETCH = 1 << 4,
};

static const char *const vector_names[NR_EXCEPTIONS] = {
	[0] = "divide error",
	[1] = "debug exception",
	[2] = "non-maskable interrupt",
	[3] = "breakpoint",
	[4] = "overflow",
	[5] = "bound range exceeded",
	[6] = "invalid opcode",
	[7] = "device not available",
	[8] = "double fault",
	[9] = "coprocessor segment overrun",
	[10] = "invalid TSS",
	[11] = "segment not present",
	[12] = "stack-segment fault",
	[13] = "general protection fault",
	[14] = "page fault",
	[15] = "reserved exception 15",
	[16] = "x87 floating-point error",
	[17] = "alignment check",
	[18] = "machine check",
	[19] = "SIMD floating-point error",
	[20] = "virtualization exception",
	[21] = "control protection exception",
	[22] = "reserved exception 22",
	[23] = "reserved exception 23",
	[24] = "reserved exception 24",
	[25] = "reserved exception 25",
	[26] = "reserved exception 26",
	[27] = "reserved exception 27",
	[28] = "hypervisor injection",
	[29] = "VMM communication",
	[30] = "security exception",
	[31] = "reserved exception 31",
};

static struct idt_gate idt[NR_VECTORS];

void trap_dispatch(const struct trap_frame *frame);

void traps_init(void)
{
	for (int i = 0; i < NR_VECTORS; i++) {
		uintptr_t stub = (uintptr_t)trap_stubs[i];

		idt[i] = (struct idt_gate){
			.offset_low = (uint16_t)stub,
			.selector = SELECTOR_CODE,
			.type = INTERRUPT_GATE,
			.offset_middle = (uint16_t)(stub >> 16),
			.offset_high = (uint32_t)(stub >> 32),
		};
	}
	idt[VECTOR_DOUBLE_FAULT].ist = IST_DOUBLE_FAULT;
	idt[VECTOR_NMI].ist = IST_NMI;
	idt[VECTOR_MACHINE_CHECK].ist = IST_MACHINE_CHECK;
	traps_load();
}

void traps_load(void)
{
	struct {
		uint16_t limit;
		uint64_t base;
	} PACKED pointer = {.limit = sizeof(idt) - 1, .base = (uintptr_t)idt};

	__asm__ volatile("lidt %0" : : "m"(pointer));
}

static uintptr_t fault_address(void)
{
	uintptr_t cr2;

	__asm__ volatile("mov %%cr2, %0" : "=r"(cr2));
	return cr2;
}

/* [SDM3 4.7] */
static const char *page_fault_detail(uint64_t error)
{
	if (error & PF_RESERVED)
		return "a page-table entry has reserved bits set";
	if (error & PF_FETCH)
		return error & PF_PRESENT ? "execution of a page that holds no code"
		                          : "execution of an address that is not mapped";
	if (error & PF_WRITE)
		return error & PF_PRESENT ? "write to a read-only page"
		                          : "write to an address that is not mapped";
	return error & PF_PRESENT ? "read of a page that is out of bounds for the kernel"
	                          : "read of an address that is not mapped";
}

static bool is_canonical(uintptr_t address)
{
	intptr_t upper = (intptr_t)address >> 47;

	return upper == 0 || upper == -1;
}

static const char *protection_detail(const struct trap_frame *frame)
{
	if (frame->error)
		return "a segment selector is wrong";
	if (!is_canonical(frame->rip))
		return "jump to a non-canonical address";
	return "a non-canonical address or a forbidden instruction";
}

void trap_dispatch(const struct trap_frame *frame)
{
	struct trap_report report = {
		.name = vector_names[frame->vector % NR_EXCEPTIONS],
		.detail = "",
		.number = frame->vector,
		.error = frame->error,
		.pc = frame->rip,
		.frame_pointer = frame->rbp,
	};

	if (frame->vector >= NR_EXCEPTIONS) {
		irq_serve_vector(frame->vector);
		return;
	}
	switch (frame->vector) {
	case VECTOR_NMI:
		trap_stopped(frame->rip, frame->rbp);
		break;
	case VECTOR_PAGE_FAULT:
		report.address = fault_address();
		report.has_address = true;
		report.detail = guard_detail(report.address);
		if (!report.detail)
			report.detail = page_fault_detail(frame->error);
		break;
	case VECTOR_PROTECTION:
		report.detail = protection_detail(frame);
		break;
	case VECTOR_DOUBLE_FAULT:
		report.address = fault_address();
		report.has_address = guard_detail(report.address) != NULL;
		if (report.has_address)
			report.detail = guard_detail(report.address);
		break;
	default:
		break;
	}
	trap_unhandled(&report, frame);
}

void trap_print_registers(struct fmt_sink *sink, const struct trap_frame *frame)
{
	const struct {
		const char *name;
		uint64_t value;
	} registers[] = {
		{"rax", frame->rax}, {"rbx", frame->rbx}, {"rcx", frame->rcx},
		{"rdx", frame->rdx}, {"rsi", frame->rsi}, {"rdi", frame->rdi},
		{"rbp", frame->rbp}, {"rsp", frame->rsp}, {"r8", frame->r8},
		{"r9", frame->r9},   {"r10", frame->r10}, {"r11", frame->r11},
		{"r12", frame->r12}, {"r13", frame->r13}, {"r14", frame->r14},
		{"r15", frame->r15}, {"rip", frame->rip}, {"rflags", frame->rflags},
		{"cs", frame->cs},   {"ss", frame->ss},   {"cr2", fault_address()},
	};

	for (size_t i = 0; i < ARRAY_SIZE(registers); i++)
		fmt_print(sink, "%7s %016llx%s", registers[i].name,
		          (unsigned long long)registers[i].value, i % 3 == 2 ? "\n" : "");
}
