/*
 * The probe on aarch64, at EL1, or at EL2 where the names *_EL1 mean its registers (VHE). It talks
 * and stops by semihosting, which needs no device mapped. [LIMINE aarch64], [ARM D8.3].
 */
#include <tests/boot/probe/probe.h>

#include <tests/boot/probe/arch/shared/processors.h>

#define NR_REGS 31u

struct entry_frame {
	uint64_t x[NR_REGS];
	uint64_t sp;
	uint64_t nzcv;
	uint64_t daif;
	uint64_t spsel;
};

#define SCTLR_ENTRY     0x30d0199dull
#define SCTLR_ON        0x101dull /* I SA0 SA C M, and A off */
#define SCTLR_A         (1ull << 1)
#define TCR_ENTRY       0xb5103510ull /* 48 bits, 4 KiB, inner shareable, write-back */
#define TCR_ENTRY_LARGE 0x08000000b50c350cull
#define TCR_SIZES       0x003f003full
#define TCR_T1SZ_LARGE  12u
#define DAIF_ALL        0x3c0ull
#define HCR_ENTRY       0x488000002ull /* E2H TGE RW SWIO */
#define MPIDR_AFFINITY  0xff00ffffffull

#define PTE_VALID     (1ull << 0)
#define PTE_TABLE     (1ull << 1)
#define PTE_ATTR(pte) ((pte) >> 2 & 7)
#define PTE_USER      (1ull << 6)
#define PTE_READ_ONLY (1ull << 7)
#define PTE_PXN       (1ull << 53)
#define PTE_UXN       (1ull << 54)
#define PTE_ADDRESS   0x0003fffffffff000ull
#define NR_ENTRIES    512u

#define SEMIHOSTING_WRITEC 3u
#define SEMIHOSTING_EXIT   0x18u
#define APPLICATION_EXIT   0x20026u

