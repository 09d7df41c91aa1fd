/* The direct front end on loongarch64: two windows instead of page tables (boot/arch/loongarch64/).
 */
#include <boot/direct/direct.h>

#include <abi/boot/direct.h>
#include <boot/arch/loongarch64/loongarch64.h>
#include <boot/direct/mmio.h>

/* [LA-3A5000 14.2] UART0, like a 16550 */
#define UART0                0x1fe001e0u
#define UART0_LINE_STATUS    5u
#define UART0_TRANSMIT_EMPTY (1u << 5)
#define SPINS                1000000u

uintptr_t direct_device(uint64_t pa)
{
	return DMW_UNCACHED >> 60 << 60 | pa;
}

/* No firmware that prints; but every processor of this family has a UART of its own at one place,
 * set up by whoever started us. */
void direct_firmware_putc(char c)
{
	uintptr_t uart = direct_device(UART0);
	unsigned spins = SPINS;

	while (!(mmio_read8(uart + UART0_LINE_STATUS) & UART0_TRANSMIT_EMPTY) && --spins > 0)
		continue;
	mmio_write8(uart, (uint8_t)c);
}

void direct_prepare(const void *tree, uint64_t boot_id)
{
	(void)tree;
	(void)boot_id;
}

void direct_use_memory(const struct tree_range *range)
{
	(void)range;
}

uint64_t direct_bundle_address(void)
{
	return SILL_LOONGARCH64_BUNDLE_BASE;
}

uint64_t direct_firmware_type(void)
{
	return FIRMWARE_TYPE_NONE;
}

void direct_halt(void)
{
	for (;;)
		__asm__ volatile("idle 0");
}
