# The runner: the host program behind ./lintel, and the rule for the bundle, which it writes.

RUNNER := runner/bench.c runner/bench_draw.c runner/bench_firmware.c runner/boot_perform.c \
	runner/boot_tests.c runner/bundle.c runner/command.c runner/debug.c runner/esp.c \
	runner/file.c runner/gdb.c runner/guest.c runner/image.c runner/iso.c \
	runner/option.c runner/process.c runner/qemu.c runner/qmp.c runner/run.c \
	runner/say.c runner/serial.c runner/tap.c runner/terminal.c runner/test.c \
	runner/test_list.c runner/test_perform.c runner/text.c
RUNNER_LIB := lib/base/crc32.c lib/base/crc32c.c lib/format/elf.c lib/format/gpt.c

RUNNER_CFLAGS := -std=gnu17 $(WARN) $(REPRODUCIBLE) -g -O2 -I. -DLINTEL_VERSION='"$(VERSION)"'
RUNNER_OBJ := $(addprefix $(HOST)/runner/,$(addsuffix .o,$(RUNNER) $(RUNNER_LIB)))

UNIT_TESTS += runner/guest_serial_test.c+runner/serial.c+runner/text.c+runner/say.c
UNIT_TESTS += runner/tap_test.c+runner/tap.c+runner/text.c+runner/say.c
UNIT_TESTS += runner/text_test.c+runner/text.c+runner/say.c
UNIT_TESTS += $(subst $() ,+,runner/bundle_make_test.c runner/bundle.c runner/file.c \
	runner/text.c runner/say.c runner/option.c lib/base/crc32c.c lib/base/utf8.c \
	lib/format/elf.c lib/format/bundle.c)

runner: $(HOST)/lintel

$(HOST)/lintel: $(RUNNER_OBJ)
	$(HOSTCC) -fuse-ld=lld $(RUNNER_OBJ) -o $@

$(HOST)/runner/%.c.o: %.c
	@mkdir -p $(@D)
	$(HOSTCC) $(RUNNER_CFLAGS) $(DEPS) -c -o $@ $<

-include $(RUNNER_OBJ:=.d)

# ---- what the loader gets --------------------------------------------------------------------
bundle: $(OUT)/lintel.bundle

$(OUT)/lintel.bundle: $(OUT)/lintel.elf $(HOST)/lintel
	$(HOST)/lintel bundle -o $@ --kernel $<

# ---- unit tests and fuzz targets, as lines of tests/list.txt for `lintel test` ---------------
.PHONY: list-tests
list-tests:
	$(foreach p,$(UNIT_PROGRAMS),$(info unit/$(patsubst %_test,%,$(notdir $p)) 120 s run $p))
	$(foreach p,$(FUZZ_PROGRAMS),$(info fuzz/$(patsubst %_fuzz,%,$(notdir $p)) 300 s fuzz $p))
	@:
