# Lintel's build: one file, explicit lists, everything it makes goes to build/.
# People use ./lintel; this is what it calls. `make help` lists the targets.
#
#   ARCH=x86_64|aarch64|riscv64|loongarch64   the machine (kernel, loader)
#   CONFIG=debug-locks+...                    build options (config/build.mk), in build/ARCH-CONFIG/
#   MODE=release|debug                        debug: -O1, easier to step through
#
# Lists are per room and explicit: a file that is not listed is not built, and tools/check says so.

ARCH ?= x86_64
MODE ?= release
MAKEFLAGS += --no-builtin-rules
.SUFFIXES:
.DELETE_ON_ERROR:
.SECONDARY:

VERSION := $(shell cat config/version)
include config/build.mk
OUT := build/$(ARCH)$(CONFIG_SUFFIX)
HOST := build/host
ARCHES := x86_64 aarch64 riscv64 loongarch64

CLANG ?= clang-19
LLD ?= ld.lld-19
LLD_LINK ?= lld-link-19
OBJCOPY ?= llvm-objcopy-19
HOSTCC ?= clang-19

WARN := -Wall -Wextra -Wshadow -Wmissing-prototypes -Wstrict-prototypes -Wvla \
	-Wimplicit-fallthrough -Werror
OPT_release := -O2
OPT_debug := -O1
# No path of the building machine may reach a binary: names are relative to the project.
REPRODUCIBLE := -ffile-compilation-dir=. -no-canonical-prefixes
DEPS = -MMD -MP -MF $@.d

# ---- lib: pure C for kernel, loader, runner and host tests -----------------------------------
LIB_BASE := lib/base/fmt.c lib/base/text.c lib/base/utf8.c lib/base/ring.c \
	lib/base/crc32c.c lib/base/crc32.c
LIB_LIBC := lib/base/string.c lib/base/mem.c
LIB_FORMAT := lib/format/elf.c lib/format/bundle.c lib/format/gpt.c

# ---- targets' compilers ----------------------------------------------------------------------
TARGET_x86_64 := --target=x86_64-unknown-none-elf -march=x86-64 -mno-red-zone -mgeneral-regs-only \
	-fcf-protection=none
TARGET_aarch64 := --target=aarch64-unknown-none-elf -march=armv8-a -mgeneral-regs-only \
	-mno-outline-atomics -mbranch-protection=none
TARGET_riscv64 := --target=riscv64-unknown-none-elf -march=rv64imac_zicsr_zifencei -mabi=lp64 \
	-mno-relax
TARGET_loongarch64 := --target=loongarch64-unknown-none-gnusf -msoft-float -mabi=lp64s \
	-Wno-unused-command-line-argument
FREESTANDING := -std=gnu17 -ffreestanding -nostdlibinc -fno-common -fno-stack-protector \
	-fno-omit-frame-pointer -fno-asynchronous-unwind-tables -fno-unwind-tables \
	-ffunction-sections -fdata-sections -fno-strict-aliasing -fwrapv $(WARN) \
	$(REPRODUCIBLE) -g $(OPT_$(MODE)) -I. -DLINTEL_VERSION='"$(VERSION)"' \
	-DLINTEL_ARCH='"$(ARCH)"'

.PHONY: all help kernel sill bundle runner unit clean
all: runner kernel sill bundle

help:
	@echo 'make [ARCH=...] kernel | sill | bundle    what boots, in build/ARCH/'
	@echo 'make runner | unit | fuzz | check         host side, in build/host/'
	@echo 'make clean                                removes build/'

# ---- the rooms' own lists and rules ----------------------------------------------------------
-include lib/libfdt.mk
-include kernel/kernel.mk
-include boot/boot.mk
-include runner/host.mk
-include tools/tools.mk
-include tests/tests.mk
# Last: it makes rules of the lists that the rooms above have added to.
-include lib/unit.mk

clean:
	rm -rf build
