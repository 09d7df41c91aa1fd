/* Says what this machine is, from what the loader told, then hello. */
#include <kernel/greeting.h>

#include <kernel/arch/boot.h>
#include <kernel/arch/cpu.h>
#include <kernel/arch/serial.h>
#include <kernel/arch/time.h>
#include <kernel/core/clock.h>
#include <kernel/core/log.h>
#include <kernel/drivers/fbcon/fbcon.h>

static void show_loader(const struct boot_info *boot)
{
	log_info("boot: loader=%s version=%s revision=%u firmware=%s",
	         boot->loader_name[0] ? boot->loader_name : "unknown",
	         boot->loader_version[0] ? boot->loader_version : "unknown", boot->base_revision,
	         boot_firmware_name(boot->firmware));
	log_info("boot: cmdline=\"%s\"", boot->cmdline);
	for (uint32_t i = 0; i < boot->nr_notes; i++)
		log_warn("boot: %s", boot->notes[i]);
	for (uint32_t i = 0; i < boot->nr_modules; i++)
		log_info("boot: module=%s bytes=%zu", boot->modules[i].name, boot->modules[i].len);
}

static void show_processors(const struct boot_info *boot)
{
	char name[64];

	cpu_describe(name, sizeof(name));
	log_info("cpu: %s", name);
	log_info("cpu: found=%u running=1 parked=%u boot_id=%llu", boot->nr_processors,
	         boot->nr_processors - 1,
	         (unsigned long long)boot->processors[boot->boot_processor].hardware_id);
}

static void show_memory(const struct boot_info *boot)
{
	uint64_t bytes[BOOT_NR_MEMORY_KINDS] = {0};

	for (uint32_t i = 0; i < boot->nr_ranges; i++) {
		const struct boot_range *range = &boot->ranges[i];

		bytes[range->kind] += range->len;
		log_debug("memory: %#018llx to %#018llx %s", (unsigned long long)range->base.raw,
		          (unsigned long long)(range->base.raw + range->len),
		          boot_memory_kind_name(range->kind));
	}
	log_info("memory: usable=%llu KiB loader=%llu KiB kernel=%llu KiB ranges=%u",
	         (unsigned long long)(bytes[BOOT_MEMORY_USABLE] / 1024),
	         (unsigned long long)(bytes[BOOT_MEMORY_LOADER] / 1024),
	         (unsigned long long)(bytes[BOOT_MEMORY_KERNEL] / 1024), boot->nr_ranges);
}

void greeting_show(void)
{
	const struct boot_info *boot = boot_info();
	uint64_t hz = time_counter_hz();
	char screen[64];

	log_info("Lintel %s for %s", LINTEL_VERSION, LINTEL_ARCH);
	show_loader(boot);
	show_processors(boot);
	show_memory(boot);
	log_info("serial: %s", serial_describe());
	fbcon_describe(screen, sizeof(screen));
	log_info("screen: %s", screen);
	if (hz)
		log_info("time: since_reset_us=%llu counter_hz=%llu",
		         (unsigned long long)(time_since_boot_ns() / 1000), (unsigned long long)hz);
	log_raw("Hello World! This is Lintel %s on %s.\n", LINTEL_VERSION, LINTEL_ARCH);
}

void greeting_log_counters(uint64_t entry_counter)
{
	const struct boot_info *boot = boot_info();
	uint64_t hz = time_counter_hz();

	log_info("boot: counters loader=%llu kernel=%llu greeting=%llu hz=%llu",
	         (unsigned long long)(boot->loader_us * hz / 1000000),
	         (unsigned long long)entry_counter, (unsigned long long)time_counter(),
	         (unsigned long long)hz);
}
