/*
 * sill as a UEFI application: the story from the firmware's call to the kernel's.
 *
 * The firmware has loaded this image, relocated it, and runs it on its own stack with memory
 * identity mapped. Everything that can go wrong is found while its console still works. The memory
 * it runs on (page tables, stack) stays untouched until the kernel has its own:
 * FIRMWARE_USABLE_LATER. Source: [UEFI 2.3], [UEFI 4.1].
 */
#include <boot/uefi/uefi.h>

#include <boot/core/machine.h>
#include <lib/base/compiler.h>
#include <lib/base/string.h>

struct uefi uefi;

efi_status EFIAPI efi_main(void *image, struct efi_system_table *system);

static void uefi_init(void *image, struct efi_system_table *system)
{
	static const struct efi_guid loaded_image = EFI_LOADED_IMAGE_GUID;

	uefi.image = image;
	uefi.system = system;
	uefi.boot = system->boot;
	uefi.loaded = uefi_protocol(image, &loaded_image);
}

efi_status EFIAPI efi_main(void *image, struct efi_system_table *system)
{
	static struct firmware fw = {.type = LIMINE_FIRMWARE_EFI64, .path = "uefi"};

	fw.loader_counter = machine_counter();
	uefi_init(image, system);
	console_init();
	if (!uefi.loaded)
		sill_fail("the firmware does not say where this loader comes from");
	uefi.boot->set_watchdog_timer(0, 0, 0, NULL); /* a slow disk is no reason to reset */
	load_bundle(&fw);
	sill_check(fw.bundle, fw.bundle_bytes);
	video_choose(&fw);
	tables_find(&fw);
	uefi_take_over(&fw);
	sill_boot(&fw);
}

const char *uefi_error_text(efi_status status)
{
	static const char *const text[] = {
		[EFI_CODE_LOAD_ERROR] = "load error",
		[EFI_CODE_INVALID_PARAMETER] = "invalid parameter",
		[EFI_CODE_UNSUPPORTED] = "not supported",
		[EFI_CODE_BAD_BUFFER_SIZE] = "bad buffer size",
		[EFI_CODE_BUFFER_TOO_SMALL] = "buffer too small",
		[EFI_CODE_NOT_READY] = "not ready",
		[EFI_CODE_DEVICE_ERROR] = "device error",
		[EFI_CODE_WRITE_PROTECTED] = "write protected",
		[EFI_CODE_OUT_OF_RESOURCES] = "out of resources",
		[EFI_CODE_VOLUME_CORRUPTED] = "volume corrupted",
		[EFI_CODE_NO_MEDIA] = "no medium",
		[EFI_CODE_MEDIA_CHANGED] = "medium changed",
		[EFI_CODE_NOT_FOUND] = "not found",
		[EFI_CODE_ACCESS_DENIED] = "access denied",
		[EFI_CODE_TIMEOUT] = "time-out",
		[EFI_CODE_SECURITY_VIOLATION] = "security violation",
	};
	uint64_t code = status & ~EFI_ERROR_BIT;

	if (code < ARRAY_SIZE(text) && text[code])
		return text[code];
	return "unknown firmware error";
}

void *uefi_protocol(void *handle, const struct efi_guid *guid)
{
	void *protocol;

	if (!handle || uefi.boot->handle_protocol(handle, guid, &protocol) != 0)
		return NULL;
	return protocol;
}

void **uefi_handles(const struct efi_guid *guid, size_t *nr)
{
	void **handles;

	if (uefi.boot->locate_handle_buffer(EFI_LOCATE_BY_PROTOCOL, guid, NULL, nr, &handles) == 0)
		return handles;
	*nr = 0;
	return NULL;
}

void uefi_connect_all(void)
{
	void **handles;
	size_t nr;

	if (uefi.boot->locate_handle_buffer(EFI_LOCATE_ALL_HANDLES, NULL, NULL, &nr, &handles) != 0)
		return;
	for (size_t i = 0; i < nr; i++)
		uefi.boot->connect_controller(handles[i], NULL, NULL, 1);
}

void *uefi_table(const struct efi_guid *guid)
{
	const struct efi_configuration_table *table = uefi.system->tables;

	for (size_t i = 0; i < uefi.system->nr_tables; i++) {
		if (memcmp(&table[i].guid, guid, sizeof(*guid)) == 0)
			return table[i].table;
	}
	return NULL;
}
