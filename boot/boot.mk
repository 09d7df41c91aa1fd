# The loader, sill: lists of the rooms under boot/, then one section per front end.
#
#   build/<arch>/sill.elf      what QEMU's -kernel gets (x86_64: PVH; others: see their section)
#
# A front end's program is its own list + BOOT_CORE + BOOT_ARCH_<arch> + BOOT_LIB, compiled for the
# format it needs: objects go to build/<arch>/sill/ (ELF) or a folder of the front end's own.

BOOT_CORE := boot/core/boot.c boot/core/fail.c boot/core/memory.c boot/core/payload.c \
	boot/core/load.c boot/core/requests.c boot/core/answers.c boot/core/acpi.c \
	boot/core/tables.c boot/core/map.c boot/core/paging.c
BOOT_LIB := lib/base/fmt.c lib/base/crc32c.c lib/base/string.c lib/base/utf8.c lib/format/elf.c \
	lib/format/bundle.c

BOOT_ARCH_x86_64 := boot/arch/x86_64/paging.c boot/arch/x86_64/machine.c \
	boot/arch/x86_64/enter.c boot/arch/x86_64/switch.S boot/arch/x86_64/apic.c \
	boot/arch/x86_64/processors.c boot/arch/x86_64/mtrr.c boot/arch/x86_64/iommu.c \
	boot/arch/x86_64/crc32c.c boot/arch/x86_64/mem.c

BOOT_ARCH_SHARED := boot/arch/shared/radix.c boot/arch/shared/processors.c \
	lib/format/fdt_tree.c $(LIBFDT_C) lib/base/mem.c
BOOT_ARCH_aarch64 := boot/arch/aarch64/machine.c boot/arch/aarch64/processors.c \
	boot/arch/aarch64/crc32c.c boot/arch/aarch64/switch.S $(BOOT_ARCH_SHARED)
BOOT_ARCH_riscv64 := boot/arch/riscv64/machine.c boot/arch/riscv64/switch.S $(BOOT_ARCH_SHARED)
BOOT_ARCH_loongarch64 := boot/arch/loongarch64/machine.c boot/arch/loongarch64/switch.S \
	$(BOOT_ARCH_SHARED)

SILL_CFLAGS = $(TARGET_$(ARCH)) $(FREESTANDING)
SILL_OUT := $(OUT)/sill

$(SILL_OUT)/%.c.o: %.c
	@mkdir -p $(@D)
	$(CLANG) $(SILL_CFLAGS) $(DEPS) -c -o $@ $<

$(SILL_OUT)/%.S.o: %.S
	@mkdir -p $(@D)
	$(CLANG) $(SILL_CFLAGS) $(DEPS) -c -o $@ $<

# ---- x86_64 direct: PVH ----------------------------------------------------------------------
BOOT_PVH := boot/pvh/entry.S boot/pvh/main.c boot/pvh/console.c boot/arch/x86_64/legacy.c \
	boot/arch/x86_64/trap.S boot/arch/x86_64/trap.c

ifeq ($(ARCH),x86_64)
SILL_PVH := $(addprefix $(SILL_OUT)/,$(addsuffix .o,$(BOOT_PVH) $(BOOT_CORE) \
	$(BOOT_ARCH_x86_64) $(BOOT_LIB)))

sill: $(OUT)/sill.elf

$(OUT)/sill.elf: $(SILL_PVH) boot/pvh/sill.lds
	$(LLD) -static --gc-sections -z noexecstack -z max-page-size=4096 \
		-T boot/pvh/sill.lds -o $@ $(SILL_PVH)

-include $(SILL_PVH:=.d)
endif

# ---- x86_64 BIOS: first and second stage -------------------------------------------------------
include boot/bios/bios.mk

# ---- aarch64, riscv64, loongarch64 direct: device tree --------------------------------------
include boot/direct/direct.mk

# ---- x86_64 and aarch64 UEFI: PE images ------------------------------------------------------
include boot/uefi/uefi.mk

# ---- the probe kernel, which compares every promise of the protocol ---------------------------
include tests/boot/probe/probe.mk

# ---- unit tests of the core --------------------------------------------------------------------
LOAD_NEEDS := boot/core/memory.c+lib/format/elf.c
UNIT_TESTS += boot/core/memory_test.c+boot/core/memory.c
UNIT_TESTS += boot/core/requests_test.c+boot/core/requests.c+lib/format/elf.c
UNIT_TESTS += boot/core/acpi_test.c+boot/core/acpi.c
FUZZ_TARGETS += $(subst $() ,+,boot/core/load_fuzz.c boot/core/load.c boot/core/requests.c \
	boot/core/map.c $(LOAD_NEEDS))
