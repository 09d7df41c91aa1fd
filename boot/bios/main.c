/*
 * The BIOS front end, step by step. Up to sill_check the screen shows text, so that everything that
 * is commonly wrong (no bundle, a damaged one, too little memory) can be read there; the graphics
 * mode comes last. Source for the order: boot/core/firmware.h.
 */
#include <boot/arch/x86_64/legacy.h>
#include <boot/arch/x86_64/trap.h>
#include <boot/bios/bios.h>
#include <boot/bios/disk.h>
#include <boot/bios/memory.h>
#include <boot/bios/slot.h>
#include <boot/bios/video.h>
#include <boot/core/firmware.h>

static struct firmware firmware = {
	.type = LIMINE_FIRMWARE_BIOS,
	.path = "bios",
};

void bios_main(uint32_t drive, uint64_t counter)
{
	struct legacy_smbios smbios;
	struct disk disk;

	firmware.loader_counter = counter;

	trap_start();
	memory_map_read();                /* where may we put something? */
	disk_open(&disk, (uint8_t)drive); /* the disk that stage 1 came from */
	firmware.bundle = slot_load_bundle(&disk, &firmware.bundle_bytes);
	sill_check(firmware.bundle, firmware.bundle_bytes);

	firmware.rsdp = legacy_find_rsdp();
	legacy_find_smbios(&smbios);
	firmware.smbios32 = smbios.entry_32;
	firmware.smbios64 = smbios.entry_64;
	firmware.date_at_boot = legacy_read_clock();
	video_start(&firmware.framebuffer); /* from here on, messages wait: console.c */

	firmware.ranges = memory_map(&firmware.nr_ranges);
	sill_boot(&firmware);
}