#define READ_REGISTER(name)                                                                        \
	({                                                                                         \
		uint64_t value_;                                                                   \
		__asm__ volatile("mrs %0, " #name : "=r"(value_));                                 \
		value_;                                                                            \
	})

static void semihosting(uint64_t operation, const void *block)
{
	register uint64_t x0 __asm__("x0") = operation;
	register const void *x1 __asm__("x1") = block;

	__asm__ volatile("hlt #0xf000" : "+r"(x0) : "r"(x1) : "memory");
}

void machine_put(char c)
{
	semihosting(SEMIHOSTING_WRITEC, &c);
}

void machine_exit(int status)
{
	const uint64_t block[] = {APPLICATION_EXIT, (uint64_t)status};

	semihosting(SEMIHOSTING_EXIT, block);
	machine_stop();
}

void machine_stop(void)
{
	for (;;)
		__asm__ volatile("wfi");
}

static bool is_large(void)
{
	return (READ_REGISTER(tcr_el1) >> 16 & 63) == TCR_T1SZ_LARGE;
}

uint64_t machine_paging_mode(void)
{
	return is_large() ? LIMINE_PAGING_AARCH64_5LEVEL : LIMINE_PAGING_AARCH64_4LEVEL;
}

static unsigned top_level(void)
{
	return is_large() ? 5 : 4;
}

static uint64_t root_address(void)
{
	return READ_REGISTER(ttbr1_el1) & 0x0000fffffffffffeull;
}

enum probe_entry_kind machine_entry_kind(uint64_t entry, unsigned level)
{
	if (!(entry & PTE_VALID))
		return PROBE_NOTHING;
	return level == 1 || !(entry & PTE_TABLE) ? PROBE_PAGE : PROBE_TABLE;
}

uint64_t machine_entry_address(uint64_t entry)
{
	return entry & PTE_ADDRESS;
}

static enum probe_cache cache_of(uint64_t entry)
{
	if (PTE_ATTR(entry) == 0 && (READ_REGISTER(mair_el1) & 0xff) == 0xff)
		return PROBE_WRITE_BACK;
	return PTE_ATTR(entry) == 1 ? PROBE_WRITE_COMBINE : PROBE_OTHER_CACHE;
}

/* What keeps the kernel from executing a page. "uxn-is-enough=1" on the command line excuses
 * genuine Limine 12.1, which sets UXN alone: that binds EL0, not the kernel at EL1. */
static uint64_t no_execute(void)
{
	return probe_option("uxn-is-enough", 0) != 0 ? PTE_PXN | PTE_UXN : PTE_PXN;
}

bool machine_walk(uint64_t va, struct probe_mapping *out)
{
	uint64_t table = root_address();

	for (unsigned level = top_level(); level >= 1; level--) {
		const unsigned shift = 12 + 9 * (level - 1);
		const uint64_t page_mask = (1ull << shift) - 1;
		const unsigned nr_entries = level == 5 ? 16 : NR_ENTRIES;
		const uint64_t *entries = (const uint64_t *)(uintptr_t)(probe_hhdm() + table);
		const uint64_t entry = entries[va >> shift & (nr_entries - 1)];

		switch (machine_entry_kind(entry, level)) {
		case PROBE_NOTHING:
			return false;
		case PROBE_TABLE:
			table = machine_entry_address(entry);
			break;
		case PROBE_PAGE:
			*out = (struct probe_mapping){
				.pa = (machine_entry_address(entry) & ~page_mask) |
			              (va & page_mask),
				.page_bytes = page_mask + 1,
				.write = !(entry & PTE_READ_ONLY),
				.execute = !(entry & no_execute()),
				.user = entry & PTE_USER,
				.cache = cache_of(entry),
			};
			return true;
		}
	}
	return false;
}

/* The lower half's register, TTBR0_EL1, is the kernel's to use: nothing is promised of it. */
bool machine_low_half_is_empty(void)
{
	return true;
}

bool machine_tables_are_reclaimable(void)
{
	return probe_tables_are_reclaimable(root_address(), top_level());
}

uint64_t machine_hardware_id(void)
{
	return READ_REGISTER(mpidr_el1) & MPIDR_AFFINITY;
}

static void check_general(const struct entry_frame *f, uint64_t argument, const char *who)
{
	uint64_t others = 0;

	for (unsigned i = 1; i < NR_REGS; i++)
		others |= f->x[i];
	probe_check(others == 0 && f->x[0] == argument,
	            "%s: general registers are 0, x0 as promised", who);
	probe_check(f->sp % 16 == 0 &&
	                    probe_is_reclaimable(f->sp - PROBE_STACK_BYTES, PROBE_STACK_BYTES),
	            "%s: as much stack as asked for, in reclaimable memory", who);
	probe_check(f->daif == DAIF_ALL, "%s: all interrupts are masked", who);
	if (probe_asked_revision >= 6)
		probe_check(f->nzcv == 0, "%s: flags are 0", who);
	probe_check(f->spsel == 0, "%s: the stack pointer is SP_EL0", who);
}

/* [LIMINE aarch64 EL2 entry] */
static void check_level2(const char *who)
{
	probe_check(READ_REGISTER(hcr_el2) == HCR_ENTRY, "%s: hcr_el2 (found 0x%llx)", who,
	            (unsigned long long)READ_REGISTER(hcr_el2));
	probe_check(READ_REGISTER(cptr_el2) == 0 && READ_REGISTER(hstr_el2) == 0 &&
	                    READ_REGISTER(cnthctl_el2) == 3,
	            "%s: cptr_el2, hstr_el2 and cnthctl_el2", who);
}

static void check_system(const char *who)
{
	const uint64_t sctlr = READ_REGISTER(sctlr_el1);
	const uint64_t tcr = READ_REGISTER(tcr_el1);
	const uint64_t mair = READ_REGISTER(mair_el1);
	const uint64_t size = (READ_REGISTER(id_aa64mmfr0_el1) & 7) << 32;
	const uint64_t wanted = (is_large() ? TCR_ENTRY_LARGE : TCR_ENTRY) | size;

	probe_check(probe_asked_revision >= 6 ? sctlr == SCTLR_ENTRY
	                                      : (sctlr & (SCTLR_ON | SCTLR_A)) == SCTLR_ON,
	            "%s: sctlr_el1 (found 0x%llx)", who, (unsigned long long)sctlr);
	probe_check(probe_asked_revision >= 6 ? tcr == wanted
	                                      : (tcr & TCR_SIZES) == (wanted & TCR_SIZES),
	            "%s: tcr_el1 (found 0x%llx)", who, (unsigned long long)tcr);
	if (probe_asked_revision >= 4)
		probe_check((mair & 0xff) == 0xff && mair >> 16 == 0, "%s: mair_el1 (found 0x%llx)",
		            who, (unsigned long long)mair);
	if (probe_asked_revision >= 6)
		probe_check(READ_REGISTER(cpacr_el1) == 0, "%s: cpacr_el1 is 0", who);
}

void machine_check_processor(const void *frame, uint64_t argument, const char *who)
{
	const uint64_t level = READ_REGISTER(CurrentEL) >> 2;

	check_general(frame, argument, who);
	check_system(who);
	probe_check(level == 1 || (level == 2 && probe_asked_revision >= 6),
	            "%s: exception level (found %llu)", who, (unsigned long long)level);
	if (level == 2)
		check_level2(who);
}

void machine_check_entry(const void *frame)
{
	machine_check_processor(frame, 0, "boot processor");
}

/* Nothing is promised of the interrupt controller. */
void machine_check_devices(void)
{
}
