/*
 * UEFI as a loader sees it: the system table, its services and the plain data they speak in.
 *
 * Only what boot/uefi uses has a type; services that nobody calls are spelled `void *`, so that the
 * tables keep their layout. Names follow the specification's with this project's spelling.
 * Protocols (block devices, files, graphics ...) are in abi/boot/efi_protocols.h.
 *
 * All of it is little endian, naturally aligned and for 64-bit machines. Functions are called in
 * the calling convention EFIAPI: Microsoft's on x86_64 [UEFI 2.3.4.2], the usual one elsewhere.
 * Source of every fact: [UEFI], section in brackets.
 */
#ifndef ABI_BOOT_EFI_H
#define ABI_BOOT_EFI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __x86_64__
#define EFIAPI __attribute__((ms_abi))
#else
#define EFIAPI
#endif

typedef uint64_t efi_status; /* 0 or EFI_ERROR_BIT | code */
typedef uint16_t efi_char16; /* UCS-2 */

/* [UEFI appendix D] */
#define EFI_ERROR_BIT     0x8000000000000000ull
#define EFI_ERROR_CODE(n) (EFI_ERROR_BIT | (n))

enum efi_error_code {
	EFI_CODE_LOAD_ERROR = 1,
	EFI_CODE_INVALID_PARAMETER = 2,
	EFI_CODE_UNSUPPORTED = 3,
	EFI_CODE_BAD_BUFFER_SIZE = 4,
	EFI_CODE_BUFFER_TOO_SMALL = 5,
	EFI_CODE_NOT_READY = 6,
	EFI_CODE_DEVICE_ERROR = 7,
	EFI_CODE_WRITE_PROTECTED = 8,
	EFI_CODE_OUT_OF_RESOURCES = 9,
	EFI_CODE_VOLUME_CORRUPTED = 10,
	EFI_CODE_NO_MEDIA = 12,
	EFI_CODE_MEDIA_CHANGED = 13,
	EFI_CODE_NOT_FOUND = 14,
	EFI_CODE_ACCESS_DENIED = 15,
	EFI_CODE_TIMEOUT = 18,
	EFI_CODE_SECURITY_VIOLATION = 26,
};

/* [UEFI appendix A] The first three members are in the machine's order, the rest as written. */
struct efi_guid {
	uint32_t a;
	uint16_t b;
	uint16_t c;
	uint8_t d[8];
};

/* [UEFI 7.2.3 GetMemoryMap] */
enum efi_memory_type {
	EFI_RESERVED_MEMORY = 0,
	EFI_LOADER_CODE = 1,
	EFI_LOADER_DATA = 2,
	EFI_BOOT_SERVICES_CODE = 3,
	EFI_BOOT_SERVICES_DATA = 4,
	EFI_RUNTIME_SERVICES_CODE = 5,
	EFI_RUNTIME_SERVICES_DATA = 6,
	EFI_CONVENTIONAL_MEMORY = 7,
	EFI_UNUSABLE_MEMORY = 8,
	EFI_ACPI_RECLAIM_MEMORY = 9,
	EFI_ACPI_MEMORY_NVS = 10,
	EFI_MEMORY_MAPPED_IO = 11,
	EFI_MEMORY_MAPPED_IO_PORTS = 12,
	EFI_PAL_CODE = 13,
	EFI_PERSISTENT_MEMORY = 14,
	EFI_UNACCEPTED_MEMORY = 15,
};

#define EFI_PAGE_BYTES 4096u
#define EFI_MEMORY_WB  0x8ull /* can be cached, write back */

struct efi_memory_descriptor {
	uint32_t type;
	uint32_t reserved;
	uint64_t physical_start;
	uint64_t virtual_start;
	uint64_t nr_pages; /* of EFI_PAGE_BYTES */
	uint64_t attribute;
};

/* [UEFI 7.2.1 AllocatePages] */
enum efi_allocate_type {
	EFI_ALLOCATE_ANY_PAGES = 0,
	EFI_ALLOCATE_MAX_ADDRESS = 1,
	EFI_ALLOCATE_ADDRESS = 2,
};

/* [UEFI 7.3.15 LocateHandleBuffer] */
enum efi_locate_type {
	EFI_LOCATE_ALL_HANDLES = 0,
	EFI_LOCATE_BY_NOTIFY = 1,
	EFI_LOCATE_BY_PROTOCOL = 2,
};

/* [UEFI 8.3.1 GetTime] */
#define EFI_UNSPECIFIED_TIMEZONE 2047

struct efi_time {
	uint16_t year;
	uint8_t month; /* from 1 */
	uint8_t day;   /* from 1 */
	uint8_t hour;
	uint8_t minute;
	uint8_t second;
	uint8_t pad1;
	uint32_t nanosecond;
	int16_t time_zone; /* minutes; UTC = local time + time_zone */
	uint8_t daylight;
	uint8_t pad2;
};

/* [UEFI 4.2] */
struct efi_table_header {
	uint64_t signature;
	uint32_t revision;
	uint32_t header_bytes;
	uint32_t crc32;
	uint32_t reserved;
};

