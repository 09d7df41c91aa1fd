# Host tools: generators and checkers, in build/host/. Their objects, and those of the lib files
# they use, are their own (build/host/tools/), so that no other room's flags matter here.
#
#   make check           every checker below, one after the other
#   make check-layers    the law of the house (docs/architecture.md)
#   make check-headers   every header compiles alone
#   make check-tidy      the limits of docs/style.md; exceptions in tools/check/ratchet.txt
#   make check-format    clang-format has nothing to change
#   make check-clang-tidy, check-cppcheck, check-gcc    what runs on the host: lib, runner, tools
#   make check-shell     shellcheck on every shell program
#   make format          lets clang-format change what it would

TOOLS_CFLAGS := -std=gnu17 $(WARN) $(REPRODUCIBLE) -g -O2 -I.
TOOLS_OBJ := $(HOST)/tools/obj

TOOLS_SYMBOLS := tools/gen/symbols.c tools/gen/elf_symtab.c tools/base/file.c lib/format/elf.c
TOOLS_FONT := tools/gen/font.c tools/base/psf.c tools/base/file.c
TOOLS_SCREEN := tools/screen/screen.c tools/base/psf.c tools/base/file.c
TOOLS_SEAL := tools/gen/seal.c tools/base/file.c lib/base/crc32c.c
TOOLS_LAYERS := tools/check/layers.c tools/check/rooms.c tools/check/listed.c \
	tools/check/list.c tools/check/source.c tools/base/file.c
TOOLS_TIDY := tools/check/tidy.c tools/check/functions.c tools/check/ratchet.c \
	tools/check/list.c tools/check/source.c tools/base/file.c
TOOLS_ALL := $(sort $(TOOLS_SYMBOLS) $(TOOLS_FONT) $(TOOLS_SCREEN) $(TOOLS_SEAL) $(TOOLS_LAYERS) \
	$(TOOLS_TIDY))

UNIT_TESTS += kernel/core/symbols_test.c+kernel/core/symbols.c
UNIT_TESTS += kernel/drivers/fbcon/font_test.c+kernel/drivers/fbcon/font.c+build/font.c

FUZZ_TARGETS += tools/gen/elf_symtab_fuzz.c+tools/gen/elf_symtab.c+lib/format/elf.c
FUZZ_TARGETS += tools/check/source_fuzz.c+tools/check/source.c+tools/check/functions.c+$\
	tools/check/ratchet.c+tools/base/file.c

tools_objects = $(addprefix $(TOOLS_OBJ)/,$(1:.c=.o))
-include $(patsubst %,%.d,$(call tools_objects,$(TOOLS_ALL)))

$(TOOLS_OBJ)/%.o: %.c
	@mkdir -p $(@D)
	$(HOSTCC) $(TOOLS_CFLAGS) $(DEPS) -c $< -o $@

$(HOST)/symbols: $(call tools_objects,$(TOOLS_SYMBOLS))
$(HOST)/font: $(call tools_objects,$(TOOLS_FONT))
$(HOST)/screen: $(call tools_objects,$(TOOLS_SCREEN))
$(HOST)/seal: $(call tools_objects,$(TOOLS_SEAL))
$(HOST)/layers: $(call tools_objects,$(TOOLS_LAYERS))
$(HOST)/tidy: $(call tools_objects,$(TOOLS_TIDY))
$(HOST)/symbols $(HOST)/font $(HOST)/screen $(HOST)/seal $(HOST)/layers $(HOST)/tidy:
	$(HOSTCC) $^ -o $@

# ---- Debian packages that are unpacked, not installed ----------------------------------------
# A stamp per package; its content is the folder, so that a changed pin rebuilds what uses it.
build/fetch/console-setup-linux.stamp: FETCH := deb console-setup-linux
build/fetch/%.stamp: config/sources.txt tools/fetch/fetch
	@mkdir -p $(@D)
	tools/fetch/fetch $(FETCH) >$@

build/font.psf: build/fetch/console-setup-linux.stamp
	gzip -dc "$$(cat $<)/usr/share/consolefonts/Uni2-Terminus16.psf.gz" >$@

build/font.c: build/font.psf $(HOST)/font
	$(HOST)/font build/font.psf $@

# ---- checkers --------------------------------------------------------------------------------
CLANG_FORMAT ?= clang-format-19
CLANG_TIDY ?= clang-tidy-19
CPPCHECK ?= cppcheck
GCC ?= gcc
SHELLCHECK ?= shellcheck

# What the project has: the index of git, without build/ and what nobody has added yet.
CHECK_FILES := git ls-files
CHECK_C := git ls-files '*.c' '*.h'
# Analyzers read no tests: these do on purpose what looks wrong, and the sanitizers watch them.
CHECK_HOST_C := git ls-files 'lib/*.c' 'runner/*.c' 'tools/*.c' | \
	grep -vE '_(test|fuzz|bench)\.c$$'
CHECK_SHELL := git grep -lE '^\#!/bin/sh' ; git ls-files '*.sh'
CHECK_CFLAGS := -std=gnu17 -I. -DLINTEL_VERSION='"$(VERSION)"' $(LIBFDT_HOST_INCLUDE)

CHECKS := check-layers check-headers check-tidy check-format check-clang-tidy check-cppcheck \
	check-gcc check-shell
.PHONY: check $(CHECKS) format
check: $(CHECKS)

check-layers: $(HOST)/layers
	@$(CHECK_FILES) | $(HOST)/layers

check-headers:
	@git ls-files '*.h' | CLANG=$(CLANG) tools/check/headers

check-tidy: $(HOST)/tidy
	@$(CHECK_FILES) | $(HOST)/tidy tools/check/ratchet.txt

check-format:
	@$(CHECK_C) | xargs $(CLANG_FORMAT) --dry-run -Werror

# Its flags come from a file, so that xargs can add the sources. What it finds goes to stdout;
# stderr counts warnings in headers that nobody asked for.
check-clang-tidy: | $(LIBFDT_READY)
	@mkdir -p build/check
	@printf '%s\n' -std=gnu17 -I../.. '-DLINTEL_VERSION="$(VERSION)"' \
		$(subst build/,../../build/,$(LIBFDT_HOST_INCLUDE)) >build/check/compile_flags.txt
	@$(CHECK_HOST_C) | xargs -P2 -n4 $(CLANG_TIDY) --quiet -p build/check 2>build/check/log || \
		{ grep error: build/check/log; exit 1; }

check-cppcheck:
	@$(CHECK_HOST_C) | xargs $(CPPCHECK) --quiet --error-exitcode=1 --std=c11 \
		--enable=warning,portability,performance --inline-suppr -I.

# The analyzer does not know that glibc's getcwd takes a null pointer, and sees leaks where pointers
# are stored in arrays; clang's, and LeakSanitizer in the unit tests, see real ones.
check-gcc: | $(LIBFDT_READY)
	@$(CHECK_HOST_C) | xargs -P2 -n1 $(GCC) $(CHECK_CFLAGS) $(WARN) -O2 -fanalyzer \
		-Wno-analyzer-null-argument -Wno-analyzer-malloc-leak -c -o /dev/null

check-shell:
	@{ $(CHECK_SHELL); } | sort -u | xargs $(SHELLCHECK) --severity=warning

format:
	@$(CHECK_C) | xargs $(CLANG_FORMAT) -i
