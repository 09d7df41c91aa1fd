/*
 * loongarch64 exceptions, in words [LA-V1 6.2]. Nothing is handled yet: each one ends in
 * trap_unhandled.
 */
#include <kernel/arch/trap.h>

#include "machine_priv.h"

#include <stddef.h>

#include <kernel/arch/shared/boot_stack.h>

struct trap_frame {
	uint64_t r[31]; /* r1 to r31 */
	uint64_t era;
	uint64_t estat;
	uint64_t badv;
	uint64_t prmd;
	uint64_t padding;
};

_Static_assert(sizeof(struct trap_frame) == TRAP_FRAME_BYTES, "trap_entry.S makes it");
_Static_assert(offsetof(struct trap_frame, era) == 248, "trap_entry.S stores there");

enum {
	R_FP = 21, /* index into r */

	ECODE_SHIFT = 16,
	ECODE_MASK = 0x3f,
	ECODE_INTERRUPT = 0,
	ECODE_LAST_ADDRESS = 9,
};

/* name, detail for the faults that have an address */
static const struct {
	const char *name;
	const char *detail;
} exceptions[] = {
	[ECODE_INTERRUPT] = {"unexpected interrupt", ""},
	[1] = {"page fault", "read of an address that is not mapped"},
	[2] = {"page fault", "write to an address that is not mapped"},
	[3] = {"page fault", "execution of an address that is not mapped"},
	[4] = {"page fault", "write to a read-only page"},
	[5] = {"page fault", "read of a page that must not be read"},
	[6] = {"page fault", "execution of a page that holds no code"},
	[7] = {"page fault", "a page of another privilege level"},
	[8] = {"address error", "an address that cannot exist"},
	[ECODE_LAST_ADDRESS] = {"alignment fault", ""},
	[10] = {"bound check", ""},
	[11] = {"system call", ""},
	[12] = {"breakpoint", ""},
	[13] = {"invalid opcode", ""},
	[14] = {"instruction of a higher privilege level", ""},
	[15] = {"floating point is off", ""},
	[16] = {"128-bit vectors are off", ""},
	[17] = {"256-bit vectors are off", ""},
	[18] = {"floating-point error", ""},
};

static const char *const register_names[31] = {
	"ra", "tp", "sp", "a0", "a1", "a2", "a3", "a4", "a5", "a6",  "a7",
	"t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8", "r21", "fp",
	"s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8",
};

void trap_dispatch(const struct trap_frame *frame);

void trap_dispatch(const struct trap_frame *frame)
{
	uint64_t code = frame->estat >> ECODE_SHIFT & ECODE_MASK;
	struct trap_report report = {
		.name = "unknown exception",
		.detail = "",
		.number = code,
		.error = frame->estat,
		.pc = frame->era,
		.frame_pointer = frame->r[R_FP],
	};

	if (code < ARRAY_SIZE(exceptions) && exceptions[code].name) {
		report.name = exceptions[code].name;
		report.detail = exceptions[code].detail;
	}
	if (code != ECODE_INTERRUPT && code <= ECODE_LAST_ADDRESS) {
		report.address = frame->badv;
		report.has_address = true;
		if (guard_detail(frame->badv))
			report.detail = guard_detail(frame->badv);
	}
	trap_unhandled(&report, frame);
}

void trap_print_registers(struct fmt_sink *sink, const struct trap_frame *frame)
{
	for (size_t i = 0; i < ARRAY_SIZE(register_names); i++)
		fmt_print(sink, "%7s %016llx%s", register_names[i], (unsigned long long)frame->r[i],
		          i % 3 == 2 ? "\n" : "");
	fmt_print(sink, "\n%7s %016llx%7s %016llx%7s %016llx\n", "pc",
	          (unsigned long long)frame->era, "prmd", (unsigned long long)frame->prmd, "badv",
	          (unsigned long long)frame->badv);
}
