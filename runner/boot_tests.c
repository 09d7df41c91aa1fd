/*
 * Every machine that lintel test boots: the one list. What a row leaves out is the default (one
 * processor, the machine's usual memory, status 0).
 *
 * The lines of .expect must appear in this order; each is a part of a line, or a shell pattern for
 * the whole line if it holds one of *?[.
 */
#include "test.h"

#define HELLO(arch) "Hello World! This is Lintel " LINTEL_VERSION " on " arch "."
#define OFF         "power: off status=0"
#define SILL        "boot: loader=sill version=" LINTEL_VERSION " revision=6 "
#define PANIC_END   "panic: end of report"

/* A fault that the kernel provokes in itself and must report by name. */
#define PROVOKE(fault, text, function)                                                             \
	{                                                                                          \
		.name = "panic-" fault, .cmdline = "provoke=" fault, .status = 125, .expect = {    \
			HELLO("x86_64"),                                                           \
			("panic: " text),                                                          \
			"backtrace:",                                                              \
			function,                                                                  \
			"kernel_main+",                                                            \
			PANIC_END                                                                  \
		}                                                                                  \
	}

/* The same on the other machines; a division by zero is no fault there. */
#define PROVOKE_ON(machine, number, fault, text, function)                                         \
	{                                                                                          \
		.name = machine "-panic-" fault, .arch = (number), .cmdline = "provoke=" fault,    \
		.status = 125, .expect = {                                                         \
			HELLO(machine),                                                            \
			("panic: " text),                                                          \
			"backtrace:",                                                              \
			function,                                                                  \
			"kernel_main+",                                                            \
			PANIC_END                                                                  \
		}                                                                                  \
	}

#define PROVOKE_FAULTS(machine, number, impossible)                                                \
	PROVOKE_ON(machine, number, "assert", "ASSERT(", "provoke+"),                              \
		PROVOKE_ON(machine, number, "invalid-opcode", "invalid opcode",                    \
	                   "provoke_invalid_opcode+"),                                             \
		PROVOKE_ON(machine, number, "null", "page fault: write to an address",             \
	                   "provoke+"),                                                            \
		PROVOKE_ON(machine, number, "non-canonical", impossible, "provoke+"),              \
		PROVOKE_ON(machine, number, "write-rodata", "page fault: write to a read-only",    \
	                   "provoke+"),                                                            \
		PROVOKE_ON(machine, number, "stack-overflow", "page fault: the boot stack",        \
	                   "overflow_stack+")

/* A broken rule of locks, which the debug build must report. */
#define PROVOKE_LOCK(fault, text, held)                                                            \
	{                                                                                          \
		.name = "debug-locks-" fault, .config = "debug-locks",                             \
		.cmdline = "provoke=lock-" fault, .status = 125, .expect = {                       \
			("panic: lock: " text),                                                    \
			held,                                                                      \
			"backtrace:",                                                              \
			"kernel_main+",                                                            \
			PANIC_END                                                                  \
		}                                                                                  \
	}

/* A mistake with memory; config is the build that must report it, null for all. */
#define PROVOKE_MEMORY(fault, build, text, where)                                                  \
	{                                                                                          \
		.name = "memory-" fault, .config = (build), .cmdline = "provoke=" fault,           \
		.status = 125, .expect = {                                                         \
			("panic: " text),                                                          \
			where,                                                                     \
			"backtrace:",                                                              \
			"mem_provoke+",                                                            \
			PANIC_END                                                                  \
		}                                                                                  \
	}

#define DEBUG_MEMORY "debug-heap+debug-locks+inject"

