/*
 * riscv64 traps, in words. Nothing is handled yet: each one ends in trap_unhandled. The processor
 * does not tell a missing page from a forbidden one, so we look at the page tables
 * [RISCV-PRIV 10.1.8].
 */
#include <kernel/arch/trap.h>

#include "machine_priv.h"

#include <stddef.h>

#include <kernel/arch/shared/boot_stack.h>

struct trap_frame {
	uint64_t x[31]; /* x1 to x31 */
	uint64_t sepc;
	uint64_t scause;
	uint64_t stval;
	uint64_t sstatus;
	uint64_t padding; /* the stack stays 16-byte aligned */
};

_Static_assert(sizeof(struct trap_frame) == TRAP_FRAME_BYTES, "trap_entry.S makes it");
_Static_assert(offsetof(struct trap_frame, sepc) == 248, "trap_entry.S stores there");

enum {
	X_FP = 7, /* index into x */

	CAUSE_FETCH_PAGE = 12,
	CAUSE_LOAD_PAGE = 13,
	CAUSE_STORE_PAGE = 15,
};

static const char *const cause_names[] = {
	[0] = "instruction address misaligned",
	[1] = "instruction access fault",
	[2] = "invalid opcode",
	[3] = "breakpoint",
	[4] = "load address misaligned",
	[5] = "load access fault",
	[6] = "store address misaligned",
	[7] = "store access fault",
	[8] = "environment call from user mode",
	[9] = "environment call from supervisor mode",
	[CAUSE_FETCH_PAGE] = "page fault",
	[CAUSE_LOAD_PAGE] = "page fault",
	[CAUSE_STORE_PAGE] = "page fault",
};

static const char *const register_names[31] = {
	"ra", "sp", "gp", "tp",  "t0",  "t1", "t2", "s0", "s1", "a0", "a1",
	"a2", "a3", "a4", "a5",  "a6",  "a7", "s2", "s3", "s4", "s5", "s6",
	"s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6",
};

void trap_dispatch(const struct trap_frame *frame);

static const char *page_fault_detail(uint64_t cause, uintptr_t address)
{
	bool mapped = mmu_is_mapped(address);

	if (guard_detail(address))
		return guard_detail(address);
	if (cause == CAUSE_FETCH_PAGE)
		return mapped ? "execution of a page that holds no code"
		              : "execution of an address that is not mapped";
	if (cause == CAUSE_STORE_PAGE)
		return mapped ? "write to a read-only page"
		              : "write to an address that is not mapped";
	return mapped ? "read of a page that is out of bounds for the kernel"
	              : "read of an address that is not mapped";
}

void trap_dispatch(const struct trap_frame *frame)
{
	bool interrupt = (int64_t)frame->scause < 0;
	struct trap_report report = {
		.name = "unknown exception",
		.detail = "",
		.number = frame->scause,
		.error = frame->stval,
		.pc = frame->sepc,
		.frame_pointer = frame->x[X_FP],
	};

	if (interrupt)
		report.name = "unexpected interrupt";
	else if (frame->scause < ARRAY_SIZE(cause_names) && cause_names[frame->scause])
		report.name = cause_names[frame->scause];
	if (!interrupt && frame->scause >= CAUSE_FETCH_PAGE && frame->scause <= CAUSE_STORE_PAGE) {
		report.address = frame->stval;
		report.has_address = true;
		report.detail = page_fault_detail(frame->scause, frame->stval);
	}
	trap_unhandled(&report, frame);
}

void trap_print_registers(struct fmt_sink *sink, const struct trap_frame *frame)
{
	for (size_t i = 0; i < ARRAY_SIZE(register_names); i++)
		fmt_print(sink, "%7s %016llx%s", register_names[i], (unsigned long long)frame->x[i],
		          i % 3 == 2 ? "\n" : "");
	fmt_print(sink, "\n%7s %016llx%7s %016llx%7s %016llx\n", "pc",
	          (unsigned long long)frame->sepc, "status", (unsigned long long)frame->sstatus,
	          "tval", (unsigned long long)frame->stval);
}
