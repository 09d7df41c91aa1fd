/* x86_64: ports, and the first serial line at the place every PC has it. */
#include <boot/uefi/arch/arch.h>

void arch_interrupts_off(void)
{
	__asm__ volatile("cli" ::: "memory");
}

void arch_stop(void)
{
	for (;;)
		__asm__ volatile("cli; hlt");
}

struct serial_line arch_usual_serial(const void *tree)
{
	(void)tree;
	return (struct serial_line){.kind = SERIAL_16550, .at_ports = true, .base = 0x3f8};
}

/* PCs have ACPI; a device tree beside it is not for us. */
bool arch_prepare_tree(void *tree)
{
	(void)tree;
	return false;
}

uint8_t arch_port_read8(uint16_t port)
{
	uint8_t value;

	__asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

void arch_port_write8(uint16_t port, uint8_t value)
{
	__asm__ volatile("outb %0, %1" ::"a"(value), "Nd"(port));
}

uint8_t arch_read8(uint64_t address)
{
	uint8_t value;

	__asm__ volatile("movb (%1), %0" : "=q"(value) : "r"(address) : "memory");
	return value;
}

uint32_t arch_read32(uint64_t address)
{
	uint32_t value;

	__asm__ volatile("movl (%1), %0" : "=r"(value) : "r"(address) : "memory");
	return value;
}

void arch_write8(uint64_t address, uint8_t value)
{
	__asm__ volatile("movb %0, (%1)" ::"q"(value), "r"(address) : "memory");
}

void arch_write32(uint64_t address, uint32_t value)
{
	__asm__ volatile("movl %0, (%1)" ::"r"(value), "r"(address) : "memory");
}
