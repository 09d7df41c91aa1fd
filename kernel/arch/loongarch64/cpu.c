/* loongarch64: the processor itself. */
#include <kernel/arch/cpu.h>

#include "machine_priv.h"

#include <lib/base/fmt.h>

enum {
	IOCSR_VENDOR = 0x10, /* eight characters each [LA-3A5000 10] */
	IOCSR_NAME = 0x20,
};

void cpu_halt(void)
{
	(void)cpu_irq_save();
	for (;;)
		__asm__ volatile("idle 0" : : : "memory");
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
