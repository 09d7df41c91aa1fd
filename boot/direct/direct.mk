# The loader on machines with a device tree: what boot/boot.mk adds for aarch64, riscv64 and
# loongarch64 when QEMU's -kernel (or another loader) starts it directly.
#
#   build/aarch64/sill.img     a Linux Image: -kernel sill.img -initrd BUNDLE
#   build/riscv64/sill.elf     -kernel sill.elf -initrd BUNDLE
#   build/loongarch64/sill.elf -kernel sill.elf -device loader,file=BUNDLE,... (abi/boot/direct.h)

BOOT_DIRECT := boot/direct/main.c boot/direct/console.c boot/direct/fw_cfg.c
BOOT_DIRECT_aarch64 := boot/direct/aarch64/start.S boot/direct/aarch64/identity.c \
	boot/direct/aarch64/direct.c
BOOT_DIRECT_riscv64 := boot/direct/riscv64/start.S boot/direct/riscv64/direct.c
BOOT_DIRECT_loongarch64 := boot/direct/loongarch64/start.S boot/direct/loongarch64/direct.c

# Code runs where it is loaded: anywhere (aarch64), or above 2 GiB (riscv64).
SILL_CFLAGS_aarch64 := -fpie -fvisibility=hidden
SILL_CFLAGS_riscv64 := -mcmodel=medany
SILL_CFLAGS_loongarch64 :=
SILL_LDFLAGS_aarch64 := -pie --no-dynamic-linker -z norelro -z text
SILL_LDFLAGS_riscv64 := -static
SILL_LDFLAGS_loongarch64 := -static

ifneq ($(filter aarch64 riscv64 loongarch64,$(ARCH)),)
SILL_DIRECT := $(addprefix $(SILL_OUT)/,$(addsuffix .o,$(BOOT_DIRECT_$(ARCH)) $(BOOT_DIRECT) \
	$(BOOT_CORE) $(BOOT_ARCH_$(ARCH)) $(BOOT_LIB)))

SILL_CFLAGS += $(SILL_CFLAGS_$(ARCH))

$(OUT)/sill.elf: $(SILL_DIRECT) boot/direct/$(ARCH)/sill.lds
	$(LLD) $(SILL_LDFLAGS_$(ARCH)) --gc-sections -z noexecstack -z max-page-size=4096 \
		-T boot/direct/$(ARCH)/sill.lds -o $@ $(SILL_DIRECT)

sill: $(OUT)/sill.elf

-include $(SILL_DIRECT:=.d)
endif

# libfdt and its one user, here and in the UEFI application
$(addprefix $(SILL_OUT)/,$(addsuffix .o,$(LIBFDT_C))): SILL_CFLAGS += $(LIBFDT_FLAGS)
$(addprefix $(UEFI_OUT)/,$(addsuffix .o,$(LIBFDT_C))): UEFI_CFLAGS += $(LIBFDT_FLAGS)
$(SILL_OUT)/lib/format/fdt_tree.c.o: SILL_CFLAGS += $(LIBFDT_INCLUDE)
$(UEFI_OUT)/lib/format/fdt_tree.c.o: UEFI_CFLAGS += $(LIBFDT_INCLUDE)
$(SILL_OUT)/lib/format/fdt_tree.c.o $(UEFI_OUT)/lib/format/fdt_tree.c.o: | $(LIBFDT_READY)

ifeq ($(ARCH),aarch64)
# The translation of addresses is not on yet when this runs: it must not use unaligned accesses.
$(SILL_OUT)/boot/direct/aarch64/identity.c.o: SILL_CFLAGS += -mstrict-align

$(OUT)/sill.img: $(OUT)/sill.elf
	$(OBJCOPY) -O binary $< $@

sill: $(OUT)/sill.img
endif
