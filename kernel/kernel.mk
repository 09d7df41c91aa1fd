# The kernel: build/<arch>/lintel-<arch>.elf (with debug information) and lintel.elf (without, what
# boots).
#
# It is linked twice: first with an empty symbol table, then with the table of the first link, so
# that a panic can name functions. The last step checks what the linker made.

# What a build option adds (config/build.mk).
KERNEL_CONFIG_debug-locks := kernel/core/lock_debug.c
KERNEL_CONFIG_ubsan := kernel/core/ubsan.c
KERNEL_CONFIG_inject := kernel/mem/inject.c
KERNEL_CONFIG_debug-heap := kernel/mem/heap_debug.c
KERNEL_CONFIG := $(foreach word,$(CONFIG_WORDS),$(KERNEL_CONFIG_$(word)))

KERNEL_PORTABLE := kernel/main.c kernel/greeting.c \
	kernel/core/log.c kernel/core/panic.c kernel/core/console.c kernel/core/cmdline.c \
	kernel/core/provoke.c kernel/core/symbols.c kernel/core/percpu.c kernel/core/preempt.c \
	kernel/core/clock.c kernel/core/interrupt.c kernel/core/smp.c $(KERNEL_CONFIG) \
	kernel/mem/frame.c kernel/mem/untouched.c kernel/mem/kmap.c kernel/mem/areas.c \
	kernel/mem/heap.c kernel/mem/heap_stats.c kernel/mem/provoke.c \
	kernel/selftest/selftest.c kernel/selftest/bench.c \
	$(addprefix kernel/drivers/fbcon/,fbcon.c terminal.c pixels.c textmode.c palette.c font.c)
KERNEL_TESTS_x86_64 := kernel/arch/x86_64/irq_ktest.c
KERNEL_TESTS := $(KERNEL_TESTS_$(ARCH)) kernel/core/smp_ktest.c \
	kernel/core/percpu_ktest.c kernel/core/lock_ktest.c kernel/core/clock_ktest.c \
	kernel/core/log_ktest.c kernel/core/cmdline_ktest.c \
	kernel/mem/frame_ktest.c kernel/mem/kmap_ktest.c \
	kernel/mem/heap_ktest.c kernel/mem/areas_ktest.c kernel/mem/stress_ktest.c
KERNEL_LIB := lib/base/ring.c lib/base/utf8.c lib/base/fmt.c lib/base/text.c lib/base/string.c
KERNEL_SHARED := kernel/arch/shared/limine.c kernel/arch/shared/early_map.c \
	kernel/arch/shared/kernel_tables.c kernel/arch/shared/radix.c \
	kernel/arch/shared/boot_stack.c kernel/arch/shared/stack_chain.c \
	kernel/arch/shared/provoke.c

# Machines that find their devices in a device tree share more.
KERNEL_TREE := $(addprefix kernel/arch/shared/,uart.c ns16550.c acpi.c screen_none.c) \
	lib/base/mem.c lib/format/acpi_table.c lib/format/fdt_tree.c $(LIBFDT_C)

KERNEL_ARCH_x86_64 := $(addprefix kernel/arch/x86_64/,entry.S start.c segments.c trap_entry.S \
	trap.c provoke.c stack.c serial.c cpu.c time.c power.c mmu.c screen.c limine_mp.c \
	memory.S apic.c ioapic.c irq.c smp.c) \
	$(addprefix kernel/arch/shared/,ns16550.c smp_start.c acpi.c) lib/format/acpi_table.c
KERNEL_ARCH_aarch64 := $(addprefix kernel/arch/aarch64/,entry.S start.c trap_entry.S trap.c \
	provoke.c stack.c serial.c cpu.c time.c power.c mmu.c limine_mp.c \
	irq.c gic2.c gic3.c smp.c) kernel/arch/shared/smp_start.c $(KERNEL_TREE)
