# The probe kernel (probe.h).
#
#   build/<arch>/probe/r6.elf r5.elf r4.elf r3.elf   ET_EXEC, one for each base revision
#   build/<arch>/probe/pie.elf                       ET_DYN from address 0, base revision 6
#   build/<arch>/probe/deep.elf                      base revision 6, deepest paging mode asked for
PROBE_SRC := tests/boot/probe/main.c tests/boot/probe/report.c tests/boot/probe/memory.c \
	tests/boot/probe/responses.c tests/boot/probe/tables.c lib/base/fmt.c lib/base/string.c \
	lib/base/mem.c
PROBE_ARCH_x86_64 := tests/boot/probe/arch/x86_64/entry.S tests/boot/probe/arch/x86_64/cpu.c \
	tests/boot/probe/arch/x86_64/paging.c tests/boot/probe/arch/x86_64/devices.c \
	tests/boot/probe/arch/x86_64/processors.c
PROBE_ARCH_aarch64 := tests/boot/probe/arch/aarch64/entry.S \
	tests/boot/probe/arch/aarch64/machine.c tests/boot/probe/arch/shared/processors.c
PROBE_ARCH_riscv64 := tests/boot/probe/arch/riscv64/entry.S \
	tests/boot/probe/arch/riscv64/machine.c tests/boot/probe/arch/shared/processors.c
PROBE_ARCH_loongarch64 := tests/boot/probe/arch/loongarch64/entry.S \
	tests/boot/probe/arch/loongarch64/machine.c tests/boot/probe/arch/shared/processors.c
PROBE_OUT := $(OUT)/probe
PROBE_CFLAGS = $(TARGET_$(ARCH)) $(FREESTANDING) -fPIE -fvisibility=hidden
PROBE_OBJECTS := $(addprefix $(PROBE_OUT)/,$(addsuffix .o,$(PROBE_SRC) $(PROBE_ARCH_$(ARCH))))
PROBE_KERNELS := $(addprefix $(PROBE_OUT)/,r6.elf r5.elf r4.elf r3.elf pie.elf deep.elf)
PROBE_LINK = $(LLD) --gc-sections -z noexecstack -z max-page-size=4096 -z norelro \
	--build-id=none -T tests/boot/probe/probe.lds -o $@

.PHONY: probe
probe: $(PROBE_KERNELS)

$(PROBE_OUT)/%.c.o: %.c
	@mkdir -p $(@D)
	$(CLANG) $(PROBE_CFLAGS) $(DEPS) -c -o $@ $<

$(PROBE_OUT)/%.S.o: %.S
	@mkdir -p $(@D)
	$(CLANG) $(PROBE_CFLAGS) $(DEPS) -c -o $@ $<

# The requests are compiled once for each base revision and paging mode asked for.
$(PROBE_OUT)/requests-r%.o: tests/boot/probe/requests.c
	@mkdir -p $(@D)
	$(CLANG) $(PROBE_CFLAGS) -DPROBE_REVISION=$* -DPROBE_PAGING_MODE=0 -DPROBE_MIN_MODE=0 \
		$(DEPS) -c -o $@ $<

$(PROBE_OUT)/requests-deep.o: tests/boot/probe/requests.c
	@mkdir -p $(@D)
	$(CLANG) $(PROBE_CFLAGS) -DPROBE_REVISION=6 -DPROBE_PAGING_MODE=1 -DPROBE_MIN_MODE=0 \
		$(DEPS) -c -o $@ $<

$(PROBE_OUT)/requests-five.o: tests/boot/probe/requests.c
	@mkdir -p $(@D)
	$(CLANG) $(PROBE_CFLAGS) -DPROBE_REVISION=6 -DPROBE_PAGING_MODE=1 -DPROBE_MIN_MODE=1 \
		$(DEPS) -c -o $@ $<

$(PROBE_OUT)/r%.elf: $(PROBE_OUT)/requests-r%.o $(PROBE_OBJECTS) tests/boot/probe/probe.lds
	$(PROBE_LINK) -static --defsym=PROBE_BASE=0xffffffff80000000 $< $(PROBE_OBJECTS)

$(PROBE_OUT)/deep.elf $(PROBE_OUT)/five.elf: $(PROBE_OUT)/%.elf: $(PROBE_OUT)/requests-%.o \
		$(PROBE_OBJECTS) tests/boot/probe/probe.lds
	$(PROBE_LINK) -static --defsym=PROBE_BASE=0xffffffff80000000 $< $(PROBE_OBJECTS)

$(PROBE_OUT)/pie.elf: $(PROBE_OUT)/requests-r6.o $(PROBE_OBJECTS) tests/boot/probe/probe.lds
	$(PROBE_LINK) -pie --no-dynamic-linker --defsym=PROBE_BASE=0 $< $(PROBE_OBJECTS)

-include $(PROBE_OBJECTS:=.d) $(addprefix $(PROBE_OUT)/,$(addsuffix .o.d,requests-r6 requests-r5 \
	requests-r4 requests-r3 requests-deep))

# Kernels that a loader must refuse: base revisions out of range (by the rule above), a request
# twice, five levels of paging where there may be four.
PROBE_REFUSED := $(addprefix $(PROBE_OUT)/,r2.elf r7.elf twice.elf five.elf)
PROBE_TWICE_SRC := tests/boot/probe/duplicate.c
PROBE_TWICE := $(addprefix $(PROBE_OUT)/,$(addsuffix .o,$(PROBE_TWICE_SRC)))

.PHONY: probe-refused
probe-refused: $(PROBE_REFUSED)

$(PROBE_OUT)/twice.elf: $(PROBE_OUT)/requests-r6.o $(PROBE_TWICE) $(PROBE_OBJECTS) \
		tests/boot/probe/probe.lds
	$(PROBE_LINK) -static --defsym=PROBE_BASE=0xffffffff80000000 $< $(PROBE_TWICE) \
		$(PROBE_OBJECTS)
