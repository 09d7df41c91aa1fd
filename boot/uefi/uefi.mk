# The loader under UEFI: PE images, compiled for Windows' object format and calling convention,
# which are UEFI's. Read behind the other machines' lists, which it uses.
#
#   build/x86_64/BOOTX64.EFI   build/aarch64/BOOTAA64.EFI
#
# riscv64 and loongarch64 have no such compiler; their place is free.

BOOT_UEFI := boot/uefi/main.c boot/uefi/console.c boot/uefi/arch/serial.c boot/uefi/load.c \
	boot/uefi/disk.c boot/uefi/file.c boot/uefi/video.c boot/uefi/tables.c \
	boot/uefi/memory.c boot/uefi/convert.c boot/uefi/arch/$(ARCH).c
BOOT_UEFI_LIB := lib/base/text.c lib/base/crc32.c lib/format/gpt.c
BOOT_UEFI_LIB_aarch64 := $(BOOT_MEM) $(LIBFDT_C)

UEFI_NAME_x86_64 := BOOTX64.EFI
UEFI_NAME_aarch64 := BOOTAA64.EFI
UEFI_TARGET_x86_64 := --target=x86_64-unknown-windows -march=x86-64 -mno-red-zone
UEFI_TARGET_aarch64 := --target=aarch64-unknown-windows -march=armv8-a -mno-outline-atomics
UEFI_MACHINE_x86_64 := x64
UEFI_MACHINE_aarch64 := arm64

# Own stack checks would need a runtime; the firmware gives at least 128 KiB of stack [UEFI 2.3.4].
UEFI_CFLAGS = $(UEFI_TARGET_$(ARCH)) $(filter-out -g,$(FREESTANDING)) -fshort-wchar \
	-mgeneral-regs-only -mno-stack-arg-probe
UEFI_OUT := $(OUT)/uefi

$(UEFI_OUT)/%.c.o: %.c
	@mkdir -p $(@D)
	$(CLANG) $(UEFI_CFLAGS) $(DEPS) -c -o $@ $<

$(UEFI_OUT)/%.S.o: %.S
	@mkdir -p $(@D)
	$(CLANG) $(UEFI_CFLAGS) $(DEPS) -c -o $@ $<

ifneq ($(UEFI_NAME_$(ARCH)),)
UEFI_OBJECTS := $(addprefix $(UEFI_OUT)/,$(addsuffix .o,$(BOOT_UEFI) $(BOOT_CORE) \
	$(BOOT_ARCH_$(ARCH)) $(BOOT_LIB) $(BOOT_UEFI_LIB) $(BOOT_UEFI_LIB_$(ARCH))))

$(addprefix $(UEFI_OUT)/,$(addsuffix .o,$(LIBFDT_C))): UEFI_CFLAGS += $(LIBFDT_FLAGS)
$(UEFI_OUT)/lib/format/fdt_tree.c.o: UEFI_CFLAGS += $(LIBFDT_INCLUDE)
$(UEFI_OUT)/lib/format/fdt_tree.c.o: | $(LIBFDT_READY)

sill: $(OUT)/$(UEFI_NAME_$(ARCH))

# /Brepro puts a checksum of the content where others put the time of day.
$(OUT)/$(UEFI_NAME_$(ARCH)): $(UEFI_OBJECTS)
	$(LLD_LINK) -subsystem:efi_application -entry:efi_main -nodefaultlib \
		-machine:$(UEFI_MACHINE_$(ARCH)) -opt:ref -Brepro -out:$@ $(UEFI_OBJECTS)

-include $(UEFI_OBJECTS:=.d)
endif

UNIT_TESTS += boot/uefi/convert_test.c+boot/uefi/convert.c
UNIT_TESTS += boot/uefi/arch/serial_test.c+boot/uefi/arch/serial.c
FUZZ_TARGETS += boot/uefi/convert_fuzz.c+boot/uefi/convert.c
