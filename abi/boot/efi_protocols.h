/*
 * The UEFI protocols and GUIDs that our loader uses (abi/boot/efi.h has the tables and services).
 *
 * A protocol is a structure of functions and data that hangs on a handle under a GUID. Members that
 * nobody calls are `void *`; a structure ends where the last used member ends.
 * Source of every fact: [UEFI], section in brackets; the initial-ramdisk GUID: [LINUXEFI].
 */
#ifndef ABI_BOOT_EFI_PROTOCOLS_H
#define ABI_BOOT_EFI_PROTOCOLS_H

#include <abi/boot/efi.h>

/* [UEFI 9.1] */
#define EFI_LOADED_IMAGE_GUID                                                                      \
	{0x5b1b31a1, 0x9562, 0x11d2, {0x8e, 0x3f, 0x00, 0xa0, 0xc9, 0x69, 0x72, 0x3b}}
/* [UEFI 10.2] */
#define EFI_DEVICE_PATH_GUID                                                                       \
	{0x09576e91, 0x6d3f, 0x11d2, {0x8e, 0x39, 0x00, 0xa0, 0xc9, 0x69, 0x72, 0x3b}}
/* [UEFI 10.6.2] */
#define EFI_DEVICE_PATH_TO_TEXT_GUID                                                               \
	{0x8b843e20, 0x8132, 0x4852, {0x90, 0xcc, 0x55, 0x1a, 0x4e, 0x4a, 0x7f, 0x1c}}
/* [UEFI 13.9] */
#define EFI_BLOCK_IO_GUID                                                                          \
	{0x964e5b21, 0x6459, 0x11d2, {0x8e, 0x39, 0x00, 0xa0, 0xc9, 0x69, 0x72, 0x3b}}
/* [UEFI 13.4] */
#define EFI_SIMPLE_FILE_SYSTEM_GUID                                                                \
	{0x964e5b22, 0x6459, 0x11d2, {0x8e, 0x39, 0x00, 0xa0, 0xc9, 0x69, 0x72, 0x3b}}
/* [UEFI 13.2] */
#define EFI_LOAD_FILE2_GUID                                                                        \
	{0x4006c0c1, 0xfcb3, 0x403e, {0x99, 0x6d, 0x4a, 0x6c, 0x87, 0x24, 0xe0, 0x6d}}
/* [UEFI 12.9] */
#define EFI_GRAPHICS_OUTPUT_GUID                                                                   \
	{0x9042a9de, 0x23dc, 0x4a38, {0x96, 0xfb, 0x7a, 0xde, 0xd0, 0x80, 0x51, 0x6a}}
#define EFI_EDID_DISCOVERED_GUID                                                                   \
	{0x1c0c34f6, 0xd380, 0x41fa, {0xa0, 0x49, 0x8a, 0xd0, 0x6c, 0x1a, 0x66, 0xaa}}
#define EFI_EDID_ACTIVE_GUID                                                                       \
	{0xbd8c1056, 0x9f36, 0x44ec, {0x92, 0xa8, 0xa6, 0x33, 0x7f, 0x81, 0x79, 0x86}}
/* [UEFI 3.3] the vendor of the firmware's own variables */
#define EFI_GLOBAL_VARIABLE_GUID                                                                   \
	{0x8be4df61, 0x93ca, 0x11d2, {0xaa, 0x0d, 0x00, 0xe0, 0x98, 0x03, 0x2b, 0x8c}}
/* [UEFI 4.6] entries of the configuration table */
#define EFI_ACPI_20_TABLE_GUID                                                                     \
	{0x8868e871, 0xe4f1, 0x11d3, {0xbc, 0x22, 0x00, 0x80, 0xc7, 0x3c, 0x88, 0x81}}
#define EFI_ACPI_10_TABLE_GUID                                                                     \
	{0xeb9d2d30, 0x2d88, 0x11d3, {0x9a, 0x16, 0x00, 0x90, 0x27, 0x3f, 0xc1, 0x4d}}
#define EFI_SMBIOS_TABLE_GUID                                                                      \
	{0xeb9d2d31, 0x2d88, 0x11d3, {0x9a, 0x16, 0x00, 0x90, 0x27, 0x3f, 0xc1, 0x4d}}
#define EFI_SMBIOS3_TABLE_GUID                                                                     \
	{0xf2fd1544, 0x9794, 0x4a2c, {0x99, 0x2e, 0xe5, 0xbb, 0xcf, 0x20, 0xe3, 0x94}}
#define EFI_DTB_TABLE_GUID                                                                         \
	{0xb1b621d5, 0xf19c, 0x41a5, {0x83, 0x0b, 0xd9, 0x15, 0x2c, 0x69, 0xaa, 0xe0}}
/* [LINUXEFI initrd] a LoadFile2 whose device path is one vendor node with this GUID */
#define EFI_INITRD_MEDIA_GUID                                                                      \
	{0x5568e427, 0x68fc, 0x4f3d, {0xac, 0x74, 0xca, 0x55, 0x52, 0x31, 0xcc, 0x68}}

/* [UEFI 10.3.1] A path is a row of nodes, each len bytes long (unaligned), up to an end node. */
enum efi_device_path_type {
	EFI_PATH_MESSAGING = 3,
	EFI_PATH_MEDIA = 4,
	EFI_PATH_END = 0x7f,
};

