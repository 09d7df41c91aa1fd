/*
 * Panic: the reason, the registers, a backtrace with names, then the end.
 *
 * It trusts as little as it can: no locks, no allocation, bounded loops, a walk over the stack that
 * checks every step. A second panic inside the first one says so and ends the report; a third, or
 * one of another processor meanwhile, stops in silence, so that the first can be read. If no
 * console has been set up yet, the serial line is.
 */
#include <kernel/core/panic.h>

#include <stdatomic.h>
#include <stdint.h>

#include <kernel/arch/boot.h>
#include <kernel/arch/cpu.h>
#include <kernel/arch/power.h>
#include <kernel/arch/stack.h>
#include <kernel/arch/trap.h>
#include <kernel/core/cmdline.h>
#include <kernel/core/console.h>
#include <kernel/core/lock_debug.h>
#include <kernel/core/log.h>
#include <kernel/core/percpu.h>
#include <kernel/core/smp.h>
#include <kernel/core/symbols.h>
#include <lib/base/fmt.h>

enum {
	BACKTRACE_MAX_LINES = 32,
	BACKTRACE_MAX_STEPS = 4096,
	PANIC_STATUS = 125,
	REASON_BYTES = 320,
};

static atomic_uint panic_depth;

NORETURN static void panic_end(void);

static void print_frame(unsigned number, uintptr_t pc)
{
	const char *name;
	uint32_t offset;

	if (symbols_find(pc, &name, &offset))
		log_raw("  #%-2u %#018lx  %s+%#x\n", number, (unsigned long)pc, name, offset);
	else
		log_raw("  #%-2u %#018lx  (no symbol)\n", number, (unsigned long)pc);
}

static void print_repeats(unsigned repeats)
{
	if (repeats)
		log_raw("       (the same %u times more)\n", repeats);
}

/* Prints one frame a line; of a function that calls itself from one place only the first and a
 * count. */
static void print_backtrace(uintptr_t pc, uintptr_t frame_pointer)
{
	unsigned number = 0, repeats = 0;
	uintptr_t last = 0;

	log_raw("backtrace:\n");
	if (pc)
		print_frame(number++, pc);
	for (unsigned steps = 0; steps < BACKTRACE_MAX_STEPS && number < BACKTRACE_MAX_LINES;
	     steps++) {
		if (!stack_step(&frame_pointer, &pc) || !pc)
			break;
		if (pc == last) {
			repeats++;
			continue;
		}
		print_repeats(repeats);
		repeats = 0;
		last = pc;
		print_frame(number++, pc - 1); /* the call, not what follows it */
	}
	print_repeats(repeats);
}

struct place {
	uintptr_t pc; /* 0: the frame pointer's own function */
	uintptr_t frame_pointer;
};

static void report_place(const void *context)
{
	const struct place *place = context;

	print_backtrace(place->pc, place->frame_pointer);
}

void trap_stopped(uintptr_t pc, uintptr_t frame_pointer)
{
	smp_stop_here(report_place, &(struct place){pc, frame_pointer});
}

/* Another processor reports its own panic first; it will ask this one where it is. */
NORETURN static void wait_for_stop(void)
{
	for (;;) {
		trap_stopped(0, stack_frame_pointer());
		cpu_relax();
	}
}

/* The first lines of every report. Returns only for the first panic. */
static void panic_begin(const char *reason)
{
	unsigned depth;

	(void)cpu_irq_save();
	if (!smp_begin_panic())
		wait_for_stop();
	depth = atomic_fetch_add_explicit(&panic_depth, 1, memory_order_relaxed);
	if (depth > 1)
		cpu_halt();
	log_enter_panic();
	console_ensure();
	if (depth == 1) {
		log_raw("panic: again, while reporting the first one: %s\n", reason);
		panic_end();
	}
	log_raw("panic: %s\n", reason);
	log_raw("Lintel %s on %s, processor %u\n", LINTEL_VERSION, LINTEL_ARCH, percpu_id());
}

NORETURN static void panic_end(void)
{
	bool power = cmdline_is(boot_info()->cmdline, "end", "poweroff");

	smp_stop_others();
	log_raw("panic: end of report, %s\n", power ? "powering off" : "halted");
	if (power)
		power_off(PANIC_STATUS);
	cpu_halt();
}

void panic_at(const char *file, int line, const char *format, ...)
{
	char reason[REASON_BYTES];
	va_list args;

	va_start(args, format);
	fmt_vstring(reason, sizeof(reason), format, args);
	va_end(args);
	panic_begin(reason);
	log_raw("at %s:%d\n", file, line);
	lock_print_held(percpu_id());
	print_backtrace(0, stack_frame_pointer());
	panic_end();
}

static void raw_fmt_write(struct fmt_sink *sink, const char *text, size_t len)
{
	(void)sink;
	log_raw("%.*s", (int)len, text);
}

/* "page fault: write to a read-only page at 0x1234" */
static void describe(char *buf, size_t size, const struct trap_report *report)
{
	size_t len = fmt_string(buf, size, "%s", report->name);

	if (report->detail[0] && len < size)
		len += fmt_string(buf + len, size - len, ": %s", report->detail);
	if (report->has_address && len < size)
		fmt_string(buf + len, size - len, " at %#lx", (unsigned long)report->address);
}

void trap_unhandled(const struct trap_report *report, const struct trap_frame *frame)
{
	struct fmt_sink sink = {.write = raw_fmt_write};
	char reason[REASON_BYTES];

	describe(reason, sizeof(reason), report);
	panic_begin(reason);
	log_raw("exception %llu, error code %#llx\nregisters:\n",
	        (unsigned long long)report->number, (unsigned long long)report->error);
	trap_print_registers(&sink, frame);
	print_backtrace(report->pc, report->frame_pointer);
	panic_end();
}
