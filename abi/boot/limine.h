/*
 * The Limine boot protocol, base revisions 3 to 6, as structures.
 *
 * A kernel that speaks the protocol carries requests in its writable data, between a start and an
 * end marker. The loader finds them by their 256-bit identifiers and stores the address of a
 * response in each one it knows. Everything is little endian and naturally aligned; every pointer
 * the loader writes is a virtual address in the higher-half direct map (HHDM).
 *
 * Identifiers are arrays of four 64-bit words; the first two are the same for every request.
 * Loader and kernel share this file. Every pointer is spelled as a 64-bit integer, because the
 * loader stores addresses that mean nothing in its own address space. Source of every fact:
 * [LIMINE].
 */
#ifndef ABI_BOOT_LIMINE_H
#define ABI_BOOT_LIMINE_H

#include <stdint.h>

/* [LIMINE requests delimiters] 8-byte aligned arrays around the requests. */
#define LIMINE_REQUESTS_START_MARKER                                                               \
	{0xf6b8f4b39de7d1ae, 0xfab91a6940fcb9cf, 0x785c6ed015d3e316, 0x181e920a7852b9d9}
#define LIMINE_REQUESTS_END_MARKER {0xadc0e0531bb10d03, 0x9572709f31764c62}

/* [LIMINE base revision tag] The kernel writes the revision it wants into word 2. The loader
 * stores 0 there if it loaded as asked, and the revision it used into word 1. */
#define LIMINE_BASE_REVISION_0  0xf9562b2d5c95a6c8
#define LIMINE_BASE_REVISION_1  0x6a7b384944536bdc
#define LIMINE_BASE_REVISION(n) {LIMINE_BASE_REVISION_0, LIMINE_BASE_REVISION_1, (n)}

#define LIMINE_MAGIC_0  0xc7b1dd30df4c8b88
#define LIMINE_MAGIC_1  0x0a82e883a194f07b
#define LIMINE_ID(a, b) {LIMINE_MAGIC_0, LIMINE_MAGIC_1, (a), (b)}

#define LIMINE_BOOTLOADER_INFO_ID    LIMINE_ID(0xf55038d8e2a1202f, 0x279426fcf5f59740)
#define LIMINE_CMDLINE_ID            LIMINE_ID(0x4b161536e598651e, 0xb390ad4a2f1f303a)
#define LIMINE_FIRMWARE_TYPE_ID      LIMINE_ID(0x8c2f75d90bef28a8, 0x7045a4688eac00c3)
#define LIMINE_STACK_SIZE_ID         LIMINE_ID(0x224ef0460a8e8926, 0xe1cb0fc25f46ea3d)
#define LIMINE_HHDM_ID               LIMINE_ID(0x48dcf1cb8ad2b852, 0x63984e959a98244b)
#define LIMINE_FRAMEBUFFER_ID        LIMINE_ID(0x9d5827dcd881dd75, 0xa3148604f6fab11b)
#define LIMINE_PAGING_MODE_ID        LIMINE_ID(0x95c1a0edab0944cb, 0xa4e5cb3842f7488a)
#define LIMINE_MP_ID                 LIMINE_ID(0x95a67b819a1b857e, 0xa0b61b723b6a73e0)
#define LIMINE_RISCV_BSP_HARTID_ID   LIMINE_ID(0x1369359f025525f9, 0x2ff2a56178391bb6)
#define LIMINE_MEMMAP_ID             LIMINE_ID(0x67cf3d9d378a806f, 0xe304acdfc50c3c62)
#define LIMINE_ENTRY_POINT_ID        LIMINE_ID(0x13d86c035a1cd3e1, 0x2b0caa89d8f3026a)
#define LIMINE_EXECUTABLE_FILE_ID    LIMINE_ID(0xad97e90e83f1ed67, 0x31eb5d1c5ff23b69)
#define LIMINE_MODULE_ID             LIMINE_ID(0x3e7e279702be32af, 0xca1c4f3bd1280cee)
#define LIMINE_RSDP_ID               LIMINE_ID(0xc5e77b6b397e7b43, 0x27637845accdcf3c)
#define LIMINE_SMBIOS_ID             LIMINE_ID(0x9e9046f11e095391, 0xaa4a520fefbde5ee)
#define LIMINE_EFI_SYSTEM_TABLE_ID   LIMINE_ID(0x5ceba5163eaaf6d6, 0x0a6981610cf65fcc)
#define LIMINE_EFI_MEMMAP_ID         LIMINE_ID(0x7df62a431d6872d5, 0xa4fcdfb3e57306c8)
#define LIMINE_TPM_EVENT_LOG_ID      LIMINE_ID(0x98e094fc7e76e979, 0xee8d8775c54e1d1f)
#define LIMINE_DATE_AT_BOOT_ID       LIMINE_ID(0x502746e184c088aa, 0xfbc5ec83e6327893)
#define LIMINE_EXECUTABLE_ADDRESS_ID LIMINE_ID(0x71ba76863cc55f63, 0xb2644a48c516a487)
#define LIMINE_DTB_ID                LIMINE_ID(0xb40ddb48fb54bac7, 0x545081493f81ffb7)
#define LIMINE_BOOT_PERFORMANCE_ID   LIMINE_ID(0x6b50ad9bf36d13ad, 0xdc4c7e88fc759e17)
#define LIMINE_X86_KEEP_IOMMU_ID     LIMINE_ID(0x8ebaabe51f490179, 0x2aa86a59ffb4ab0f)
#define LIMINE_TSC_FREQUENCY_ID      LIMINE_ID(0x10f2ee1d87d195e4, 0xf747a2b78f6ddb31)
#define LIMINE_ENTROPY_ID            LIMINE_ID(0x65ea80255d5682c5, 0x9117240723f493eb)

