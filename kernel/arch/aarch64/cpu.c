/* aarch64: the processor itself. */
#include <kernel/arch/cpu.h>

#include "machine_priv.h"

#include <lib/base/fmt.h>

enum {
	CURRENT_EL_SHIFT = 2,
};

void cpu_halt(void)
{
	__asm__ volatile("msr daifset, #15" : : : "memory");
	for (;;)
		__asm__ volatile("wfi" : : : "memory");
}

/* Names of what people run this on; the numbers tell the rest [ARM MIDR_EL1]. */
void cpu_describe(char *buf, uint32_t size)
{
	static const struct {
		uint32_t id; /* implementer << 12 | part */
		const char *name;
	} names[] = {
		{0x41d03, "Cortex-A53"},  {0x41d05, "Cortex-A55"},  {0x41d07, "Cortex-A57"},
		{0x41d08, "Cortex-A72"},  {0x41d0b, "Cortex-A76"},  {0x41d0c, "Neoverse N1"},
		{0x41d40, "Neoverse V1"}, {0x41d49, "Neoverse N2"}, {0x0051, "QEMU max"},
	};
	uint64_t midr = SYSREG_READ(midr_el1);
	uint32_t id = (uint32_t)(midr >> 24 & 0xff) << 12 | (uint32_t)(midr >> 4 & 0xfff);
	const char *name = "processor";

	for (unsigned i = 0; i < ARRAY_SIZE(names); i++)
		if (names[i].id == id)
			name = names[i].name;
	fmt_string(buf, size, "ARM %s, midr=%#llx at EL%u", name, (unsigned long long)midr,
	           (unsigned)(SYSREG_READ(currentel) >> CURRENT_EL_SHIFT & 3));
}