KERNEL_ARCH_riscv64 := $(addprefix kernel/arch/riscv64/,entry.S start.c trap_entry.S trap.c \
	provoke.c stack.c serial.c cpu.c time.c power.c mmu.c) \
	kernel/arch/shared/limine_mp_id64.c kernel/arch/shared/irq_none.c $(KERNEL_TREE)
KERNEL_ARCH_loongarch64 := $(addprefix kernel/arch/loongarch64/,entry.S start.c trap_entry.S \
	tlb_refill.S trap.c provoke.c stack.c serial.c cpu.c time.c power.c mmu.c) \
	kernel/arch/shared/limine_mp_id64.c kernel/arch/shared/irq_none.c $(KERNEL_TREE)

# Threads. Every machine switches them in the same two files.
KERNEL_TASK := $(addprefix kernel/arch/$(ARCH)/,context.c context_switch.S) \
	$(addprefix kernel/task/,sched.c thread.c stack.c runqueue.c wait.c mutex.c semaphore.c \
	completion.c timer.c work.c rcu.c provoke.c) lib/base/tree.c lib/base/heap.c
KERNEL_TASK_TESTS := $(addprefix kernel/task/,thread_ktest.c mutex_ktest.c rcu_ktest.c \
	timer_ktest.c)

# No two permissions share a page. LoongArch under QEMU 7.2 translates in pieces of 16 KiB, whatever
# the page tables say, so a page is that large there.
KERNEL_PAGE_loongarch64 := 16384
KERNEL_PAGE := $(or $(KERNEL_PAGE_$(ARCH)),4096)

KERNEL_TARGET_x86_64 := -mcmodel=kernel
KERNEL_TARGET_riscv64 := -mcmodel=medany

KERNEL_SRC := build/font.c $(KERNEL_ARCH_$(ARCH)) $(KERNEL_SHARED) $(KERNEL_PORTABLE) \
	$(KERNEL_TASK) $(KERNEL_TESTS) $(KERNEL_TASK_TESTS) $(KERNEL_LIB)
KERNEL_OUT := $(OUT)/kernel
KERNEL_OBJ := $(patsubst %,$(KERNEL_OUT)/%.o,$(KERNEL_SRC))
# <machine/x.h> is kernel/arch/<arch>/machine/x.h: the inline part of the machine contract.
KERNEL_CFLAGS := $(TARGET_$(ARCH)) $(KERNEL_TARGET_$(ARCH)) $(FREESTANDING) -Wthread-safety \
	-Ikernel/arch/$(ARCH) $(CONFIG_CFLAGS) $(CONFIG_KERNEL_CFLAGS)
KERNEL_LD := $(LLD) -static -nostdlib --gc-sections --build-id=none -z noexecstack \
	-z max-page-size=$(KERNEL_PAGE) -z norelro --no-relax -T kernel/arch/shared/kernel.ld
KERNEL_ELF := $(OUT)/lintel-$(ARCH).elf

kernel: $(OUT)/lintel.elf

$(KERNEL_OUT)/%.c.o: %.c
	@mkdir -p $(@D)
	$(CLANG) $(KERNEL_CFLAGS) $(DEPS) -c $< -o $@

$(KERNEL_OUT)/%.S.o: %.S
	@mkdir -p $(@D)
	$(CLANG) $(KERNEL_CFLAGS) $(DEPS) -c $< -o $@

$(KERNEL_OUT)/symbols-empty.S: $(HOST)/symbols
	@mkdir -p $(@D)
	$(HOST)/symbols --empty $@

$(KERNEL_OUT)/first.elf: $(KERNEL_OBJ) $(KERNEL_OUT)/symbols-empty.o kernel/arch/shared/kernel.ld
	$(KERNEL_LD) $(KERNEL_OBJ) $(KERNEL_OUT)/symbols-empty.o -o $@

$(KERNEL_OUT)/symbols.S: $(KERNEL_OUT)/first.elf $(HOST)/symbols
	$(HOST)/symbols $< $@

$(KERNEL_OUT)/symbols.o $(KERNEL_OUT)/symbols-empty.o: %.o: %.S
	$(CLANG) $(KERNEL_CFLAGS) -c $< -o $@

