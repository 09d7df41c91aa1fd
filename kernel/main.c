/*
 * The kernel's life so far: it wakes up, finds out where it is, says hello, and stops in good
 * order.
 *
 * This file is the boot path: one call per step, each with what it gives and what it needs. The
 * machine's entry code (arch/<machine>/) has already given us a stack and caught every exception;
 * this runs on one processor with interrupts off, while the others wait in the boot loader's care.
 */
#include <kernel/arch/boot.h>
#include <kernel/arch/cpu.h>
#include <kernel/arch/irq.h>
#include <kernel/arch/power.h>
#include <kernel/arch/smp.h>
#include <kernel/arch/time.h>
#include <kernel/core/clock.h>
#include <kernel/core/cmdline.h>
#include <kernel/core/console.h>
#include <kernel/core/log.h>
#include <kernel/core/panic.h>
#include <kernel/core/percpu.h>
#include <kernel/core/provoke.h>
#include <kernel/core/smp.h>
#include <kernel/drivers/fbcon/fbcon.h>
#include <kernel/greeting.h>
#include <kernel/mem/frame.h>
#include <kernel/mem/heap.h>
#include <kernel/mem/kmap.h>
#include <kernel/mem/provoke.h>
#include <kernel/selftest/bench.h>
#include <kernel/selftest/selftest.h>
#include <kernel/task/provoke.h>
#include <kernel/task/rcu.h>
#include <kernel/task/sched.h>
#include <kernel/task/work.h>

static void provoke_if_asked(const char *cmdline, const char *key)
{
	char fault[64];

	if (!cmdline_get(cmdline, key, fault, sizeof(fault)))
		return;
	if (!mem_provoke(fault) && !task_provoke(fault))
		provoke(fault);
}

static void choose_log_level(const char *cmdline)
{
	char level[16];

	if (cmdline_get(cmdline, "log", level, sizeof(level)) && !log_set_level(level))
		log_warn("log: expected error, warn, info or debug, found %s", level);
}

/* Runs what the command line asks for, if anything; the result is the machine's exit status. */
static int run_job(const char *cmdline)
{
	char value[64];

	provoke_if_asked(cmdline, "provoke");
	if (cmdline_get(cmdline, "selftest", value, sizeof(value)))
		return selftest_run(value);
	if (cmdline_get(cmdline, "bench", value, sizeof(value)))
		return bench_run(value);
	return 0;
}

/* A processor that was not started still waits in the loader's code, on the loader's tables. */
static void reclaim_loader(const struct boot_info *boot)
{
	if (smp_count() == boot->nr_processors)
		log_info("mem: reclaimed=%llu KiB of the loader",
		         (unsigned long long)frame_reclaim_loader() * FRAME_BYTES / 1024);
}

/* The threads that serve all others. */
static void start_services(void)
{
	int error = rcu_start();

	if (!error)
		error = work_start_system();
	if (error)
		panic("main: expected memory for the first threads, found error %d", error);
}

void kernel_main(void)
{
	uint64_t entry_counter = time_counter();

	const struct boot_info *boot = boot_info();
	const char *refusal;
	int status;

	percpu_init();            /* saves what the other processors' data will start with */
	refusal = boot_collect(); /* everything the loader knows, copied */
	provoke_if_asked(boot->cmdline, "provoke-early"); /* faults are caught from the start */
	choose_log_level(boot->cmdline);                  /* before anybody sees the log */
	time_init();      /* the counter's speed; needs the loader's word on it */
	clock_init();     /* time stamps and dates from the counter */
	console_ensure(); /* the log on the serial line; needs boot data on some machines */
	if (refusal)
		panic("boot: %s (loader: %s %s)", refusal, boot->loader_name, boot->loader_version);
	frame_init();      /* which memory there is */
	power_init();      /* how to switch off; maps registers, so before kmap_init */
	irq_init();        /* controllers found and silent; maps registers, so before kmap_init */
	kmap_init();       /* page tables of our own: W^X, guards; frames can be allocated */
	heap_init();       /* objects of any size */
	kmap_open_areas(); /* stacks, large allocations, devices */
	fbcon_start();     /* the log on the screen too */
	greeting_show();   /* name, machine, memory; the line that everybody waits for */
	greeting_log_counters(entry_counter);
	sched_start();        /* this is the first thread; others can be created */
	irq_init_processor(); /* this processor's interrupts and timer */
	log_info("irq: controller=\"%s\" timer=\"%s\"", irq_describe(), timer_describe());
	cpu_irq_on();         /* from here on interrupts come */
	smp_start_all();      /* the other processors; needs frames and interrupts */
	reclaim_loader(boot); /* its page tables and parked processors are history */
	kmap_seal();          /* what never changes any more is read-only */
	frame_log_stats();
	start_services(); /* RCU and work queues */

	status = run_job(boot->cmdline);

	if (cmdline_is(boot->cmdline, "end", "poweroff")) {
		log_info("power: off status=%d", status);
		power_off(status);
	}
	log_info("main: nothing left to do, halted (under QEMU: Ctrl-A X leaves)");
	cpu_halt();
}
