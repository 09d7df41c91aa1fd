# Build options of the kernel: `make ARCH=... CONFIG=debug-locks kernel` makes
# build/ARCH-debug-locks/, several are joined by plus signs (CONFIG=debug-locks+ubsan). Each is a
# macro that C code reads as `if (CONFIG_DEBUG_LOCKS)`; kernel/core/config.h says what they do.

CONFIG ?=
CONFIG_OPTIONS := debug-locks ubsan debug-heap inject
CONFIG_WORDS := $(subst +, ,$(CONFIG))
CONFIG_UNKNOWN := $(filter-out $(CONFIG_OPTIONS),$(CONFIG_WORDS))
ifneq ($(CONFIG_UNKNOWN),)
$(error CONFIG: expected words of "$(CONFIG_OPTIONS)", found "$(CONFIG_UNKNOWN)")
endif

CONFIG_SUFFIX := $(if $(CONFIG),-$(CONFIG))
CONFIG_MACRO_debug-locks := CONFIG_DEBUG_LOCKS
CONFIG_MACRO_ubsan := CONFIG_UBSAN
CONFIG_MACRO_debug-heap := CONFIG_DEBUG_HEAP
CONFIG_MACRO_inject := CONFIG_INJECT
CONFIG_CFLAGS := $(foreach word,$(CONFIG_WORDS),-D$(CONFIG_MACRO_$(word))=1)

# Wrapping signed arithmetic is defined here (-fwrapv), and no function is called through a wrong
# type, which assembly does not mark.
UBSAN_CFLAGS := -fsanitize=undefined -fno-sanitize=function -fno-sanitize-recover=undefined
CONFIG_KERNEL_CFLAGS := $(if $(filter ubsan,$(CONFIG_WORDS)),$(UBSAN_CFLAGS))
