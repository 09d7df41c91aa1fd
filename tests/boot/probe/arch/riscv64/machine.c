/*
 * The probe on riscv64: registers at entry, page tables, and the SBI to talk and to stop.
 * [LIMINE riscv64], [RISCV-PRIV 4].
 */
#include <tests/boot/probe/probe.h>

#include <tests/boot/probe/arch/shared/processors.h>

enum { REG_RA = 1, REG_SP = 2, REG_T0 = 5, REG_A0 = 10, NR_REGS = 32 };

#define SATP_MODE_SV39    8u
#define SATP_ASID         0x0ffff00000000000ull
#define SATP_NUMBER       0x00000fffffffffffull
#define SSTATUS_ENTRY     0x200000000ull
#define SSTATUS_SIE       (1ull << 1)
#define SSTATUS_SPP       (1ull << 8)
#define SSTATUS_FS_XS     (15ull << 13)
#define PTE_VALID         (1ull << 0)
#define PTE_READ          (1ull << 1)
#define PTE_WRITE         (1ull << 2)
#define PTE_EXECUTE       (1ull << 3)
#define PTE_USER          (1ull << 4)
#define PTE_RIGHTS        (PTE_READ | PTE_WRITE | PTE_EXECUTE)
#define PTE_NUMBER        0x003ffffffffffc00ull
#define PTE_PBMT_SHIFT    61
#define NR_ENTRIES        512u
#define SBI_PUTCHAR       1u
#define SBI_RESET         0x53525354u
#define SBI_RESET_FAILURE 1u

#define READ_CSR(name)                                                                             \
	({                                                                                         \
		uint64_t value_;                                                                   \
		__asm__ volatile("csrr %0, " #name : "=r"(value_));                                \
		value_;                                                                            \
	})

/* The SBI keeps a hart's id to itself; the boot hart's is in a response, the others' is expected.
 */
static uint64_t own_id;
static bool is_other;

static void sbi(uint64_t extension, uint64_t arg0, uint64_t arg1)
{
	register uint64_t a0 __asm__("a0") = arg0;
	register uint64_t a1 __asm__("a1") = arg1;
	register uint64_t a6 __asm__("a6") = 0;
	register uint64_t a7 __asm__("a7") = extension;

	__asm__ volatile("ecall" : "+r"(a0), "+r"(a1) : "r"(a6), "r"(a7) : "memory");
}

void machine_put(char c)
{
	sbi(SBI_PUTCHAR, (uint8_t)c, 0);
}

void machine_exit(int status)
{
	sbi(SBI_RESET, 0, status == 0 ? 0 : SBI_RESET_FAILURE);
	machine_stop();
}

void machine_stop(void)
{
	for (;;)
		__asm__ volatile("wfi");
}

uint64_t machine_paging_mode(void)
{
	return (READ_CSR(satp) >> 60) - SATP_MODE_SV39;
}

static unsigned top_level(void)
{
	return (unsigned)machine_paging_mode() + 3;
}

static uint64_t root_address(void)
{
	return (READ_CSR(satp) & SATP_NUMBER) << 12;
}

enum probe_entry_kind machine_entry_kind(uint64_t entry, unsigned level)
{
	if (!(entry & PTE_VALID))
		return PROBE_NOTHING;
	return level == 1 || entry & PTE_RIGHTS ? PROBE_PAGE : PROBE_TABLE;
}

uint64_t machine_entry_address(uint64_t entry)
{
	return (entry & PTE_NUMBER) << 2;
}

bool machine_walk(uint64_t va, struct probe_mapping *out)
{
	uint64_t table = root_address();

	for (unsigned level = top_level(); level >= 1; level--) {
		const unsigned shift = 12 + 9 * (level - 1);
		const uint64_t page_mask = (1ull << shift) - 1;
		const uint64_t *entries = (const uint64_t *)(uintptr_t)(probe_hhdm() + table);
		const uint64_t entry = entries[va >> shift & (NR_ENTRIES - 1)];

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
				.write = entry & PTE_WRITE,
				.execute = entry & PTE_EXECUTE,
				.user = entry & PTE_USER,
				.cache = entry >> PTE_PBMT_SHIFT == 0   ? PROBE_WRITE_BACK
			                 : entry >> PTE_PBMT_SHIFT == 1 ? PROBE_WRITE_COMBINE
			                                                : PROBE_OTHER_CACHE,
			};
			return (entry & PTE_READ) != 0;
		}
	}
	return false;
}

