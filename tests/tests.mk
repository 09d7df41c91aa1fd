# Programs that tests need besides the tools and the runner.

TESTS_IMAGE := tests/boot/disk_image.c lib/format/gpt.c lib/base/crc32.c
TESTS_DAMAGE := tests/boot/damage.c $(TESTS_IMAGE)
TESTS_CD := tests/boot/cd.c $(TESTS_IMAGE)

$(HOST)/damage: $(call tools_objects,$(TESTS_DAMAGE))
$(HOST)/cd: $(call tools_objects,$(TESTS_CD))
$(HOST)/damage $(HOST)/cd:
	$(HOSTCC) $^ -o $@

-include $(patsubst %,%.d,$(call tools_objects,$(sort $(TESTS_DAMAGE) $(TESTS_CD))))
