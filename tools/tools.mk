# Host tools: generators and checkers, in build/host/. Their objects, and those of the lib files they
# use, are their own (build/host/tools/), so that no other room's flags matter here.

TOOLS_CFLAGS := -std=gnu17 $(WARN) $(REPRODUCIBLE) -g -O2 -I. -D_GNU_SOURCE
TOOLS_OBJ := $(HOST)/tools/obj

TOOLS_SYMBOLS := tools/gen/symbols.c tools/gen/elf_symtab.c tools/base/file.c lib/format/elf.c
TOOLS_SYMBOLS_TEST := kernel/core/symbols_test.c kernel/core/symbols.c
TOOLS_FONT := tools/gen/font.c tools/base/file.c
TOOLS_FONT_TEST := kernel/drivers/fbcon/font_test.c kernel/drivers/fbcon/font.c

TOOLS_ALL := $(sort $(TOOLS_SYMBOLS) $(TOOLS_SYMBOLS_TEST) $(TOOLS_FONT) $(TOOLS_FONT_TEST))

tools_objects = $(addprefix $(TOOLS_OBJ)/,$(1:.c=.o))
-include $(patsubst %,%.d,$(call tools_objects,$(TOOLS_ALL)))

$(TOOLS_OBJ)/%.o: %.c
	@mkdir -p $(@D)
	$(HOSTCC) $(TOOLS_CFLAGS) $(DEPS) -c $< -o $@

$(HOST)/symbols: $(call tools_objects,$(TOOLS_SYMBOLS))
$(HOST)/font: $(call tools_objects,$(TOOLS_FONT))
$(HOST)/symbols $(HOST)/font:
	$(HOSTCC) $^ -o $@

# ---- Debian packages that are unpacked, not installed ----------------------------------------
# A stamp per package; its content is the folder, so that a changed pin rebuilds what uses it.
FETCH_FONT := build/fetch/console-setup-linux.stamp

build/fetch/console-setup-linux.stamp: FETCH := deb console-setup-linux
build/fetch/device-tree-compiler.stamp: FETCH := source device-tree-compiler
build/fetch/%.stamp: config/sources.txt
	@mkdir -p $(@D)
	tools/fetch/fetch $(FETCH) >$@

build/font.psf: $(FETCH_FONT)
	gzip -dc "$$(cat $<)/usr/share/consolefonts/Uni2-Terminus16.psf.gz" >$@

build/font.c: build/font.psf $(HOST)/font
	$(HOST)/font build/font.psf $@

# ---- tests of the generated parts ------------------------------------------------------------
$(HOST)/symbols_test: $(call tools_objects,$(TOOLS_SYMBOLS_TEST))
$(HOST)/font_test: $(call tools_objects,$(TOOLS_FONT_TEST)) $(TOOLS_OBJ)/build/font.o
$(HOST)/symbols_test $(HOST)/font_test:
	$(HOSTCC) $^ -lcmocka -o $@

.PHONY: unit-tools
unit: unit-tools
unit-tools: $(HOST)/symbols_test $(HOST)/font_test
	$(HOST)/symbols_test
	$(HOST)/font_test
