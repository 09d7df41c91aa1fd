# Unit tests and fuzz targets: host programs, built with the address and undefined-behaviour
# sanitizers.
#
#   make unit                        builds every test, build/host/unit/NAME_test
#   make unit-run                    builds and runs them
#   make fuzz                        builds every fuzz target, build/host/fuzz/NAME_fuzz
#   make fuzz-run FUZZ_SECONDS=60    builds them and lets each search that long
#   make mem-calls                   no machine's memcpy or strlen may call itself (part of `unit`)
#   make mem-bench                   instructions per byte of lib/base/mem.c, as a table
#
# A room adds one line per program to its own fragment: the program's file, then what it links, with
# plus signs between. The file's name names the program, so it must be unique; it sits beside what
# it tests.
#
#   UNIT_TESTS += kernel/core/log_test.c+kernel/core/log.c+lib/base/ring.c+lib/base/fmt.c
#   FUZZ_TARGETS += lib/format/elf_fuzz.c+lib/format/elf.c
#
# A test uses cmocka and exits with 0 if all is well. A fuzz target needs no files: it makes its
# first inputs itself (lib/base/fuzz.h). Flags for one source only: UNIT_CFLAGS_path/x.c := ...

FUZZ_SECONDS ?= 5
OBJDUMP ?= llvm-objdump-19

BUNDLE_NEEDS := lib/base/crc32c.c+lib/base/utf8.c+lib/base/text.c

UNIT_TESTS += lib/base/fmt_test.c+lib/base/fmt.c
UNIT_TESTS += lib/base/mem_test.c+lib/base/mem.c
UNIT_TESTS += lib/base/string_test.c+lib/base/string.c+lib/base/text.c
UNIT_TESTS += lib/base/crc_test.c+lib/base/crc32c.c+lib/base/crc32.c
UNIT_TESTS += lib/base/utf8_test.c+lib/base/utf8.c
UNIT_TESTS += lib/base/ring_test.c+lib/base/ring.c
UNIT_TESTS += lib/base/list_test.c
UNIT_TESTS += lib/base/tree_test.c+lib/base/tree.c
UNIT_TESTS += lib/base/heap_test.c+lib/base/heap.c
UNIT_TESTS += lib/format/elf_test.c+lib/format/elf.c
UNIT_TESTS += lib/format/elf_linked_test.c+lib/format/elf.c
UNIT_TESTS += lib/format/bundle_test.c+lib/format/bundle.c+$(BUNDLE_NEEDS)
UNIT_TESTS += lib/format/gpt_test.c+lib/format/gpt.c+lib/base/crc32.c
UNIT_TESTS += lib/format/acpi_table_test.c+lib/format/acpi_table.c


FUZZ_TARGETS += lib/base/utf8_fuzz.c+lib/base/utf8.c
FUZZ_TARGETS += lib/format/elf_fuzz.c+lib/format/elf.c
FUZZ_TARGETS += lib/format/bundle_fuzz.c+lib/format/bundle.c+$(BUNDLE_NEEDS)
FUZZ_TARGETS += lib/format/gpt_fuzz.c+lib/format/gpt.c+lib/base/crc32.c
FUZZ_TARGETS += lib/format/acpi_table_fuzz.c+lib/format/acpi_table.c

# These define what libc defines; here they get names of their own.
UNIT_CFLAGS_lib/base/mem.c := -include lib/base/renamed.h -fno-builtin
UNIT_CFLAGS_lib/base/string.c := -include lib/base/renamed.h -fno-builtin

UNIT_OUT := $(HOST)/unit
FUZZ_OUT := $(HOST)/fuzz
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
UNIT_CFLAGS := -std=gnu17 -O1 -g -I. -D_GNU_SOURCE $(WARN) $(SANITIZE)

# ---- one rule per program, made of the lists ---------------------------------------------------
unit_sources = $(subst +, ,$(1))
unit_name = $(basename $(notdir $(firstword $(unit_sources))))
unit_objects = $(patsubst %,$(2)/obj/%.o,$(basename $(unit_sources)))

define unit_program
$(2)/$(call unit_name,$(1)): $(call unit_objects,$(1),$(2))
-include $(patsubst %,%.d,$(call unit_objects,$(1),$(2)))
endef

UNIT_PROGRAMS := $(foreach t,$(UNIT_TESTS),$(UNIT_OUT)/$(call unit_name,$(t)))
FUZZ_PROGRAMS := $(foreach t,$(FUZZ_TARGETS),$(FUZZ_OUT)/$(call unit_name,$(t)))
$(foreach t,$(UNIT_TESTS),$(eval $(call unit_program,$(t),$(UNIT_OUT))))
$(foreach t,$(FUZZ_TARGETS),$(eval $(call unit_program,$(t),$(FUZZ_OUT))))

