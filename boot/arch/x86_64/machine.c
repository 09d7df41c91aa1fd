/*
 * What this machine is: paging modes, time counter, random numbers.
 */
#include "x86_priv.h"

#include <cpuid.h>

#define HHDM_4LEVEL 0xffff800000000000ull
#define HHDM_5LEVEL 0xff00000000000000ull

enum {
	RDRAND_TRIES = 10,              /* [SDM1 7.3.17.1] */
	HYPERVISOR_TIMING = 0x40000010, /* TSC and bus frequency in kHz, VMware's and KVM's leaf */
};

struct x86_cpuid x86_cpuid(uint32_t leaf, uint32_t subleaf)
{
	struct x86_cpuid out = {0};
	uint32_t max, b, c, d;

	/* Each range of leaves (basic, hypervisor, extended) says in its first how far it goes. */
	__cpuid(leaf & 0xc0000000, max, b, c, d);
	if (leaf <= max)
		__cpuid_count(leaf, subleaf, out.eax, out.ebx, out.ecx, out.edx);
	return out;
}

void machine_inspect(struct machine_facts *out, const struct limine_paging_mode_request *wish)
{
	const bool five_levels = x86_cpuid(7, 0).ecx >> 16 & 1;

	*out = (struct machine_facts){
		.elf_machine = ELF_MACHINE_X86_64,
		.paging_default = LIMINE_PAGING_X86_4LEVEL,
		.paging_min = LIMINE_PAGING_X86_4LEVEL,
		.paging_max = five_levels ? LIMINE_PAGING_X86_5LEVEL : LIMINE_PAGING_X86_4LEVEL,
	};
	out->paging_mode = paging_pick(out, wish);
	out->hhdm_base = out->paging_mode == LIMINE_PAGING_X86_5LEVEL ? HHDM_5LEVEL : HHDM_4LEVEL;
}

uint64_t machine_counter(void)
{
	uint32_t low, high;

	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
	return (uint64_t)high << 32 | low;
}

/* Only what the processor or the hypervisor states: measuring would cost milliseconds
 * [SDM3 19.7.3]. */
uint64_t machine_counter_hz(void)
{
	const struct x86_cpuid crystal = x86_cpuid(0x15, 0);
	struct x86_cpuid timing;

	if (crystal.eax != 0 && crystal.ebx != 0 && crystal.ecx != 0)
		return (uint64_t)crystal.ecx * crystal.ebx / crystal.eax;
	if (!(x86_cpuid(1, 0).ecx >> 31 & 1))
		return 0;
	timing = x86_cpuid(HYPERVISOR_TIMING, 0);
	return timing.eax * 1000ull;
}

bool machine_random(uint64_t *out)
{
	if (!(x86_cpuid(1, 0).ecx >> 30 & 1))
		return false;
	for (int i = 0; i < RDRAND_TRIES; i++) {
		uint64_t value;
		bool valid;

		__asm__ volatile("rdrand %0" : "=r"(value), "=@ccc"(valid));
		if (valid) {
			*out = value;
			return true;
		}
	}
	return false;
}

void x86_wait_cycles(uint64_t cycles)
{
	const uint64_t start = machine_counter();

	while (machine_counter() - start < cycles)
		__builtin_ia32_pause();
}
