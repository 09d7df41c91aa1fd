# The BIOS front end.
#
#   build/x86_64/stage1.bin    the first sector, for the image's MBR (abi/disk/mbr.h)
#   build/x86_64/stage2.bin    for the BIOS boot partition
#   build/x86_64/stage2.elf    the same with symbols, for the debugger
BOOT_BIOS := boot/bios/start.S boot/bios/thunk.S boot/bios/main.c boot/bios/console.c \
	boot/bios/memory.c boot/bios/disk.c boot/bios/slot.c boot/bios/video.c \
	boot/arch/x86_64/trap.S boot/arch/x86_64/trap.c boot/arch/x86_64/legacy.c
BOOT_STAGE1 := boot/bios/stage1.S

ifeq ($(ARCH),x86_64)
SILL_BIOS := $(addprefix $(SILL_OUT)/,$(addsuffix .o,$(BOOT_BIOS) $(BOOT_CORE) \
	$(BOOT_ARCH_x86_64) $(BOOT_LIB) lib/format/gpt.c lib/base/crc32.c))

sill: $(OUT)/stage1.bin $(OUT)/stage2.bin

$(OUT)/stage1.bin: $(SILL_OUT)/$(BOOT_STAGE1).o
	$(LLD) --oformat=binary -Ttext=0x7c00 -e stage1 -o $@ $<
	test $$(wc -c <$@) -eq 512

$(OUT)/stage2.elf: $(SILL_BIOS) $(SILL_OUT)/stage2.lds
	$(LLD) -static --gc-sections -z noexecstack -z max-page-size=4096 \
		-T $(SILL_OUT)/stage2.lds -o $@ $(SILL_BIOS)

$(SILL_OUT)/stage2.lds: boot/bios/stage2.lds boot/bios/layout.h
	@mkdir -p $(@D)
	$(CLANG) -E -P -x c -I. -D__ASSEMBLER__ -o $@ $<

$(SILL_OUT)/stage2.raw: $(OUT)/stage2.elf
	$(OBJCOPY) -O binary $< $@

$(OUT)/stage2.bin: $(SILL_OUT)/stage2.raw $(HOST)/seal
	$(HOST)/seal $< $@

-include $(SILL_BIOS:=.d) $(SILL_OUT)/$(BOOT_STAGE1).o.d
endif

UNIT_TESTS += boot/bios/bios_disk_test.c+boot/bios/disk.c+boot/bios/bios_sample.c
UNIT_TESTS += boot/bios/bios_memory_test.c+boot/bios/memory.c+boot/bios/bios_sample.c
UNIT_TESTS += boot/bios/bios_video_test.c+boot/bios/video.c+boot/bios/bios_sample.c
