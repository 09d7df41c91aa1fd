/*
 * The direct front end on riscv64: supervisor mode under an SBI firmware, no paging, so every
 * physical address is usable as it is.
 */
#include <boot/direct/direct.h>

#include <boot/arch/riscv64/riscv64.h>
#include <lib/base/string.h>

/* [SBI 5.2] the console of version 0.1, which every firmware has */
#define SBI_LEGACY_PUTCHAR 1

uintptr_t direct_device(uint64_t pa)
{
	return pa;
}

void direct_firmware_putc(char c)
{
	riscv_sbi_call(SBI_LEGACY_PUTCHAR, 0, (uint8_t)c, 0, 0);
}

/* Is this among the multi-letter extensions of an ISA string such as "rv64imac_zicsr_svpbmt"?
 * [DT-RISCV] */
static bool isa_has(const char *isa, const char *extension)
{
	size_t len = strlen(extension);

	for (isa = strchr(isa, '_'); isa; isa = strchr(isa, '_')) {
		isa++;
		if (strncmp(isa, extension, len) == 0 && (isa[len] == '_' || isa[len] == '\0'))
			return true;
	}
	return false;
}

void direct_prepare(const void *tree, uint64_t boot_id)
{
	struct tree_cursor cursor = TREE_START;
	struct tree_cpu cpu;
	bool has_svpbmt = true;

	(void)boot_id;
	while (tree_next_cpu(tree, &cursor, &cpu)) {
		if (!cpu.isa || !isa_has(cpu.isa, "svpbmt"))
			has_svpbmt = false;
	}
	riscv_set_timebase(tree_timebase_hz(tree));
	if (has_svpbmt)
		riscv_allow_svpbmt();
}

void direct_use_memory(const struct tree_range *range)
{
	(void)range;
}

uint64_t direct_bundle_address(void)
{
	return 0;
}

uint64_t direct_firmware_type(void)
{
	return LIMINE_FIRMWARE_SBI;
}

void direct_halt(void)
{
	__asm__ volatile("csrw sie, zero");
	for (;;)
		__asm__ volatile("wfi");
}