/* Shape of every request; some have more words behind `response`. */
struct limine_request {
	uint64_t id[4];
	uint64_t revision;
	uint64_t response; /* HHDM address of the response, 0 if not answered */
};

struct limine_stack_size_request {
	struct limine_request head;
	uint64_t stack_size; /* bytes, at least 64 KiB is given */
};

struct limine_paging_mode_request {
	struct limine_request head;
	uint64_t mode;
	uint64_t max_mode; /* request revision 1 */
	uint64_t min_mode; /* request revision 1 */
};

struct limine_mp_request {
	struct limine_request head;
	uint64_t flags; /* LIMINE_MP_X2APIC */
};

struct limine_entry_point_request {
	struct limine_request head;
	uint64_t entry;
};

struct limine_module_request {
	struct limine_request head;
	uint64_t internal_module_count; /* request revision 1 */
	uint64_t internal_modules;
};

struct limine_bootloader_info_response {
	uint64_t revision;
	uint64_t name;    /* char * */
	uint64_t version; /* char * */
};

struct limine_cmdline_response {
	uint64_t revision;
	uint64_t cmdline; /* char * */
};

enum limine_firmware_type {
	LIMINE_FIRMWARE_BIOS = 0,
	LIMINE_FIRMWARE_EFI32 = 1,
	LIMINE_FIRMWARE_EFI64 = 2,
	LIMINE_FIRMWARE_SBI = 3,
};

/* Firmware type, TSC frequency (Hz), RISC-V boot hart, HHDM offset, RSDP, DTB, EFI system table,
 * date at boot (signed seconds): one word behind the revision. */
struct limine_value_response {
	uint64_t revision;
	uint64_t value;
};

enum limine_framebuffer_model { LIMINE_FRAMEBUFFER_RGB = 1 };

struct limine_video_mode {
	uint64_t pitch; /* bytes from one line to the next */
	uint64_t width; /* pixels */
	uint64_t height;
	uint16_t bpp;
	uint8_t memory_model;
	uint8_t red_mask_size, red_mask_shift;
	uint8_t green_mask_size, green_mask_shift;
	uint8_t blue_mask_size, blue_mask_shift;
	uint8_t unused[7];
};

struct limine_framebuffer {
	uint64_t address;
	uint64_t width; /* pixels */
	uint64_t height;
	uint64_t pitch; /* bytes from one line to the next */
	uint16_t bpp;
	uint8_t memory_model;
	uint8_t red_mask_size, red_mask_shift;
	uint8_t green_mask_size, green_mask_shift;
	uint8_t blue_mask_size, blue_mask_shift;
	uint8_t unused[7];
	uint64_t edid_size;
	uint64_t edid;
	uint64_t mode_count; /* response revision 1 */
	uint64_t modes;      /* struct limine_video_mode ** */
};

struct limine_framebuffer_response {
	uint64_t revision;
	uint64_t framebuffer_count;
	uint64_t framebuffers; /* struct limine_framebuffer ** */
};

enum limine_paging_mode {
	LIMINE_PAGING_X86_4LEVEL = 0,
	LIMINE_PAGING_X86_5LEVEL = 1,
	LIMINE_PAGING_AARCH64_4LEVEL = 0,
	LIMINE_PAGING_AARCH64_5LEVEL = 1,
	LIMINE_PAGING_RISCV_SV39 = 0,
	LIMINE_PAGING_RISCV_SV48 = 1,
	LIMINE_PAGING_RISCV_SV57 = 2,
	LIMINE_PAGING_LOONGARCH_4LEVEL = 0,
};

#define LIMINE_MP_X2APIC 1u

