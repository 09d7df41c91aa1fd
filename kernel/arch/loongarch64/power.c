/*
 * loongarch64: the sleep control register of a hardware-reduced ACPI machine switches off: sleep
 * type 5 and the enable bit [ACPI 4.8.3.7]. QEMU's machine has that register at a fixed place;
 * started without firmware it gives no ACPI tables, but its device tree names fw_cfg, by which we
 * know it.
 */
#include <kernel/arch/power.h>

#include <kernel/arch/boot.h>
#include <kernel/arch/cpu.h>
#include <kernel/arch/mmio.h>
#include <kernel/arch/mmu.h>
#include <kernel/arch/shared/acpi.h>
#include <lib/format/fdt_tree.h>

enum {
	QEMU_SLEEP_CONTROL = 0x100e001c,
	SLEEP_TYPE_5_ENABLE = 5 << 2 | 1 << 5,
};

static uint8_t *sleep_register; /* written by power_init; null: none */

static bool find_sleep_control(paddr_t *out)
{
	const void *tree = boot_info()->dtb;
	struct tree_range range;

	if (acpi_sleep_control(out))
		return true;
	if (!tree || tree_find_device(tree, "qemu,fw-cfg-mmio", 0, &range) < 0)
		return false;
	*out = paddr(QEMU_SLEEP_CONTROL);
	return true;
}

void power_init(void)
{
	paddr_t control;
	void *mapped;

	if (find_sleep_control(&control) && mmu_map_early(control, 1, &mapped) == 0)
		sleep_register = mapped;
}

void power_off(int status)
{
	(void)status;
	if (!sleep_register) /* a panic before power_init */
		power_init();
	if (sleep_register)
		mmio_write8(sleep_register, SLEEP_TYPE_5_ENABLE);
	cpu_halt();
}