$(KERNEL_ELF): $(KERNEL_OBJ) $(KERNEL_OUT)/symbols.o kernel/arch/shared/kernel.ld
	$(KERNEL_LD) $(KERNEL_OBJ) $(KERNEL_OUT)/symbols.o -o $@
	$(HOST)/symbols --check $@

# What boots has no debug information: the loader checks and copies every byte of it.
$(OUT)/lintel.elf: $(KERNEL_ELF)
	$(OBJCOPY) --strip-all $< $@

# libfdt is somebody else's code: its warnings are not ours to mend.
$(patsubst %,$(KERNEL_OUT)/%.o,$(LIBFDT_C)): KERNEL_CFLAGS += $(LIBFDT_FLAGS) -fno-sanitize=all
$(KERNEL_OUT)/kernel/core/ubsan.c.o: KERNEL_CFLAGS += -fno-sanitize=all
$(KERNEL_OUT)/lib/format/fdt_tree.c.o: KERNEL_CFLAGS += $(LIBFDT_INCLUDE)
$(KERNEL_OUT)/lib/format/fdt_tree.c.o: | $(LIBFDT_READY)

-include $(KERNEL_OBJ:.o=.o.d)

# ---- tests on the host -----------------------------------------------------------------------
UNIT_TESTS += kernel/drivers/fbcon/terminal_test.c+kernel/drivers/fbcon/terminal.c+lib/base/utf8.c
UNIT_TESTS += $(subst $() ,+,kernel/drivers/fbcon/pixels_test.c kernel/drivers/fbcon/pixels.c \
	kernel/drivers/fbcon/palette.c)
FUZZ_TARGETS += kernel/core/cmdline_fuzz.c+kernel/core/cmdline.c+lib/base/text.c
FUZZ_TARGETS += kernel/drivers/fbcon/terminal_fuzz.c+kernel/drivers/fbcon/terminal.c+lib/base/utf8.c
# The allocators, on a machine made of the host's memory. The models hold the files that they are
# models of, or are linked with them; the fuzzer's heap is a debug build's.
FRAME_MODEL := kernel/mem/frame_model_sample.c+kernel/mem/machine_sample.c
HEAP_MODEL := $(subst $() ,+,$(addprefix kernel/mem/,heap_model_sample.c frame.c untouched.c \
	heap_stats.c machine_sample.c))
UNIT_TESTS += kernel/mem/frame_test.c+$(FRAME_MODEL)
UNIT_TESTS += kernel/mem/kernel_heap_test.c+kernel/mem/heap.c+$(HEAP_MODEL)
FUZZ_TARGETS += kernel/mem/frame_fuzz.c+$(FRAME_MODEL)
FUZZ_TARGETS += $(subst $() ,+,kernel/mem/kernel_heap_fuzz.c kernel/mem/heap_watched_sample.c \
	lib/base/fmt.c $(HEAP_MODEL))
$(foreach name,frame untouched heap heap_stats frame_test kernel_heap_test heap_watched_sample \
	heap_model_sample frame_model_sample machine_sample,\
	$(eval UNIT_CFLAGS_kernel/mem/$(name).c := -Ikernel/mem/fake))

# A machine's own memory functions run where the host is such a machine.
ifeq ($(shell uname -m),x86_64)
UNIT_TESTS += kernel/arch/x86_64/memory.S+lib/base/mem_test.c
$(HOST)/unit/mem_bench_machine: $(HOST)/unit/obj/kernel/arch/x86_64/memory.o
mem-bench: mem-bench-machine
.PHONY: mem-bench-machine
mem-bench-machine: $(HOST)/unit/mem_bench_machine
	@echo kernel/arch/x86_64/memory.S:
	$(HOST)/unit/mem_bench_machine
endif

UNIT_TESTS += kernel/task/runqueue_test.c+kernel/task/runqueue.c+lib/base/tree.c
FUZZ_TARGETS += kernel/task/runqueue_fuzz.c+kernel/task/runqueue.c+lib/base/tree.c
