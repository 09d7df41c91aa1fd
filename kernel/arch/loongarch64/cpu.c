/* loongarch64: the processor itself. */
#include <kernel/arch/cpu.h>

#include "machine_priv.h"

#include <lib/base/fmt.h>

enum {
	CRMD_IE = 1 << 2,
	IOCSR_VENDOR = 0x10, /* eight characters each [LA-3A5000 10] */
	IOCSR_NAME = 0x20,
};

void cpu_halt(void)
{
	(void)cpu_irq_save();
	for (;;)
		__asm__ volatile("idle 0" : : : "memory");
}

void cpu_relax(void)
{
	__asm__ volatile("nop" : : : "memory");
}

irq_state_t cpu_irq_save(void)
{
	uint64_t value = 0;

	/* csrxchg changes the bits of the mask and gives the whole old register. */
	__asm__ volatile("csrxchg %0, %1, 0" : "+r"(value) : "r"((uint64_t)CRMD_IE) : "memory");
	return value & CRMD_IE;
}

void cpu_irq_restore(irq_state_t before)
{
	uint64_t value = CRMD_IE;

	if (before)
		__asm__ volatile("csrxchg %0, %1, 0"
		                 : "+r"(value)
		                 : "r"((uint64_t)CRMD_IE)
		                 : "memory");
}

static uint64_t iocsr_read(uint32_t address)
{
	uint64_t value;

	__asm__ volatile("iocsrrd.d %0, %1" : "=r"(value) : "r"(address));
	return value;
}

void cpu_describe(char *buf, uint32_t size)
{
	union {
		uint64_t words[2];
		char text[16];
	} name = {.words = {iocsr_read(IOCSR_VENDOR), iocsr_read(IOCSR_NAME)}};

	fmt_string(buf, size, "%.8s %.8s, prid=%#x", name.text, name.text + 8, cpucfg(0));
}
