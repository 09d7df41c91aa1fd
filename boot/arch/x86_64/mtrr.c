/*
 * Memory type range registers: firmware sets them on the boot processor (and should on the others,
 * but not every firmware that leaves processors to be started by INIT does). They must be the same
 * everywhere [SDM3 12.11.5], so they are read once and written on each other processor with caches
 * off [SDM3 12.11.8].
 */
#include "x86_priv.h"

enum {
	MSR_MTRR_CAP = 0xfe,
	MSR_MTRR_DEFAULT = 0x2ff,
	MSR_MTRR_VARIABLE = 0x200, /* pairs of base and mask */
	MAX_VARIABLE = 32,
};

#define CAP_FIXED      (1u << 8)
#define DEFAULT_ENABLE (1ull << 11)
#define CR0_CD         (1ull << 30)

static const uint16_t fixed_msrs[] = {0x250, 0x258, 0x259, 0x268, 0x269, 0x26a,
                                      0x26b, 0x26c, 0x26d, 0x26e, 0x26f};

static struct {
	bool present;
	bool has_fixed;
	unsigned nr_variable;
	uint64_t default_type;
	uint64_t fixed[ARRAY_SIZE(fixed_msrs)];
	uint64_t variable[2 * MAX_VARIABLE];
} saved;

void x86_mtrr_save(void)
{
	uint64_t cap;

	saved.present = x86_cpuid(1, 0).edx >> 12 & 1;
	if (!saved.present)
		return;
	cap = x86_read_msr(MSR_MTRR_CAP);
	saved.has_fixed = cap & CAP_FIXED;
	saved.nr_variable = cap & 0xff;
	if (saved.nr_variable > MAX_VARIABLE)
		saved.nr_variable = MAX_VARIABLE;
	saved.default_type = x86_read_msr(MSR_MTRR_DEFAULT);
	for (size_t i = 0; saved.has_fixed && i < ARRAY_SIZE(fixed_msrs); i++)
		saved.fixed[i] = x86_read_msr(fixed_msrs[i]);
	for (size_t i = 0; i < 2 * saved.nr_variable; i++)
		saved.variable[i] = x86_read_msr(MSR_MTRR_VARIABLE + i);
}

static uint64_t read_cr0(void)
{
	uint64_t value;

	__asm__ volatile("movq %%cr0, %0" : "=r"(value));
	return value;
}

static void write_cr0_flush(uint64_t value)
{
	__asm__ volatile("movq %0, %%cr0\n\twbinvd" ::"r"(value) : "memory");
}

static void flush_tlb(void)
{
	uint64_t cr3;

	__asm__ volatile("movq %%cr3, %0\n\tmovq %0, %%cr3" : "=r"(cr3)::"memory");
}

void x86_mtrr_restore(void)
{
	const uint64_t cr0 = read_cr0();

	if (!saved.present)
		return;
	write_cr0_flush(cr0 | CR0_CD);
	flush_tlb();
	x86_write_msr(MSR_MTRR_DEFAULT, saved.default_type & ~DEFAULT_ENABLE);
	for (size_t i = 0; saved.has_fixed && i < ARRAY_SIZE(fixed_msrs); i++)
		x86_write_msr(fixed_msrs[i], saved.fixed[i]);
	for (size_t i = 0; i < 2 * saved.nr_variable; i++)
		x86_write_msr(MSR_MTRR_VARIABLE + i, saved.variable[i]);
	x86_write_msr(MSR_MTRR_DEFAULT, saved.default_type);
	flush_tlb();
	write_cr0_flush(cr0);
}
