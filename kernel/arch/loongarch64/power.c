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
#include <kernel/arch/shared/early_acpi.h>
#include <lib/format/fdt_tree.h>

enum {
	QEMU_SLEEP_CONTROL = 0x100e001c,
	SLEEP_TYPE_5_ENABLE = 5 << 2 | 1 << 5,
};

static bool find_sleep_control(paddr_t *out)
{
	const void *tree = boot_info()->dtb;
	struct tree_range range;

	if (early_acpi_sleep_control(out))
		return true;
	if (!tree || tree_find_device(tree, "qemu,fw-cfg-mmio", 0, &range) < 0)
		return false;
	*out = paddr(QEMU_SLEEP_CONTROL);
	return true;
}

void power_off(int status)
{
	paddr_t control;
	void *mapped;

	(void)status;
	if (find_sleep_control(&control) && mmu_map_early(control, 1, &mapped) == 0)
		mmio_write8(mapped, SLEEP_TYPE_5_ENABLE);
	cpu_halt();
}
