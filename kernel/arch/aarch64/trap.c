/*
 * aarch64 exceptions, in words: the class in ESR, and for aborts the fault status [ARM
 * D17.2.37]. Nothing is handled yet: each one ends in trap_unhandled.
 */
#include <kernel/arch/trap.h>

#include "irq_priv.h"
#include "machine_priv.h"

#include <stddef.h>

#include <kernel/arch/shared/boot_stack.h>

struct trap_frame {
	uint64_t x[31]; /* x0 to x30 */
	uint64_t sp;
	uint64_t elr;
	uint64_t spsr;
	uint64_t esr;
	uint64_t far;
	uint64_t padding[2];
};

_Static_assert(sizeof(struct trap_frame) == TRAP_FRAME_BYTES, "trap_entry.S makes it");
_Static_assert(offsetof(struct trap_frame, elr) == 256, "trap_entry.S stores there");

enum {
	CLASS_SHIFT = 26,
	CLASS_MASK = 0x3f,
	CLASS_UNKNOWN = 0x00,
	CLASS_INSTRUCTION_ABORT = 0x21, /* from the same level */
	CLASS_DATA_ABORT = 0x25,

	ABORT_WRITE = 1 << 6,
	STATUS_MASK = 0x3c, /* without the level */
	STATUS_ADDRESS_SIZE = 0x00,
	STATUS_TRANSLATION = 0x04,
	STATUS_ACCESS_FLAG = 0x08,
	STATUS_PERMISSION = 0x0c,

	FRAME_POINTER = 29,
	NR_CLASSES = 64,
};

static const char *const class_names[NR_CLASSES] = {
	[CLASS_UNKNOWN] = "invalid opcode",
	[0x07] = "floating point is off",
	[0x0e] = "illegal execution state",
	[0x15] = "system call",
	[0x16] = "hypervisor call",
	[0x17] = "secure monitor call",
	[0x18] = "trapped system register",
	[0x20] = "instruction abort from user mode",
	[CLASS_INSTRUCTION_ABORT] = "instruction abort",
	[0x22] = "jump to an address that is not aligned",
	[0x24] = "data abort from user mode",
	[CLASS_DATA_ABORT] = "data abort",
	[0x26] = "stack pointer not aligned",
	[0x2f] = "SError",
	[0x31] = "hardware breakpoint",
	[0x33] = "single step",
	[0x35] = "watchpoint",
	[0x3c] = "breakpoint",
};

static const char *const kind_names[4] = {
	"synchronous exception",
	"unexpected interrupt",
	"unexpected fast interrupt",
	"system error",
};

void trap_dispatch(const struct trap_frame *frame, uint64_t vector);

/* From trap_entry.S: an interrupt, with where it came. */
void trap_dispatch_irq(uintptr_t pc, uintptr_t frame_pointer);

void trap_dispatch_irq(uintptr_t pc, uintptr_t frame_pointer)
{
	if (irq_serve())
		trap_stopped(pc, frame_pointer);
}

static const char *page_fault_detail(uint64_t esr)
{
	bool mapped = (esr & STATUS_MASK) == STATUS_PERMISSION;

	if ((esr >> CLASS_SHIFT & CLASS_MASK) == CLASS_INSTRUCTION_ABORT)
		return mapped ? "execution of a page that holds no code"
		              : "execution of an address that is not mapped";
	if (esr & ABORT_WRITE)
		return mapped ? "write to a read-only page"
		              : "write to an address that is not mapped";
	return mapped ? "read of a page that is out of bounds for the kernel"
	              : "read of an address that is not mapped";
}

static void report_abort(struct trap_report *report, const struct trap_frame *frame)
{
	uint64_t status = frame->esr & STATUS_MASK;

	report->address = frame->far;
	report->has_address = true;
	if (status != STATUS_TRANSLATION && status != STATUS_PERMISSION &&
	    status != STATUS_ACCESS_FLAG && status != STATUS_ADDRESS_SIZE)
		return;
	report->name = "page fault";
	report->detail = guard_detail(frame->far);
	if (!report->detail)
		report->detail = page_fault_detail(frame->esr);
}

void trap_dispatch(const struct trap_frame *frame, uint64_t vector)
{
	uint64_t class = frame->esr >> CLASS_SHIFT & CLASS_MASK;
	struct trap_report report = {
		.name = kind_names[vector % 4],
		.detail = "",
		.number = class,
		.error = frame->esr,
		.pc = frame->elr,
		.frame_pointer = frame->x[FRAME_POINTER],
	};

	if (vector % 4 == 0 && class_names[class])
		report.name = class_names[class];
	if (vector % 4 == 0 && (class == CLASS_INSTRUCTION_ABORT || class == CLASS_DATA_ABORT))
		report_abort(&report, frame);
	trap_unhandled(&report, frame);
}

void trap_print_registers(struct fmt_sink *sink, const struct trap_frame *frame)
{
	for (unsigned i = 0; i < 31; i++)
		fmt_print(sink, "%5s%-2u %016llx%s", "x", i, (unsigned long long)frame->x[i],
		          i % 3 == 2 ? "\n" : "");
	fmt_print(sink, "%7s %016llx%7s %016llx\n", "sp", (unsigned long long)frame->sp, "pc",
	          (unsigned long long)frame->elr);
	fmt_print(sink, "%7s %016llx%7s %016llx%7s %016llx\n", "pstate",
	          (unsigned long long)frame->spsr, "esr", (unsigned long long)frame->esr, "far",
	          (unsigned long long)frame->far);
}