enum efi_device_path_subtype {
	EFI_PATH_MESSAGING_UART = 14, /* [UEFI 10.3.4] */
	EFI_PATH_MEDIA_VENDOR = 3,    /* [UEFI 10.3.5] */
	EFI_PATH_END_INSTANCE = 1,
	EFI_PATH_END_ENTIRE = 0xff,
};

struct efi_device_path {
	uint8_t type;
	uint8_t subtype;
	uint8_t len[2]; /* bytes of the whole node, little endian */
};

struct efi_vendor_path {
	struct efi_device_path vendor;
	struct efi_guid guid;
	struct efi_device_path end;
};

struct efi_device_path_to_text {
	void *node_to_text;
	efi_char16 *(EFIAPI *path_to_text)(const struct efi_device_path *path, uint8_t display_only,
	                                   uint8_t allow_shortcuts);
};

/* [UEFI 9.1.1] */
struct efi_loaded_image {
	uint32_t revision;
	void *parent;
	struct efi_system_table *system;
	void *device; /* the handle it was loaded from, or null */
	struct efi_device_path *file_path;
	void *reserved;
	uint32_t load_options_bytes;
	const void *load_options;
	void *image_base;
	uint64_t image_bytes;
	uint32_t code_type; /* enum efi_memory_type */
	uint32_t data_type;
	void *unload;
};

/* [UEFI 12.3.1] */
struct efi_text_input {
	efi_status(EFIAPI *reset)(struct efi_text_input *self, uint8_t verify);
	efi_status(EFIAPI *read_key)(struct efi_text_input *self, void *key); /* 4 bytes */
	void *key_event;
};

/* [UEFI 12.4.1] */
struct efi_text_output {
	void *reset;
	efi_status(EFIAPI *output)(struct efi_text_output *self, const efi_char16 *text);
};

/* [UEFI 13.9.1] */
struct efi_block_media {
	uint32_t media_id;
	uint8_t removable;
	uint8_t present;
	uint8_t logical_partition;
	uint8_t read_only;
	uint8_t write_caching;
	uint32_t block_bytes;
	uint32_t io_align; /* 0, 1 or a power of two that buffers must be a multiple of */
	uint64_t last_block;
};

struct efi_block_io {
	uint64_t revision;
	const struct efi_block_media *media;
	void *reset;
	efi_status(EFIAPI *read)(struct efi_block_io *self, uint32_t media_id, uint64_t first_block,
	                         size_t len, void *buffer);
};

/* [UEFI 13.5] */
#define EFI_FILE_MODE_READ 1ull

struct efi_file {
	uint64_t revision;
	efi_status(EFIAPI *open)(struct efi_file *self, struct efi_file **out,
	                         const efi_char16 *name, uint64_t mode, uint64_t attributes);
	efi_status(EFIAPI *close)(struct efi_file *self);
	void *delete_file;
	efi_status(EFIAPI *read)(struct efi_file *self, size_t *len, void *buffer);
};

struct efi_simple_file_system {
	uint64_t revision;
	efi_status(EFIAPI *open_volume)(struct efi_simple_file_system *self, struct efi_file **out);
};

/* [UEFI 13.2.1] */
struct efi_load_file2 {
	efi_status(EFIAPI *load)(struct efi_load_file2 *self, const struct efi_device_path *path,
	                         uint8_t boot_policy, size_t *len, void *buffer);
};

/* [UEFI 12.9.2] */
enum efi_pixel_format {
	EFI_PIXEL_RGB8 = 0, /* byte 0 is red */
	EFI_PIXEL_BGR8 = 1, /* byte 0 is blue */
	EFI_PIXEL_BIT_MASK = 2,
	EFI_PIXEL_BLT_ONLY = 3, /* there is no linear framebuffer */
};

struct efi_graphics_mode_info {
	uint32_t version;
	uint32_t width;
	uint32_t height;
	uint32_t pixel_format;
	uint32_t red_mask, green_mask, blue_mask, reserved_mask;
	uint32_t pixels_per_line;
};

struct efi_graphics_mode {
	uint32_t nr_modes;
	uint32_t mode;
	const struct efi_graphics_mode_info *info;
	size_t info_bytes;
	uint64_t framebuffer_base;
	size_t framebuffer_bytes;
};

struct efi_graphics_output {
	efi_status(EFIAPI *query_mode)(struct efi_graphics_output *self, uint32_t mode,
	                               size_t *info_bytes, struct efi_graphics_mode_info **info);
	efi_status(EFIAPI *set_mode)(struct efi_graphics_output *self, uint32_t mode);
	void *blt;
	struct efi_graphics_mode *mode;
};

/* [UEFI 12.9.2.4] active and discovered look alike */
struct efi_edid {
	uint32_t len;
	const uint8_t *bytes;
};

_Static_assert(sizeof(struct efi_vendor_path) == 24, "[UEFI 10.3.5], no padding");
_Static_assert(offsetof(struct efi_loaded_image, image_base) == 64, "[UEFI 9.1.1]");
_Static_assert(offsetof(struct efi_block_media, last_block) == 24, "[UEFI 13.9.1]");
_Static_assert(sizeof(struct efi_graphics_mode_info) == 36, "[UEFI 12.9.2]");
_Static_assert(offsetof(struct efi_graphics_mode, framebuffer_base) == 24, "[UEFI 12.9.2]");

#endif
