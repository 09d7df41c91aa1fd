/* The direct front end on loongarch64: two windows instead of page tables (boot/arch/loongarch64/).
 */
#include <boot/direct/direct.h>

#include <abi/boot/direct.h>
#include <boot/arch/loongarch64/loongarch64.h>

uintptr_t direct_device(uint64_t pa)
{
	return DMW_UNCACHED >> 60 << 60 | pa;
}

/* No firmware that prints: without a UART in the tree nothing can be said. */
void direct_firmware_putc(char c)
{
	(void)c;
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
