/* One UART of two kinds. The PL011 keeps the speed that firmware set [PL011 3.3]. */
#include <kernel/arch/shared/uart.h>

#include <kernel/arch/boot.h>
#include <kernel/arch/mmio.h>
#include <kernel/arch/mmu.h>
#include <kernel/arch/shared/acpi.h>
#include <kernel/arch/shared/ns16550.h>
#include <lib/base/errno.h>
#include <lib/base/fmt.h>
#include <lib/format/fdt_tree.h>

enum {
	UART_BYTES = 0x1000,

	PL011_DATA = 0x00,
	PL011_FLAGS = 0x18,
	PL011_FLAG_RECEIVE_EMPTY = 1 << 4,
	PL011_FLAG_TRANSMIT_FULL = 1 << 5,
	PL011_CONTROL = 0x30,
	PL011_CONTROL_ON = 0x301, /* UART, receiver and transmitter on */

	MAX_POLLS = 1000000,
};

static struct tree_uart found;
static uint8_t *registers; /* null: none */
static struct ns16550 ns16550;
static char description[40];

static uint8_t *register_at(const struct ns16550 *uart, unsigned reg)
{
	return (uint8_t *)uart->base + ((size_t)reg << uart->reg_shift);
}

static uint8_t read8(const struct ns16550 *uart, unsigned reg)
{
	return mmio_read8(register_at(uart, reg));
}

static void write8(const struct ns16550 *uart, unsigned reg, uint8_t value)
{
	mmio_write8(register_at(uart, reg), value);
}

static uint8_t read32(const struct ns16550 *uart, unsigned reg)
{
	return (uint8_t)mmio_read32(register_at(uart, reg));
}

static void write32(const struct ns16550 *uart, unsigned reg, uint8_t value)
{
	mmio_write32(register_at(uart, reg), value);
}

static bool find(struct tree_uart *out)
{
	const void *tree = boot_info()->dtb;

	out->kind = TREE_UART_NONE;
	if (tree)
		tree_console(tree, out);
	return out->kind != TREE_UART_NONE || acpi_find_console(out);
}

static bool start(void)
{
	if (found.kind == TREE_UART_PL011) {
		mmio_write32(registers + PL011_CONTROL, PL011_CONTROL_ON);
		return true;
	}
	ns16550 = (struct ns16550){
		.read = found.io_bytes == 4 ? read32 : read8,
		.write = found.io_bytes == 4 ? write32 : write8,
		.base = (uintptr_t)registers,
		.reg_shift = found.reg_shift,
	};
	return ns16550_init(&ns16550);
}

bool uart_init(void)
{
	void *mapped;

	if (registers)
		return true;
	if (!find(&found) || mmu_map_early(paddr(found.base), UART_BYTES, &mapped) < 0)
		return false;
	registers = mapped;
	if (!start()) {
		registers = NULL;
		return false;
	}
	fmt_string(description, sizeof(description), "%s at %#llx",
	           found.kind == TREE_UART_PL011 ? "PL011" : "16550",
	           (unsigned long long)found.base);
	return true;
}

const char *uart_describe(void)
{
	return registers ? description : "none";
}

static void pl011_put(char c)
{
	for (unsigned polls = 0; polls < MAX_POLLS; polls++) {
		if (mmio_read32(registers + PL011_FLAGS) & PL011_FLAG_TRANSMIT_FULL)
			continue;
		mmio_write32(registers + PL011_DATA, (uint8_t)c);
		return;
	}
}

void uart_write(const char *text, size_t len)
{
	if (!registers)
		return;
	if (found.kind == TREE_UART_NS16550) {
		ns16550_write(&ns16550, text, len);
		return;
	}
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\n')
			pl011_put('\r');
		pl011_put(text[i]);
	}
}

int uart_read(void)
{
	if (!registers)
		return -EAGAIN;
	if (found.kind == TREE_UART_NS16550)
		return ns16550_read(&ns16550);
	if (mmio_read32(registers + PL011_FLAGS) & PL011_FLAG_RECEIVE_EMPTY)
		return -EAGAIN;
	return (int)(mmio_read32(registers + PL011_DATA) & 0xff);
}