$(UNIT_OUT)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(HOSTCC) $(UNIT_CFLAGS) $(UNIT_CFLAGS_$<) $(DEPS) -c -o $@ $<

# Assembly of this machine's kind, under the names of renamed.h.
$(UNIT_OUT)/obj/%.o: %.S
	@mkdir -p $(@D)
	$(HOSTCC) -I. -include lib/base/renamed.h $(DEPS) -c -o $@ $<

$(FUZZ_OUT)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(HOSTCC) $(UNIT_CFLAGS) $(UNIT_CFLAGS_$<) -fsanitize=fuzzer-no-link $(DEPS) -c -o $@ $<

$(UNIT_PROGRAMS):
	$(HOSTCC) $(SANITIZE) $^ -lcmocka -o $@

$(FUZZ_PROGRAMS):
	$(HOSTCC) $(SANITIZE) -fsanitize=fuzzer $^ -o $@

.PHONY: unit unit-run fuzz fuzz-run mem-calls mem-bench
unit: $(UNIT_PROGRAMS) mem-calls
fuzz: $(FUZZ_PROGRAMS)

unit-run: unit
	@set -e; for program in $(UNIT_PROGRAMS); do echo "== $$program"; $$program; done

fuzz-run: fuzz
	@set -e; for program in $(FUZZ_PROGRAMS); do echo "== $$program"; \
		$$program -max_total_time=$(FUZZ_SECONDS) -artifact_prefix=$$program. \
			-print_final_stats=1; done

# ---- the functions a compiler calls by itself ----------------------------------------------------
MEM_CALLS := $(foreach a,$(ARCHES),$(UNIT_OUT)/calls/$(a).mem.o $(UNIT_OUT)/calls/$(a).string.o)
MEM_NAMES := memcpy|memmove|memset|memcmp|memchr|strlen|strnlen|strcmp|strncmp|strchr|strrchr
MEM_CALL := (R_[A-Z0-9_]+|callq?|bl|jal)[[:space:]].*\b($(MEM_NAMES))(>|[-+]0x[0-9a-f]+)?$$

mem-calls: $(MEM_CALLS)

define mem_calls_rule
$(UNIT_OUT)/calls/$(1).%.o: lib/base/%.c
	@mkdir -p $$(@D)
	$(CLANG) $(TARGET_$(1)) $(FREESTANDING) $$(DEPS) -c -o $$@ $$<
	@! $(OBJDUMP) -dr $$@ | grep -E '$$(MEM_CALL)'
endef
$(foreach a,$(ARCHES),$(eval $(call mem_calls_rule,$(a))))
-include $(MEM_CALLS:=.d)

# ---- what they cost ------------------------------------------------------------------------------
MEM_BENCH := $(patsubst lib/base/%.c,$(UNIT_OUT)/bench/%.o,lib/base/mem.c lib/base/mem_bench.c)

mem-bench: $(UNIT_OUT)/mem_bench
	$(UNIT_OUT)/mem_bench

# The same for a machine's own functions: the caller names the assembly (kernel/kernel.mk).
$(UNIT_OUT)/mem_bench_machine: $(UNIT_OUT)/bench/mem_bench.o
	$(HOSTCC) $^ -o $@

$(UNIT_OUT)/mem_bench: $(MEM_BENCH)
	$(HOSTCC) $^ -o $@

$(UNIT_OUT)/bench/%.o: lib/base/%.c
	@mkdir -p $(@D)
	$(HOSTCC) -std=gnu17 -O2 -g -I. -D_GNU_SOURCE -mgeneral-regs-only $(WARN) \
		$(UNIT_CFLAGS_$<) $(DEPS) -c -o $@ $<
-include $(MEM_BENCH:=.d)

# ---- what a real linker makes, for elf_linked_test -----------------------------------------------
LINKED_FLAGS := -nostdlib -z max-page-size=4096 -e linked_start
LINK_pie := -pie
LINK_relr := -pie --pack-dyn-relocs=relr
LINK_shared := -shared
LINKED_WAYS := pie relr shared
LINKED_OUT := $(UNIT_OUT)/linked
LINKED := $(foreach a,$(ARCHES),$(LINKED_WAYS:%=$(LINKED_OUT)/$(a)-%.elf))

$(UNIT_OUT)/elf_linked_test: | $(LINKED)

define linked_rule
$(LINKED_OUT)/$(1).o: lib/format/elf_linked.c
	@mkdir -p $$(@D)
	$(CLANG) $(TARGET_$(1)) $(FREESTANDING) -fPIC $$(DEPS) -c -o $$@ $$<

$(LINKED_OUT)/$(1)-%.elf: $(LINKED_OUT)/$(1).o
	$(LLD) $$(LINK_$$*) $(LINKED_FLAGS) -o $$@ $$<
endef
$(foreach a,$(ARCHES),$(eval $(call linked_rule,$(a))))
-include $(ARCHES:%=$(LINKED_OUT)/%.o.d)
