/* The kernel's requests: which features it asks for, and where its questions lie. */
#ifndef BOOT_CORE_REQUESTS_H
#define BOOT_CORE_REQUESTS_H

#include <stdint.h>

#include <abi/boot/limine.h>
#include <boot/core/load.h>

#define REQUESTS_MIN_REVISION 3u
#define REQUESTS_MAX_REVISION 6u

/* Every feature that sill knows, in the order in which it answers them (answers.c). */
enum feature {
	FEATURE_BOOTLOADER_INFO,
	FEATURE_CMDLINE,
	FEATURE_FIRMWARE_TYPE,
	FEATURE_STACK_SIZE,
	FEATURE_HHDM,
	FEATURE_FRAMEBUFFER,
	FEATURE_PAGING_MODE,
	FEATURE_RISCV_BSP_HARTID,
	FEATURE_ENTRY_POINT,
	FEATURE_EXECUTABLE_FILE,
	FEATURE_MODULE,
	FEATURE_RSDP,
	FEATURE_SMBIOS,
	FEATURE_EFI_SYSTEM_TABLE,
	FEATURE_EFI_MEMMAP,
	FEATURE_DATE_AT_BOOT,
	FEATURE_EXECUTABLE_ADDRESS,
	FEATURE_DTB,
	FEATURE_KEEP_IOMMU,
	FEATURE_TSC_FREQUENCY,
	FEATURE_ENTROPY,
	FEATURE_MP,
	FEATURE_BOOT_PERFORMANCE,
	FEATURE_MEMMAP,
	NR_FEATURES,
};

struct requests {
	uint64_t *revision_tag; /* the tag's three words in the image */
	uint64_t base_revision;
	struct limine_request *found[NR_FEATURES]; /* in the image; null: not asked */
};

/* Finds the requests in a placed image. Fails with sill_fail if a feature is asked twice or the
 * base revision is not one of those that sill speaks. No effect on the image. */
void requests_find(struct requests *out, const struct image *image);

/* Tells the kernel which base revision it was loaded with. */
void requests_confirm_revision(const struct requests *requests);

#endif