const struct boot_test boot_tests[] = {
	/* every machine and every way to start it */
	{.name = "x86_64-direct", .expect = {SILL "firmware=BIOS", HELLO("x86_64"), OFF}},
	{.name = "x86_64-direct-pc", .pc = PC_I440FX, .expect = {SILL, HELLO("x86_64"), OFF}},
	{.name = "x86_64-direct-microvm", .pc = PC_MICROVM, .expect = {SILL, HELLO("x86_64"), OFF}},
	{.name = "x86_64-bios",
         .boot = BOOT_BIOS,
         .expect = {SILL "firmware=BIOS", "screen: framebuffer", HELLO("x86_64"), OFF}},
	{.name = "x86_64-uefi",
         .boot = BOOT_UEFI,
         .expect = {SILL "firmware=UEFI", "screen: framebuffer", HELLO("x86_64"), OFF}},
	{.name = "aarch64-direct", .arch = ARCH_AARCH64, .expect = {SILL, HELLO("aarch64"), OFF}},
	{.name = "aarch64-direct-cortex-a72",
         .arch = ARCH_AARCH64,
         .cpu = "cortex-a72",
         .expect = {SILL, HELLO("aarch64"), OFF}},
	{.name = "aarch64-uefi",
         .arch = ARCH_AARCH64,
         .boot = BOOT_UEFI,
         .expect = {SILL "firmware=UEFI", HELLO("aarch64"), OFF}},
	{.name = "riscv64-direct",
         .arch = ARCH_RISCV64,
         .expect = {SILL "firmware=SBI", HELLO("riscv64"), OFF}},
	{.name = "loongarch64-direct",
         .arch = ARCH_LOONGARCH64,
         .expect = {SILL, HELLO("loongarch64"), OFF}},

	/* the same disk on other buses */
	{.name = "x86_64-bios-ahci",
         .boot = BOOT_BIOS,
         .disk_bus = DISK_ATA,
         .expect = {SILL, HELLO("x86_64"), OFF}},
	{.name = "x86_64-bios-ide",
         .boot = BOOT_BIOS,
         .pc = PC_I440FX,
         .disk_bus = DISK_ATA,
         .expect = {SILL, HELLO("x86_64"), OFF}},
	{.name = "x86_64-bios-usb",
         .boot = BOOT_BIOS,
         .disk_bus = DISK_USB,
         .expect = {SILL, HELLO("x86_64"), OFF}},
	{.name = "x86_64-uefi-ahci",
         .boot = BOOT_UEFI,
         .disk_bus = DISK_ATA,
         .expect = {SILL, HELLO("x86_64"), OFF}},
	{.name = "x86_64-uefi-usb",
         .boot = BOOT_UEFI,
         .disk_bus = DISK_USB,
         .expect = {SILL, HELLO("x86_64"), OFF}},

	/* several processors, little and much memory, a command line of one's own */
	{.name = "x86_64-4-cpus", .cpus = 4, .expect = {"cpu: found=4", HELLO("x86_64"), OFF}},
	{.name = "x86_64-uefi-3-cpus",
         .boot = BOOT_UEFI,
         .cpus = 3,
         .expect = {"cpu: found=3", HELLO("x86_64"), OFF}},
	{.name = "aarch64-4-cpus",
         .arch = ARCH_AARCH64,
         .cpus = 4,
         .expect = {"cpu: found=4", HELLO("aarch64"), OFF}},
	{.name = "riscv64-4-cpus",
         .arch = ARCH_RISCV64,
         .cpus = 4,
         .expect = {"cpu: found=4", HELLO("riscv64"), OFF}},
	{.name = "loongarch64-4-cpus",
         .arch = ARCH_LOONGARCH64,
         .cpus = 4,
         .expect = {"cpu: found=4", HELLO("loongarch64"), OFF}},
	{.name = "x86_64-32-mib", .memory_mib = 32, .expect = {HELLO("x86_64"), OFF}},
	{.name = "x86_64-6-gib", .memory_mib = 6144, .expect = {HELLO("x86_64"), OFF}},
	{.name = "x86_64-bios-cmdline",
         .boot = BOOT_BIOS,
         .cmdline = "colour=blue",
         .expect = {"boot: cmdline=\"colour=blue end=poweroff", HELLO("x86_64"), OFF}},
	{.name = "loongarch64-cmdline",
         .arch = ARCH_LOONGARCH64,
         .cmdline = "colour=blue",
         .expect = {"boot: cmdline=\"colour=blue end=poweroff", HELLO("loongarch64"), OFF}},

	/* the kernel's own tests, inside the guest */
	{.name = "x86_64-selftest", .cmdline = "selftest", .tap = true, .expect = {OFF}},
	{.name = "x86_64-2-cpus-selftest",
         .cpus = 2,
         .cmdline = "selftest",
         .tap = true,
         .expect = {"smp: running=2 of=2", OFF}},
	{.name = "x86_64-4-cpus-selftest",
         .cpus = 4,
         .cmdline = "selftest",
         .tap = true,
         .expect = {"irq: controller=\"xAPIC, 24 lines\" timer=\"LAPIC", "smp: running=4 of=4",
                    OFF}},
	{.name = "x86_64-microvm-selftest",
         .pc = PC_MICROVM,
         .cpus = 4,
         .cmdline = "selftest",
         .tap = true,
         .expect = {"smp: running=4 of=4", OFF}},
	{.name = "x86_64-uefi-selftest",
         .boot = BOOT_UEFI,
         .cpus = 2,
         .cmdline = "selftest",
         .tap = true,
         .expect = {"smp: running=2 of=2", OFF}},
	{.name = "x86_64-cpus-limit",
         .cpus = 4,
         .cmdline = "cpus=3",
         .expect = {"smp: running=3 of=4", OFF}},
	{.name = "x86_64-bios-selftest",
         .boot = BOOT_BIOS,
         .cmdline = "selftest",
         .tap = true,
         .expect = {"screen: framebuffer", OFF}},
	{.name = "aarch64-selftest",
         .arch = ARCH_AARCH64,
         .cmdline = "selftest",
         .tap = true,
         .expect = {OFF}},
	{.name = "aarch64-4-cpus-selftest",
         .arch = ARCH_AARCH64,
         .cpus = 4,
         .cmdline = "selftest",
         .tap = true,
         .expect = {"irq: controller=\"GICv2", "smp: running=4 of=4", OFF}},
	{.name = "aarch64-gic3-selftest",
         .arch = ARCH_AARCH64,
         .options = ",gic-version=3",
         .cpus = 4,
         .cmdline = "selftest",
         .tap = true,
         .expect = {"irq: controller=\"GICv3", "smp: running=4 of=4", OFF}},
	{.name = "aarch64-el2-selftest",
         .arch = ARCH_AARCH64,
         .options = ",gic-version=3,virtualization=on",
         .cpus = 2,
         .cmdline = "selftest",
         .tap = true,
         .expect = {"smp: running=2 of=2", OFF}},
	{.name = "aarch64-uefi-selftest",
         .arch = ARCH_AARCH64,
         .boot = BOOT_UEFI,
         .cpus = 2,
         .cmdline = "selftest",
         .tap = true,
         .expect = {"smp: running=2 of=2", OFF}},
	{.name = "riscv64-selftest",
         .arch = ARCH_RISCV64,
         .cmdline = "selftest",
         .tap = true,
         .expect = {OFF}},
	{.name = "loongarch64-selftest",
         .arch = ARCH_LOONGARCH64,
         .cmdline = "selftest",
         .tap = true,
         .expect = {OFF}},

	/* switching off as a real machine does */
	{.name = "x86_64-acpi-off", .acpi_off = true, .expect = {HELLO("x86_64"), OFF}},
	{.name = "x86_64-acpi-off-pc",
         .pc = PC_I440FX,
         .acpi_off = true,
         .expect = {HELLO("x86_64"), OFF}},
	{.name = "x86_64-acpi-off-microvm",
         .pc = PC_MICROVM,
         .acpi_off = true,
         .expect = {HELLO("x86_64"), OFF}},
	{.name = "x86_64-acpi-off-uefi",
         .boot = BOOT_UEFI,
         .acpi_off = true,
         .expect = {HELLO("x86_64"), OFF}},

	/* a panic stops everybody, and everybody says where */
	{.name = "panic-4-cpus",
         .cpus = 4,
         .cmdline = "provoke=panic",
         .status = 125,
         .expect = {"panic: asked for", "backtrace:", "provoke+", "*processor ?:", "backtrace:",
                    "*processor ?:", "backtrace:", "*processor ?:", "backtrace:", PANIC_END},
         .refuse = {"does not answer"}},
	{.name = "aarch64-panic-2-cpus",
         .arch = ARCH_AARCH64,
         .cpus = 2,
         .cmdline = "provoke=panic",
         .status = 125,
         .expect = {"panic: asked for", "backtrace:", "provoke+",
                    "*processor ?:", "backtrace:", PANIC_END},
         .refuse = {"does not answer"}},
	{.name = "panic-stuck-cpu",
         .cpus = 2,
         .cmdline = "provoke=stuck-cpu stuck-seconds=3",
         .status = 125,
         .expect = {"*panic: smp: processor ? has not answered for 3 s*", "provoke+",
                    "*processor ?:", "spin_for_ever+", PANIC_END},
         .refuse = {"does not answer"}},

	/* honest failure: the report names what happened and where */
	PROVOKE("assert", "ASSERT(strlen(name) == 0) failed in provoke", "provoke+"),
	{.name = "panic-early",
         .cmdline = "provoke-early=write-rodata",
         .status = 125,
         .expect = {"panic: page fault: write to a read-only page", "kernel_main+", PANIC_END},
         .refuse = {"Lintel " LINTEL_VERSION " for"}},
	PROVOKE("panic", "asked for on the command line", "provoke+"),
	PROVOKE("divide", "divide error", "provoke_divide+"),
	PROVOKE("invalid-opcode", "invalid opcode", "provoke_invalid_opcode+"),
	PROVOKE("null", "page fault", "provoke+"),
	PROVOKE("non-canonical", "general protection", "provoke+"),
	PROVOKE("write-rodata", "page fault", "provoke+"),
	PROVOKE("execute-data", "page fault", "provoke+"),
	PROVOKE("stack-overflow", "double fault: the boot stack has overflowed", "overflow_stack+"),
	{.name = "panic-early-overflow",
         .cmdline = "provoke-early=stack-overflow",
         .status = 125,
         .expect = {"panic: double fault", "overflow_stack+", PANIC_END},
         .refuse = {"Lintel " LINTEL_VERSION " for"}},
	{.name = "aarch64-panic-early-overflow",
         .arch = ARCH_AARCH64,
         .cmdline = "provoke-early=stack-overflow",
         .status = 125,
         .expect = {"panic: page fault: write to a", "overflow_stack+", PANIC_END},
         .refuse = {"Lintel " LINTEL_VERSION " for"}},
	PROVOKE_FAULTS("aarch64", ARCH_AARCH64, "page fault: write to an address"),
	PROVOKE_FAULTS("riscv64", ARCH_RISCV64, "page fault: write to an address"),
	PROVOKE_FAULTS("loongarch64", ARCH_LOONGARCH64, "address error"),
	PROVOKE_ON("aarch64", ARCH_AARCH64, "execute-data", "page fault: execution of", "provoke+"),
	PROVOKE_ON("riscv64", ARCH_RISCV64, "execute-data", "page fault: execution of", "provoke+"),
	{.name = "panic-twice",
         .cmdline = "provoke=panic-twice",
         .status = 125,
         .expect = {"panic: again, while reporting the first one", PANIC_END}},

	/* the build in which undefined behaviour is a panic */
	{.name = "ubsan-selftest",
         .config = "ubsan",
         .cmdline = "selftest",
         .cpus = 4,
         .tap = true,
         .expect = {OFF}},
	{.name = "aarch64-ubsan-selftest",
         .arch = ARCH_AARCH64,
         .config = "ubsan",
         .cmdline = "selftest",
         .cpus = 2,
         .tap = true,
         .expect = {OFF}},
	{.name = "ubsan-undefined",
         .config = "ubsan",
         .cmdline = "provoke=undefined",
         .status = 125,
         .expect = {"panic: undefined: index 9 is outside of",
                    "at kernel/core/provoke.c:", "kernel_main+", PANIC_END}},

	/* the build that checks the rules of locks */
	{.name = "debug-locks-selftest",
         .config = "debug-locks",
         .cmdline = "selftest",
         .cpus = 4,
         .tap = true,
         .expect = {OFF}},
	{.name = "aarch64-debug-locks-selftest",
         .arch = ARCH_AARCH64,
         .config = "debug-locks",
         .cmdline = "selftest",
         .cpus = 2,
         .tap = true,
         .expect = {OFF}},
	PROVOKE_LOCK("order", "wrong order: processor 0 wants provoke.outer (rank 1010) while",
                     "holds provoke.inner (rank 1020), taken at lock_wrong_order+"),
	PROVOKE_LOCK("recursion", "recursion: processor 0 wants provoke.outer, which",
                     "holds provoke.outer (rank 1010), taken at lock_recursion+"),
	PROVOKE_LOCK("unlock", "missing unlock: provoke has ended and still holds provoke.outer",
                     "holds provoke.outer (rank 1010), taken at lock_missing_unlock+"),
	PROVOKE_LOCK("owner", "provoke.outer is released by processor 0, which does not hold it",
                     "at kernel/core/lock_debug.c:"),
	PROVOKE_LOCK("sleep", "provoke may sleep, and the caller holds spinlock provoke.outer",
                     "holds provoke.outer (rank 1010), taken at lock_sleep+"),
	{.name = "debug-locks-mutex-order",
         .config = "debug-locks",
         .cmdline = "provoke=mutex-order",
         .status = 125,
         .expect = {"main wants mutex provoke.outer (rank 10) while it holds one of rank 20",
                    "backtrace:", "mutex_lock+", "task_provoke+", PANIC_END}},
	{.name = "panic-mutex-recursion",
         .cmdline = "provoke=mutex-recursion",
         .status = 125,
         .expect = {"panic: lock: recursion: main wants mutex provoke.outer, which it holds",
                    "mutex_lock+", "task_provoke+", PANIC_END}},
	{.name = "panic-mutex-owner",
         .cmdline = "provoke=mutex-owner",
         .status = 125,
         .expect = {"panic: lock: mutex provoke.outer is released by provoked, which does not",
                    "mutex_unlock+", "begin+", PANIC_END}},
	{.name = "panic-thread-overflow",
         .cmdline = "provoke=thread-overflow",
         .status = 125,
         .expect = {"panic: double fault", "overflow_stack+", "begin+", PANIC_END}},
	{.name = "aarch64-panic-thread-overflow",
         .arch = ARCH_AARCH64,
         .cmdline = "provoke=thread-overflow",
         .status = 125,
         .expect = {"panic: page fault: a stack has overflowed", "overflow_stack+", "begin+",
                    PANIC_END}},
	{.name = "x86_64-bench-core",
         .cmdline = "bench=core",
         .expect = {"bench: name=context_switch rounds=", "bench: name=timer_set_fire rounds=",
                    "bench: name=heap_alloc_free rounds=", OFF}},
	{.name = "debug-locks-hold",
         .config = "debug-locks",
         .cmdline = "provoke=lock-hold",
         .expect = {"*lock: provoke.outer was held for * us, taken at lock_long_hold+*", OFF}},

	/* mistakes with memory, and the build that watches the heap and makes allocations fail */
	PROVOKE_MEMORY("frame-double-free", NULL, "ASSERT(", "at kernel/mem/frame.c:"),
	PROVOKE_MEMORY("write-sealed", NULL, "page fault: write to a read-only page",
                       "exception 14, error code 0x3"),
	PROVOKE_MEMORY("touch-guard", NULL, "page fault: a stack has overflowed, or an",
                       "exception 14, error code 0x2"),
	PROVOKE_MEMORY("heap-double-free", DEBUG_MEMORY, "heap: double free: object",
                       "allocated by double_free+"),
	PROVOKE_MEMORY("heap-use-after-free", DEBUG_MEMORY,
                       "heap: use after free:", "given back by use_after_free+"),
	PROVOKE_MEMORY("heap-overrun", DEBUG_MEMORY, "heap: something was written behind the",
                       "allocated by overrun+"),
	{.name = "debug-memory-selftest",
         .config = DEBUG_MEMORY,
         .cpus = 4,
         .cmdline = "selftest",
         .tap = true,
         .expect = {OFF}},
	{.name = "aarch64-debug-memory-selftest",
         .arch = ARCH_AARCH64,
         .config = DEBUG_MEMORY,
         .cmdline = "selftest",
         .tap = true,
         .expect = {OFF}},

	/* a bundle that cannot be trusted: the loader says so and starts nothing */
	{.name = "damage-direct-bit",
         .damage = DAMAGE_FLIPPED_BIT,
         .status = 125,
         .expect = {"sill: the bundle is damaged"},
         .refuse = {"Lintel " LINTEL_VERSION " for"}},
	{.name = "damage-direct-truncated",
         .damage = DAMAGE_TRUNCATED,
         .status = 125,
         .expect = {"sill: "},
         .refuse = {"Lintel " LINTEL_VERSION " for"}},
	{.name = "damage-direct-no-magic",
         .damage = DAMAGE_NO_MAGIC,
         .status = 125,
         .expect = {"sill: "},
         .refuse = {"Lintel " LINTEL_VERSION " for"}},
	{.name = "damage-bios-bit",
         .boot = BOOT_BIOS,
         .damage = DAMAGE_FLIPPED_BIT,
         .status = 125,
         .expect = {"sill: the bundle is damaged"},
         .refuse = {"Lintel " LINTEL_VERSION " for"}},
	{.name = "damage-bios-no-magic",
         .boot = BOOT_BIOS,
         .damage = DAMAGE_NO_MAGIC,
         .status = 125,
         .expect = {"sill: "},
         .refuse = {"Lintel " LINTEL_VERSION " for"}},
	{.name = "damage-uefi-bit",
         .boot = BOOT_UEFI,
         .damage = DAMAGE_FLIPPED_BIT,
         .status = 125,
         .expect = {"sill: the bundle is damaged"},
         .refuse = {"Lintel " LINTEL_VERSION " for"}},
	{.name = "damage-aarch64-bit",
         .arch = ARCH_AARCH64,
         .damage = DAMAGE_FLIPPED_BIT,
         .status = 125,
         .expect = {"sill: the bundle is damaged"},
         .refuse = {"Lintel " LINTEL_VERSION " for"}},

	/* the same kernel under genuine Limine */
	{.name = "limine-bios",
         .limine = true,
         .boot = BOOT_BIOS,
         .expect = {"*loader=Limine *firmware=BIOS", HELLO("x86_64"), OFF}},
	{.name = "limine-uefi",
         .limine = true,
         .boot = BOOT_UEFI,
         .expect = {"*loader=Limine *firmware=UEFI*", HELLO("x86_64"), OFF}},
	{.name = "limine-aarch64-uefi",
         .limine = true,
         .arch = ARCH_AARCH64,
         .boot = BOOT_UEFI,
         .expect = {"*loader=Limine *firmware=UEFI*", HELLO("aarch64"), OFF}},
};

const size_t nr_boot_tests = ARRAY_SIZE(boot_tests);
