# Programs that tests need besides the tools and the runner.

TESTS_DAMAGE := tests/boot/damage.c lib/format/gpt.c lib/base/crc32.c

$(HOST)/damage: $(addprefix $(HOST)/tools/obj/,$(TESTS_DAMAGE:.c=.o))
	$(HOSTCC) $^ -o $@

-include $(HOST)/tools/obj/tests/boot/damage.d
