/* The direct front end on aarch64; see start.S for how it begins and identity.c for its map. */
#include <boot/direct/direct.h>

#include "aarch64_priv.h"

uint32_t direct_level2_without_vhe;

uintptr_t direct_device(uint64_t pa)
{
	return pa;
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
	if (direct_level2_without_vhe)
		sill_fail("the processor is at exception level 2 but has no VHE, which the boot "
		          "protocol demands there: start it at level 1, or use another processor");
}

void direct_use_memory(const struct tree_range *range)
{
	if (identity_use(range->base, range->len) != 0)
		sill_fail("cannot use the memory at 0x%llx, %llu bytes: above 512 GiB, or too many "
		          "pieces",
		          (unsigned long long)range->base, (unsigned long long)range->len);
}

uint64_t direct_bundle_address(void)
{
	return 0;
}

uint64_t direct_firmware_type(void)
{
	return FIRMWARE_TYPE_NONE;
}

void direct_halt(void)
{
	for (;;)
		__asm__ volatile("wfi");
}