struct efi_device_path;
struct efi_text_input;
struct efi_text_output;

/* [UEFI 4.4] */
struct efi_boot_services {
	struct efi_table_header head;
	void *raise_tpl;
	void *restore_tpl;
	efi_status(EFIAPI *allocate_pages)(uint32_t how, uint32_t memory_type, size_t nr_pages,
	                                   uint64_t *address);
	efi_status(EFIAPI *free_pages)(uint64_t address, size_t nr_pages);
	efi_status(EFIAPI *get_memory_map)(size_t *map_bytes, void *map, size_t *key,
	                                   size_t *descriptor_bytes, uint32_t *version);
	efi_status(EFIAPI *allocate_pool)(uint32_t memory_type, size_t len, void **out);
	efi_status(EFIAPI *free_pool)(void *memory);
	void *create_event;
	void *set_timer;
	efi_status(EFIAPI *wait_for_event)(size_t nr_events, void **events, size_t *index);
	void *signal_event;
	void *close_event;
	void *check_event;
	void *install_protocol_interface;
	void *reinstall_protocol_interface;
	void *uninstall_protocol_interface;
	efi_status(EFIAPI *handle_protocol)(void *handle, const struct efi_guid *protocol,
	                                    void **out);
	void *reserved;
	void *register_protocol_notify;
	void *locate_handle;
	efi_status(EFIAPI *locate_device_path)(const struct efi_guid *protocol,
	                                       const struct efi_device_path **path, void **handle);
	void *install_configuration_table;
	void *load_image;
	void *start_image;
	efi_status(EFIAPI *exit)(void *image, efi_status status, size_t data_bytes,
	                         const efi_char16 *data);
	void *unload_image;
	efi_status(EFIAPI *exit_boot_services)(void *image, size_t key);
	void *get_next_monotonic_count;
	efi_status(EFIAPI *stall)(size_t usec);
	efi_status(EFIAPI *set_watchdog_timer)(size_t seconds, uint64_t code, size_t data_bytes,
	                                       const efi_char16 *data);
	efi_status(EFIAPI *connect_controller)(void *controller, void **driver_image,
	                                       const struct efi_device_path *remaining,
	                                       uint8_t recursive);
	void *disconnect_controller;
	void *open_protocol;
	void *close_protocol;
	void *open_protocol_information;
	void *protocols_per_handle;
	efi_status(EFIAPI *locate_handle_buffer)(uint32_t how, const struct efi_guid *protocol,
	                                         const void *key, size_t *nr_handles,
	                                         void ***handles);
	efi_status(EFIAPI *locate_protocol)(const struct efi_guid *protocol, const void *key,
	                                    void **out);
	void *install_multiple_protocol_interfaces;
	void *uninstall_multiple_protocol_interfaces;
	void *calculate_crc32;
	void *copy_mem;
	void *set_mem;
	void *create_event_ex;
};

/* [UEFI 4.5] */
struct efi_runtime_services {
	struct efi_table_header head;
	efi_status(EFIAPI *get_time)(struct efi_time *time, void *capabilities);
	void *set_time;
	void *get_wakeup_time;
	void *set_wakeup_time;
	void *set_virtual_address_map;
	void *convert_pointer;
	efi_status(EFIAPI *get_variable)(const efi_char16 *name, const struct efi_guid *vendor,
	                                 uint32_t *attributes, size_t *data_bytes, void *data);
};

/* [UEFI 4.6] */
struct efi_configuration_table {
	struct efi_guid guid;
	void *table;
};

/* [UEFI 4.3] */
struct efi_system_table {
	struct efi_table_header head;
	const efi_char16 *firmware_vendor;
	uint32_t firmware_revision;
	void *console_in_handle;
	struct efi_text_input *console_in;
	void *console_out_handle;
	struct efi_text_output *console_out;
	void *standard_error_handle;
	struct efi_text_output *standard_error;
	struct efi_runtime_services *runtime;
	struct efi_boot_services *boot;
	size_t nr_tables;
	struct efi_configuration_table *tables;
};

_Static_assert(sizeof(struct efi_guid) == 16, "[UEFI appendix A]");
_Static_assert(sizeof(struct efi_time) == 16, "[UEFI 8.3.1]");
_Static_assert(sizeof(struct efi_memory_descriptor) == 40, "[UEFI 7.2.3]");
_Static_assert(offsetof(struct efi_boot_services, handle_protocol) == 152, "[UEFI 4.4]");
_Static_assert(offsetof(struct efi_boot_services, exit_boot_services) == 232, "[UEFI 4.4]");
_Static_assert(offsetof(struct efi_boot_services, locate_protocol) == 320, "[UEFI 4.4]");
_Static_assert(offsetof(struct efi_boot_services, create_event_ex) == 368, "[UEFI 4.4]");
_Static_assert(offsetof(struct efi_runtime_services, get_variable) == 72, "[UEFI 4.5]");
_Static_assert(offsetof(struct efi_system_table, tables) == 112, "[UEFI 4.3]");

#endif