bool machine_low_half_is_empty(void)
{
	const uint64_t *root = (const uint64_t *)(uintptr_t)(probe_hhdm() + root_address());

	for (unsigned i = 0; i < NR_ENTRIES / 2; i++) {
		if (root[i] & PTE_VALID)
			return false;
	}
	return true;
}

bool machine_tables_are_reclaimable(void)
{
	return probe_tables_are_reclaimable(root_address(), top_level());
}

uint64_t machine_hardware_id(void)
{
	return own_id;
}

static void check_general(const uint64_t *regs, uint64_t argument, const char *who)
{
	uint64_t others = 0;

	for (unsigned i = REG_RA; i < NR_REGS; i++) {
		if (i != REG_SP && i != REG_T0 && i != REG_A0)
			others |= regs[i];
	}
	probe_check(others == 0 && regs[REG_A0] == argument,
	            "%s: general registers are 0, a0 as promised", who);
	probe_check(regs[REG_T0] == (uintptr_t)(is_other ? probe_other_entry : probe_entry),
	            "%s: t0 is the entry point (found 0x%llx)", who,
	            (unsigned long long)regs[REG_T0]);
	probe_check(regs[REG_SP] % 16 == 0 && probe_is_reclaimable(regs[REG_SP] - PROBE_STACK_BYTES,
	                                                           PROBE_STACK_BYTES),
	            "%s: as much stack as asked for, in reclaimable memory", who);
}

/* "spp-is-free=1" on the command line excuses genuine Limine 12.1, which leaves in sstatus the mode
 * before its last trap; the protocol says that all but UXL is 0. */
static uint64_t excused(void)
{
	return probe_option("spp-is-free", 0) != 0 ? SSTATUS_SPP : 0;
}

void machine_check_processor(const void *frame, uint64_t argument, const char *who)
{
	const uint64_t sstatus = READ_CSR(sstatus) & ~excused();

	if (argument != 0) {
		is_other = true;
		own_id = ((const struct limine_mp_info_id64 *)argument)->hardware_id;
	}
	check_general(frame, argument, who);
	probe_check(probe_asked_revision >= 6 ? sstatus == SSTATUS_ENTRY
	                                      : (sstatus & (SSTATUS_SIE | SSTATUS_FS_XS)) == 0,
	            "%s: sstatus (found 0x%llx)", who, (unsigned long long)sstatus);
	probe_check(READ_CSR(sie) == 0, "%s: no interrupt is enabled", who);
	if (probe_asked_revision < 6)
		return;
	probe_check(READ_CSR(stvec) == 0, "%s: there is no trap vector", who);
	probe_check((READ_CSR(satp) & SATP_ASID) == 0, "%s: the address space id is 0", who);
}

void machine_check_entry(const void *frame)
{
	const struct limine_value_response *hart =
		PROBE_RESPONSE(limine_value_response, probe_boot_hart);
	const struct limine_mp_response_id64 *processors =
		PROBE_RESPONSE(limine_mp_response_id64, probe_mp.head);

	machine_check_processor(frame, 0, "boot processor");
	probe_check(hart != NULL && processors != NULL && hart->value == processors->bsp_id,
	            "the boot hart's id is answered twice and the same");
	if (hart != NULL)
		own_id = hart->value;
}

/* The PLIC is in an undefined state; nothing else is promised. */
void machine_check_devices(void)
{
}
