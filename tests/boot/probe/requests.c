/*
 * What the probe asks for. The decoys: an unknown request between the markers, and requests outside
 * of them, which a loader must not see (one repeats a real request and would be a fatal duplicate).
 */
#include "probe.h"

#define REQUESTS SECTION(".requests") USED volatile

const uint64_t probe_asked_revision = PROBE_REVISION;

SECTION(".requests_before")
USED volatile struct limine_request probe_outside_before = {.id = LIMINE_BOOTLOADER_INFO_ID};
SECTION(".requests_start")
USED static volatile uint64_t start_marker[4] = LIMINE_REQUESTS_START_MARKER;

REQUESTS uint64_t probe_revision_tag[3] = LIMINE_BASE_REVISION(PROBE_REVISION);

#define SIMPLE(variable, id_name)                                                                  \
	REQUESTS struct limine_request variable = {.id = LIMINE_##id_name##_ID}

SIMPLE(probe_bootloader_info, BOOTLOADER_INFO);
SIMPLE(probe_cmdline, CMDLINE);
SIMPLE(probe_firmware_type, FIRMWARE_TYPE);
SIMPLE(probe_hhdm_request, HHDM);
SIMPLE(probe_framebuffer, FRAMEBUFFER);
SIMPLE(probe_boot_hart, RISCV_BSP_HARTID);
SIMPLE(probe_memmap, MEMMAP);
SIMPLE(probe_executable_file, EXECUTABLE_FILE);
SIMPLE(probe_rsdp, RSDP);
SIMPLE(probe_smbios, SMBIOS);
SIMPLE(probe_efi_system_table, EFI_SYSTEM_TABLE);
SIMPLE(probe_efi_memmap, EFI_MEMMAP);
SIMPLE(probe_date, DATE_AT_BOOT);
SIMPLE(probe_executable_address, EXECUTABLE_ADDRESS);
SIMPLE(probe_dtb, DTB);
SIMPLE(probe_performance, BOOT_PERFORMANCE);
SIMPLE(probe_counter_frequency, TSC_FREQUENCY);
REQUESTS struct limine_request probe_unknown = {
	.id = LIMINE_ID(0x1122334455667788, 0x99aabbccddeeff00)};
REQUESTS struct limine_stack_size_request probe_stack_size = {.head = {.id = LIMINE_STACK_SIZE_ID},
                                                              .stack_size = PROBE_STACK_BYTES};
REQUESTS struct limine_paging_mode_request probe_paging_mode = {
	.head = {.id = LIMINE_PAGING_MODE_ID, .revision = 1},
	.mode = PROBE_PAGING_MODE,
	.max_mode = PROBE_PAGING_MODE,
	.min_mode = PROBE_MIN_MODE};
REQUESTS struct limine_mp_request probe_mp = {.head = {.id = LIMINE_MP_ID}};
REQUESTS struct limine_entry_point_request probe_entry_point = {
	.head = {.id = LIMINE_ENTRY_POINT_ID}, .entry = (uint64_t)(uintptr_t)probe_entry};
REQUESTS struct limine_module_request probe_modules = {.head = {.id = LIMINE_MODULE_ID}};
REQUESTS struct limine_entropy_request probe_entropy = {.head = {.id = LIMINE_ENTROPY_ID},
                                                        .nr_words = PROBE_ENTROPY_WORDS};

SECTION(".requests_end") USED static volatile uint64_t end_marker[2] = LIMINE_REQUESTS_END_MARKER;
SECTION(".requests_after")
USED volatile struct limine_request probe_outside_after = {.id = LIMINE_DATE_AT_BOOT_ID};
