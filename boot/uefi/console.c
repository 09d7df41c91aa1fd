/*
 * What people read: the firmware's console, and a serial line.
 *
 * The firmware's console may be a screen, serial lines, or both: its variable ConOut says [UEFI
 * 3.3]. If no serial line is among them, the same text also goes to the line that ACPI (SPCR) or
 * custom (0x3f8 on a PC) or the device tree names. When the firmware is gone, that line is all
 * there is.
 */
#include <boot/uefi/uefi.h>

#include <boot/core/acpi.h>
#include <boot/uefi/arch/arch.h>
#include <boot/uefi/convert.h>

static struct serial_line serial;
static bool console_reaches_serial;

static bool find_serial(struct serial_line *out)
{
	const void *spcr = acpi_find(tables_find_rsdp(), "SPCR");

	if (spcr && serial_from_spcr(spcr, out))
		return true;
	*out = arch_usual_serial(tables_find_tree());
	return out->kind != SERIAL_NONE;
}

void console_init(void)
{
	static const struct efi_guid global = EFI_GLOBAL_VARIABLE_GUID;
	static uint8_t paths[1024];
	size_t len = sizeof(paths);

	/* Firmware that keeps no such variable (U-Boot) knows its console best. */
	console_reaches_serial =
		uefi.system->runtime->get_variable(L"ConOut", &global, NULL, &len, paths) != 0 ||
		convert_path_has_uart(paths, len);
	if (!find_serial(&serial) || !serial_present(&serial))
		serial.kind = SERIAL_NONE;
}

/* Hands the text over in pieces, each terminated, with the line ends that UEFI wants. */
static void print_to_firmware(const char *text)
{
	struct efi_text_output *out = uefi.system->console_out;
	efi_char16 piece[82];
	size_t used = 0;

	for (; *text; text++) {
		if (*text == '\n')
			piece[used++] = '\r';
		piece[used++] = (uint8_t)*text;
		if (used < ARRAY_SIZE(piece) - 2 && text[1])
			continue;
		piece[used] = 0;
		out->output(out, piece);
		used = 0;
	}
}

void firmware_print(const char *text)
{
	bool firmware_works = uefi.boot && uefi.system->console_out;

	if (firmware_works)
		print_to_firmware(text);
	if (!firmware_works || !console_reaches_serial)
		serial_write(&serial, text);
}

void firmware_stop(void)
{
	struct efi_text_input *in;
	size_t index;
	uint32_t key;

	if (!uefi.boot)
		arch_stop();
	in = uefi.system->console_in;
	if (in) {
		in->reset(in, 0);
		firmware_print("Press a key to go back to the firmware.\n");
		while (in->read_key(in, &key) != 0)
			uefi.boot->wait_for_event(1, &in->key_event, &index);
	}
	uefi.boot->exit(uefi.image, EFI_ERROR_CODE(EFI_CODE_LOAD_ERROR), 0, NULL);
	arch_stop();
}
