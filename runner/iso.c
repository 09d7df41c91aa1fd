/*
 * xorriso makes one image of two loaders: El Torito without emulation for BIOS (limine-bios-cd.bin,
 * which loads limine-bios.sys), and an EFI system partition with Limine's UEFI program, announced
 * both by El Torito and in a GPT [LIMINE USAGE]. Kernel and limine.conf stand in the ISO file
 * system.
 */
#include "iso.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <lib/base/compiler.h>

#include "esp.h"
#include "file.h"
#include "process.h"
#include "say.h"

static int copy_into(const char *from_folder, const char *name, const char *to_folder)
{
	char *from = text_format("%s/%s", from_folder, name);
	char *to = text_format("%s/%s", to_folder, name);
	int result = file_copy(from, to);

	free(from);
	free(to);
	return result;
}

static int write_config(const struct image_request *request, const char *root)
{
	struct text config = {0};
	char *path = text_format("%s/limine.conf", root);
	int result;

	text_print(&config, "timeout: 0\n"
	                    "serial: yes\n"
	                    "\n"
	                    "/Lintel\n"
	                    "    protocol: limine\n"
	                    "    path: boot():/lintel.elf\n");
	if (request->cmdline && *request->cmdline)
		text_print(&config, "    cmdline: %s\n", request->cmdline);
	result = file_write(path, config.bytes, config.len);
	text_fini(&config);
	free(path);
	return result;
}

static int make_esp(enum arch arch, const char *limine, const char *path)
{
	char *loader = text_format("%s/%s", limine, esp_loader_names[arch]);
	const struct esp_file file = {
		.from = loader, .folder = "EFI/BOOT", .name = esp_loader_names[arch]};
	struct text bytes = {0};
	int result = esp_make(&file, 1, &bytes);

	if (!result)
		result = file_write(path, bytes.bytes, bytes.len);
	text_fini(&bytes);
	free(loader);
	return result;
}

static int fill_root(const struct image_request *request, const char *limine, const char *root)
{
	static const char *const bios_files[] = {"limine-bios.sys", "limine-bios-cd.bin"};
	char *built = text_format("build/%s", arch_names[request->arch]);
	char *esp = text_format("%s/efi.img", root);
	int result = process_make_folder(root);

	if (!result)
		result = copy_into(built, "lintel.elf", root);
	if (!result)
		result = write_config(request, root);
	for (size_t i = 0; !result && request->arch == ARCH_X86_64 && i < ARRAY_SIZE(bios_files);
	     i++)
		result = copy_into(limine, bios_files[i], root);
	if (!result)
		result = make_esp(request->arch, limine, esp);
	free(esp);
	free(built);
	return result;
}

/* Shows what the program says only if it fails: xorriso introduces itself at length. */
static int run_quietly(const struct words *command)
{
	char *path = text_format("%s/messages", process_work_folder());
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	const struct process_streams streams = {.in = -1, .out = fd, .err = fd};
	struct text messages = {0};
	int status = process_run(command, &streams);

	if (fd >= 0)
		close(fd);
	if (status && file_read(path, &messages) == 0 && messages.len)
		fputs(messages.bytes, stderr);
	text_fini(&messages);
	free(path);
	return status;
}

static int run_xorriso(const struct image_request *request, const char *root, const char *out)
{
	static const char *const bios[] = {
		"-b", "limine-bios-cd.bin", "-no-emul-boot", "-boot-load-size",
		"4",  "-boot-info-table"};
	static const char *const uefi[] = {"--efi-boot", "efi.img", "-efi-boot-part",
	                                   "--efi-boot-image", "--protective-msdos-label"};
	struct words command = {0};
	int status;

	words_add(&command, "xorriso");
	words_add(&command, "-as");
	words_add(&command, "mkisofs");
	words_add(&command, "-quiet");
	words_add(&command, "-R");
	words_add(&command, "-J");
	for (size_t i = 0; request->arch == ARCH_X86_64 && i < ARRAY_SIZE(bios); i++)
		words_add(&command, "%s", bios[i]);
	for (size_t i = 0; i < ARRAY_SIZE(uefi); i++)
		words_add(&command, "%s", uefi[i]);
	words_add(&command, "%s", root);
	words_add(&command, "-o");
	words_add(&command, "%s", out);
	status = run_quietly(&command);
	words_fini(&command);
	if (status)
		say("xorriso failed with status %d (its messages are above)", status);
	return status ? -EIO : 0;
}

int iso_make_limine(const struct image_request *request, const char *folder)
{
	char *root = text_format("%s/iso", process_work_folder());
	char *out = text_format("%s/iso.img", process_work_folder());
	int result = fill_root(request, folder, root);

	if (!result)
		result = run_xorriso(request, root, out);
	if (!result)
		result = file_copy(out, request->path);
	process_remove_tree(root);
	free(out);
	free(root);
	return result;
}
