/* riscv64: the time counter; the device tree knows how fast it ticks. */
#include <kernel/arch/time.h>

#include <kernel/arch/boot.h>
#include <lib/format/fdt_tree.h>

static uint64_t counter_hz;

void time_init(void)
{
	const struct boot_info *boot = boot_info();

	counter_hz = boot->dtb ? tree_timebase_hz(boot->dtb) : 0;
	if (counter_hz == 0)
		counter_hz = boot->counter_hz;
}

uint64_t time_counter(void)
{
	uint64_t value;

	__asm__ volatile("rdtime %0" : "=r"(value));
	return value;
}

uint64_t time_counter_hz(void)
{
	return counter_hz;
}
