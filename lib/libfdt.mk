# libfdt, the device tree library, from a Debian source package that carries it whole and unchanged:
# arm-trusted-firmware, because not every mirror has the sources of device-tree-compiler itself.
# Nothing of it is committed: tools/fetch/fetch unpacks the version that config/sources.txt pins.
#
#   LIBFDT_C        its sources, to be compiled once per user with the user's own flags (loader and
#                   kernel have different ones) and LIBFDT_FLAGS, to objects of the user's own
#   LIBFDT_INCLUDE  for files that include <libfdt.h> (lib/format/fdt_tree.c is the only one), on
#                   the host without the shim: LIBFDT_HOST_INCLUDE
#   LIBFDT_READY    what objects that include <libfdt.h> wait for, order-only: unpacked sources

LIBFDT_PACKAGE := arm-trusted-firmware
LIBFDT_VERSION := $(shell awk '$$1 == "source" && $$2 == "$(LIBFDT_PACKAGE)" { print $$3 }' \
	config/sources.txt)
LIBFDT := build/fetch/$(LIBFDT_PACKAGE)-$(LIBFDT_VERSION)
LIBFDT_READY := $(LIBFDT)/include/lib/libfdt/libfdt.h
LIBFDT_C := $(addprefix $(LIBFDT)/lib/libfdt/,fdt.c fdt_ro.c fdt_addresses.c fdt_wip.c \
	fdt_rw.c fdt_strerror.c)
LIBFDT_HOST_INCLUDE := -isystem $(LIBFDT)/include/lib/libfdt
LIBFDT_INCLUDE := -Ilib/fdt_shim $(LIBFDT_HOST_INCLUDE)
# Its code does not know some of our warnings.
LIBFDT_FLAGS := $(LIBFDT_INCLUDE) -Wno-sign-compare -Wno-missing-prototypes -Wno-shadow \
	-Wno-unused-parameter

$(LIBFDT_READY) $(LIBFDT_C) $(LIBFDT)/lib/libfdt/fdt_sw.c &:
	tools/fetch/fetch source $(LIBFDT_PACKAGE)

# ---- tests on the host, which write trees, too ------------------------------------------------
# libfdt's objects are named as prerequisites: the version in their path may have a plus sign, which
# separates names in UNIT_TESTS.
FDT_TREE_NEEDS := lib/format/fdt_tree.c+lib/format/fdt_tree_sample.c
LIBFDT_HOST_C := $(LIBFDT_C) $(LIBFDT)/lib/libfdt/fdt_sw.c

UNIT_TESTS += lib/format/fdt_tree_test.c+$(FDT_TREE_NEEDS)
FUZZ_TARGETS += lib/format/fdt_tree_fuzz.c+$(FDT_TREE_NEEDS)

$(foreach file,$(LIBFDT_HOST_C) lib/format/fdt_tree.c lib/format/fdt_tree_sample.c,\
	$(eval UNIT_CFLAGS_$(file) := $(LIBFDT_HOST_INCLUDE)))
$(HOST)/unit/fdt_tree_test: $(patsubst %.c,$(HOST)/unit/obj/%.o,$(LIBFDT_HOST_C))
$(HOST)/fuzz/fdt_tree_fuzz: $(patsubst %.c,$(HOST)/fuzz/obj/%.o,$(LIBFDT_HOST_C))
$(foreach program,unit fuzz,$(foreach file,fdt_tree fdt_tree_sample,\
	$(HOST)/$(program)/obj/lib/format/$(file).o)): | $(LIBFDT_READY)
