/*
 * The probe on loongarch64. Device registers are reached by the window at address 0 that the
 * protocol promises (its accesses are cached; QEMU, the only machine this runs on, does not mind).
 * [LIMINE loongarch64], [LA-V1 5.4, 7].
 */
#include <tests/boot/probe/probe.h>

#include <tests/boot/probe/arch/shared/processors.h>

enum { REG_RA = 1, REG_SP = 3, REG_A0 = 4, REG_T0 = 12, NR_REGS = 32 };

#define CRMD_ENTRY 0xb0ull
#define CRMD_MASK  0x1full /* PLV IE DA PG */
#define CRMD_PG    0x10ull
#define DMW0_ENTRY 0x11ull

#define PTE_VALID   (1ull << 0)
#define PTE_DIRTY   (1ull << 1)
#define PTE_PLV     (3ull << 2)
#define PTE_MAT(p)  ((p) >> 4 & 3)
#define PTE_HUGE    (1ull << 6)
#define PTE_WRITE   (1ull << 8)
#define PTE_NX      (1ull << 62)
#define PTE_ADDRESS 0x0000fffffffff000ull
#define NR_ENTRIES  512u
#define TOP_LEVEL   4u

#define UART          ((volatile uint8_t *)0x1fe001e0)
#define POWER         ((volatile uint8_t *)0x100e001c)
#define POWER_OFF     0x34u
#define UART_STATUS   5
#define UART_HAS_ROOM 0x20

#define READ_CSR(number)                                                                           \
	({                                                                                         \
		uint64_t value_;                                                                   \
		__asm__ volatile("csrrd %0, " #number : "=r"(value_));                             \
		value_;                                                                            \
	})

void machine_put(char c)
{
	while (!(UART[UART_STATUS] & UART_HAS_ROOM))
		continue;
	*UART = (uint8_t)c;
}

/* The emulator's status is 0 either way: the lines are the result. */
void machine_exit(int status)
{
	(void)status;
	*POWER = POWER_OFF;
	machine_stop();
}

void machine_stop(void)
{
	for (;;)
		__asm__ volatile("idle 0");
}

uint64_t machine_paging_mode(void)
{
	return LIMINE_PAGING_LOONGARCH_4LEVEL;
}

static uint64_t root_address(void)
{
	return READ_CSR(0x1a); /* PGDH */
}

enum probe_entry_kind machine_entry_kind(uint64_t entry, unsigned level)
{
	if (level == 1)
		return entry & PTE_VALID ? PROBE_PAGE : PROBE_NOTHING;
	if (entry & PTE_HUGE)
		return entry & PTE_VALID ? PROBE_PAGE : PROBE_NOTHING;
	return entry != 0 ? PROBE_TABLE : PROBE_NOTHING;
}

uint64_t machine_entry_address(uint64_t entry)
{
	return entry & PTE_ADDRESS;
}

static enum probe_cache cache_of(uint64_t entry)
{
	if (PTE_MAT(entry) == 1)
		return PROBE_WRITE_BACK;
	return PTE_MAT(entry) == 2 ? PROBE_WRITE_COMBINE : PROBE_OTHER_CACHE;
}

bool machine_walk(uint64_t va, struct probe_mapping *out)
{
	uint64_t table = root_address();

	for (unsigned level = TOP_LEVEL; level >= 1; level--) {
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
				.write = (entry & PTE_WRITE) && (entry & PTE_DIRTY),
				.execute = !(entry & PTE_NX),
				.user = entry & PTE_PLV,
				.cache = cache_of(entry),
			};
			return true;
		}
	}
	return false;
}

/* By the page tables: the window shows physical memory there all the same. Each entry of the root
 * is tried at its start and at its end. */
bool machine_low_half_is_empty(void)
{
	const uint64_t bytes = 1ull << 39;
	struct probe_mapping m;

	for (uint64_t va = 0; va < bytes * NR_ENTRIES / 2; va += bytes) {
		if (machine_walk(va, &m) || machine_walk(va + bytes - PROBE_PAGE_BYTES, &m))
			return false;
	}
	return true;
}

bool machine_tables_are_reclaimable(void)
{
	return probe_tables_are_reclaimable(READ_CSR(0x19), TOP_LEVEL) &&
	       probe_tables_are_reclaimable(root_address(), TOP_LEVEL);
}

uint64_t machine_hardware_id(void)
{
	return READ_CSR(0x20) & 0x1ff;
}

static void check_general(const uint64_t *regs, uint64_t argument, const char *who)
{
	const char *entry = argument == 0 ? probe_entry : probe_other_entry;
	uint64_t others = 0;

	for (unsigned i = REG_RA; i < NR_REGS; i++) {
		if (i != REG_SP && i != REG_T0 && i != REG_A0)
			others |= regs[i];
	}
	probe_check(others == 0 && regs[REG_A0] == argument,
	            "%s: general registers are 0, a0 as promised", who);
	probe_check(regs[REG_T0] == (uintptr_t)entry, "%s: t0 is the entry point (found 0x%llx)",
	            who, (unsigned long long)regs[REG_T0]);
	probe_check(regs[REG_SP] % 16 == 0 && probe_is_reclaimable(regs[REG_SP] - PROBE_STACK_BYTES,
	                                                           PROBE_STACK_BYTES),
	            "%s: as much stack as asked for, in reclaimable memory", who);
}

static void check_exact(const char *who)
{
	probe_check(READ_CSR(0x2) == 0 && READ_CSR(0x4) == 0, "%s: euen and ecfg are 0", who);
	probe_check(READ_CSR(0xc) == 0 && READ_CSR(0x93) == 0,
	            "%s: there are no exception handlers", who);
	probe_check(READ_CSR(0x180) == DMW0_ENTRY && READ_CSR(0x181) == 0 && READ_CSR(0x182) == 0 &&
	                    READ_CSR(0x183) == 0,
	            "%s: one window, at address 0", who);
	probe_check(READ_CSR(0x1c) == (12 | 9 << 5 | 21 << 10 | 9 << 15 | 30 << 20 | 9 << 25) &&
	                    READ_CSR(0x1d) == (39 | 9 << 6) && READ_CSR(0x1e) == 12,
	            "%s: the walk has four levels over 4 KiB", who);
}

void machine_check_processor(const void *frame, uint64_t argument, const char *who)
{
	const uint64_t crmd = READ_CSR(0x0);

	check_general(frame, argument, who);
	probe_check(probe_asked_revision >= 6 ? crmd == CRMD_ENTRY : (crmd & CRMD_MASK) == CRMD_PG,
	            "%s: crmd (found 0x%llx)", who, (unsigned long long)crmd);
	probe_check(READ_CSR(0x88) != 0 && READ_CSR(0x88) % PROBE_PAGE_BYTES == 0 &&
	                    probe_is_reclaimable(probe_hhdm() + READ_CSR(0x88), 1),
	            "%s: there is a TLB refill handler in reclaimable memory", who);
	if (probe_asked_revision >= 6)
		check_exact(who);
}

void machine_check_entry(const void *frame)
{
	machine_check_processor(frame, 0, "boot processor");
}

/* Nothing is promised of the interrupt controllers. */
void machine_check_devices(void)
{
}