struct limine_mp_info_x86 {
	uint32_t processor_id; /* ACPI processor UID */
	uint32_t lapic_id;
	uint64_t reserved;
	uint64_t goto_address; /* the processor jumps here once it is not 0 */
	uint64_t extra_argument;
};

struct limine_mp_info_aarch64 {
	uint32_t processor_id;
	uint32_t reserved1;
	uint64_t mpidr;
	uint64_t reserved;
	uint64_t goto_address;
	uint64_t extra_argument;
};

/* RISC-V (hart id) and LoongArch (physical id). */
struct limine_mp_info_id64 {
	uint64_t processor_id;
	uint64_t hardware_id;
	uint64_t reserved;
	uint64_t goto_address;
	uint64_t extra_argument;
};

struct limine_mp_response_x86 {
	uint64_t revision;
	uint32_t flags;
	uint32_t bsp_lapic_id;
	uint64_t cpu_count;
	uint64_t cpus; /* struct limine_mp_info_x86 ** */
};

/* aarch64: boot id is an MPIDR; riscv64: a hart id; loongarch64: a physical id. */
struct limine_mp_response_id64 {
	uint64_t revision;
	uint64_t flags;
	uint64_t bsp_id;
	uint64_t cpu_count;
	uint64_t cpus;
};

enum limine_memmap_type {
	LIMINE_MEMMAP_USABLE = 0,
	LIMINE_MEMMAP_RESERVED = 1,
	LIMINE_MEMMAP_ACPI_RECLAIMABLE = 2,
	LIMINE_MEMMAP_ACPI_NVS = 3,
	LIMINE_MEMMAP_BAD_MEMORY = 4,
	LIMINE_MEMMAP_BOOTLOADER_RECLAIMABLE = 5,
	LIMINE_MEMMAP_EXECUTABLE_AND_MODULES = 6,
	LIMINE_MEMMAP_FRAMEBUFFER = 7,
	LIMINE_MEMMAP_RESERVED_MAPPED = 8, /* base revision 4 */
};

struct limine_memmap_entry {
	uint64_t base; /* bytes; page aligned for USABLE and BOOTLOADER_RECLAIMABLE */
	uint64_t length;
	uint64_t type;
};

struct limine_memmap_response {
	uint64_t revision;
	uint64_t entry_count;
	uint64_t entries; /* struct limine_memmap_entry **, sorted by base */
};

struct limine_uuid {
	uint32_t a;
	uint16_t b;
	uint16_t c;
	uint8_t d[8];
};

struct limine_file {
	uint64_t revision;
	uint64_t address; /* page aligned */
	uint64_t size;    /* bytes */
	uint64_t path;    /* char * */
	uint64_t string;  /* char * */
	uint32_t media_type;
	uint32_t unused;
	uint32_t tftp_ip;
	uint32_t tftp_port;
	uint32_t partition_index;
	uint32_t mbr_disk_id;
	struct limine_uuid gpt_disk_uuid;
	struct limine_uuid gpt_part_uuid;
	struct limine_uuid part_uuid;
};

struct limine_executable_file_response {
	uint64_t revision;
	uint64_t file; /* struct limine_file * */
};

struct limine_module_response {
	uint64_t revision;
	uint64_t module_count;
	uint64_t modules; /* struct limine_file ** */
};

struct limine_smbios_response {
	uint64_t revision;
	uint64_t entry_32;
	uint64_t entry_64;
};

struct limine_efi_memmap_response {
	uint64_t revision;
	uint64_t memmap;
	uint64_t memmap_size;
	uint64_t desc_size;
	uint64_t desc_version;
};

struct limine_executable_address_response {
	uint64_t revision;
	uint64_t physical_base;
	uint64_t virtual_base;
};

struct limine_boot_performance_response {
	uint64_t revision;
	uint64_t reset_usec;
	uint64_t init_usec;
	uint64_t exec_usec;
};

struct limine_entropy_response {
	uint64_t revision;
	uint64_t nr_words;
	uint64_t words; /* uint64_t * */
};

struct limine_entropy_request {
	struct limine_request head;
	uint64_t nr_words; /* wanted, 64 bits each */
};

_Static_assert(sizeof(struct limine_request) == 48, "[LIMINE requests]");
_Static_assert(sizeof(struct limine_framebuffer) == 80, "[LIMINE framebuffer]");
_Static_assert(sizeof(struct limine_video_mode) == 40, "[LIMINE framebuffer]");
_Static_assert(sizeof(struct limine_mp_info_x86) == 32, "[LIMINE mp]");
_Static_assert(sizeof(struct limine_mp_info_aarch64) == 40, "[LIMINE mp]");
_Static_assert(sizeof(struct limine_mp_info_id64) == 40, "[LIMINE mp]");
_Static_assert(sizeof(struct limine_file) == 112, "[LIMINE file]");

#endif
