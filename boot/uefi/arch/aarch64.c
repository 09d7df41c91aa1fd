/* aarch64: no ports, no usual serial line, but perhaps a device tree. */
#include <boot/uefi/arch/arch.h>

#include <lib/format/fdt_tree.h>

void arch_interrupts_off(void)
{
	/* D, A, I and F [ARM C5.2.2]. */
	__asm__ volatile("msr daifset, #15" ::: "memory");
}

void arch_stop(void)
{
	arch_interrupts_off();
	for (;;)
		__asm__ volatile("wfi");
}

struct serial_line arch_usual_serial(const void *tree)
{
	struct serial_line line = {.kind = SERIAL_NONE};
	struct tree_uart uart;
	uint32_t bytes;

	if (!tree || tree_check(tree, &bytes) != 0)
		return line;
	tree_console(tree, &uart);
	line.base = uart.base;
	line.shift = (uint8_t)uart.reg_shift;
	line.by_words = uart.io_bytes == 4;
	if (uart.kind == TREE_UART_PL011)
		line.kind = SERIAL_PL011;
	else if (uart.kind == TREE_UART_NS16550)
		line.kind = SERIAL_16550;
	return line;
}

bool arch_prepare_tree(void *tree)
{
	uint32_t bytes;

	if (tree_check(tree, &bytes) != 0)
		return false;
	tree_remove_memory(tree);
	return true;
}

uint8_t arch_port_read8(uint16_t port)
{
	(void)port;
	return 0xff;
}

void arch_port_write8(uint16_t port, uint8_t value)
{
	(void)port;
	(void)value;
}

uint8_t arch_read8(uint64_t address)
{
	uint32_t value;

	__asm__ volatile("ldrb %w0, [%1]" : "=r"(value) : "r"(address) : "memory");
	return (uint8_t)value;
}

uint32_t arch_read32(uint64_t address)
{
	uint32_t value;

	__asm__ volatile("ldr %w0, [%1]" : "=r"(value) : "r"(address) : "memory");
	return value;
}

void arch_write8(uint64_t address, uint8_t value)
{
	__asm__ volatile("strb %w0, [%1]" ::"r"((uint32_t)value), "r"(address) : "memory");
}

void arch_write32(uint64_t address, uint32_t value)
{
	__asm__ volatile("str %w0, [%1]" ::"r"(value), "r"(address) : "memory");
}
