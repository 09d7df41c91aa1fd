/*
 * sill on riscv64, supervisor mode over SBI: page tables Sv39, Sv48 and Sv57, harts by SBI's HSM
 * extension, hand-over. The loader itself runs without paging, so nothing here has to be mapped.
 *
 * A page table entry [RISCV-PRIV 4.4.1]:
 *   bits 63..54  53........10  9 8 7 6 5 4 3 2 1 0
 *   PBMT etc.    page number   RSW D A G U X W R V
 * R, W and X all 0 point to the next table. A and D are set from the start: a processor may fault
 * instead of setting them.
 */
#include <boot/core/machine.h>

#include <boot/arch/riscv64/riscv64.h>
#include <boot/arch/shared/radix.h>
#include <boot/core/memory.h>
#include <lib/base/crc32c.h>

#define PTE_V            (1ull << 0)
#define PTE_R            (1ull << 1)
#define PTE_W            (1ull << 2)
#define PTE_X            (1ull << 3)
#define PTE_A            (1ull << 6)
#define PTE_D            (1ull << 7)
#define PTE_PBMT_NC      (1ull << 61)
#define PTE_NUMBER_SHIFT 10
#define PTE_NUMBER_MASK  (((1ull << 44) - 1) << PTE_NUMBER_SHIFT)

/* [SBI 9] Hart State Management */
#define SBI_HSM       0x48534d
#define SBI_HSM_START 0

struct page_tables {
	struct radix radix;
	uint64_t mode;
};

static uint64_t timebase_hz;
static bool has_svpbmt;

/* One table that maps everything it can to itself, whatever the number of levels. */
static uint64_t identity_table[RADIX_ENTRIES] ALIGNED(4096);

static uint64_t pte_leaf(uint64_t pa, unsigned level, enum map_flags flags);
static uint64_t pte_table(uint64_t pa);
static uint64_t pte_table_address(uint64_t entry);
static uint64_t pte_empty(unsigned level);

static const struct radix_format pte_format = {
	.top_bits = 9,
	.max_leaf_level = 2,
	.leaf = pte_leaf,
	.table = pte_table,
	.table_address = pte_table_address,
	.empty = pte_empty,
};

void riscv_set_timebase(uint64_t hz)
{
	timebase_hz = hz;
}

void riscv_allow_svpbmt(void)
{
	has_svpbmt = true;
}

/* Upper half of a 39, 48 or 57 bit address space. */
static uint64_t upper_half(uint64_t mode)
{
	return -(1ull << (38 + 9 * mode));
}

static uint64_t satp_for(uint64_t mode, const uint64_t *root)
{
	return (RISCV_SATP_MODE_SV39 + mode) << RISCV_SATP_MODE_SHIFT | (uintptr_t)root >> 12;
}

/* A write of satp with a mode that is not there changes nothing [RISCV-PRIV 4.1.11]. */
static bool mode_exists(uint64_t mode)
{
	unsigned page_shift = (unsigned)(30 + 9 * mode);
	uint64_t satp = satp_for(mode, identity_table);

	for (uint64_t i = 0; i < RADIX_ENTRIES; i++) {
		uint64_t pa = i << page_shift;

		/* Addresses beyond 56 bits do not exist; the lower half is all we run on. */
		identity_table[i] = i < RADIX_ENTRIES / 2 && pa >> 56 == 0
		                            ? pte_leaf(pa, 0, MAP_WRITE | MAP_EXECUTE)
		                            : 0;
	}
	return riscv_try_satp(satp) == satp;
}

void machine_inspect(struct machine_facts *out, const struct limine_paging_mode_request *wish)
{
	uint64_t best = LIMINE_PAGING_RISCV_SV39;

	while (best < LIMINE_PAGING_RISCV_SV57 && mode_exists(best + 1))
		best++;
	*out = (struct machine_facts){
		.elf_machine = ELF_MACHINE_RISCV,
		.paging_default = LIMINE_PAGING_RISCV_SV48,
		.paging_min = LIMINE_PAGING_RISCV_SV39,
		.paging_max = best,
	};
	out->paging_mode = paging_pick(out, wish);
	out->hhdm_base = upper_half(out->paging_mode);
}

struct page_tables *machine_tables_create(const struct machine_facts *facts)
{
	struct page_tables *tables = memory_alloc(sizeof(*tables));

	tables->mode = facts->paging_mode;
	radix_init(&tables->radix, &pte_format, (unsigned)(3 + facts->paging_mode));
	return tables;
}

void machine_map(struct page_tables *tables, uint64_t va, uint64_t pa, uint64_t len,
                 enum map_flags flags)
{
	radix_map(&tables->radix, va, pa, len, flags);
}

static int start_hart(const struct processor *processor, struct processor_start *start)
{
	struct riscv_sbi_result result =
		riscv_sbi_call(SBI_HSM, SBI_HSM_START, processor->hardware_id,
	                       (uintptr_t)riscv_processor_entry, (uintptr_t)start);

	return (int)result.error;
}

uint64_t machine_start_processors(const struct firmware *fw, const struct machine_facts *facts,
                                  struct page_tables *tables,
                                  const struct limine_mp_request *request, uint64_t stack_bytes)
{
	struct riscv_state *state = memory_alloc(sizeof(*state));

	(void)request;
	state->satp = satp_for(tables->mode, tables->radix.root);
	state->hhdm = facts->hhdm_base;
	return processors_start(&(struct processors_request){
		.fw = fw,
		.facts = facts,
		.boot_id = fw->boot_processor_id,
		.stack_bytes = stack_bytes,
		.state = (uintptr_t)state,
		.start = start_hart,
	});
}

uint32_t machine_crc32c(uint32_t crc, const void *data, size_t len)
{
	return crc32c(crc, data, len);
}

uint64_t machine_counter(void)
{
	uint64_t value;

	__asm__ volatile("rdtime %0" : "=r"(value));
	return value;
}

uint64_t machine_counter_hz(void)
{
	return timebase_hz;
}

/* The seed CSR is closed to supervisor mode unless the firmware opens it [RISCV-K 4.1]; no way to
 * ask. */
bool machine_random(uint64_t *out)
{
	(void)out;
	return false;
}

void machine_enter(const struct firmware *fw, const struct machine_facts *facts,
                   const struct machine_entry *entry)
{
	struct riscv_state state = {
		.satp = satp_for(entry->tables->mode, entry->tables->radix.root),
		.hhdm = facts->hhdm_base,
		.entry = entry->entry,
		.stack = entry->stack_top,
	};

	(void)fw;
	riscv_enter(&state);
}

struct riscv_sbi_result riscv_sbi_call(uint64_t extension, uint64_t function, uint64_t arg0,
                                       uint64_t arg1, uint64_t arg2)
{
	register uint64_t a0 __asm__("a0") = arg0;
	register uint64_t a1 __asm__("a1") = arg1;
	register uint64_t a2 __asm__("a2") = arg2;
	register uint64_t a6 __asm__("a6") = function;
	register uint64_t a7 __asm__("a7") = extension;

	__asm__ volatile("ecall" : "+r"(a0), "+r"(a1) : "r"(a2), "r"(a6), "r"(a7) : "memory");
	return (struct riscv_sbi_result){(int64_t)a0, (int64_t)a1};
}

static uint64_t pte_leaf(uint64_t pa, unsigned level, enum map_flags flags)
{
	uint64_t entry = pa >> 12 << PTE_NUMBER_SHIFT | PTE_V | PTE_R | PTE_A | PTE_D;

	(void)level;
	if (flags & MAP_WRITE)
		entry |= PTE_W;
	if (flags & MAP_EXECUTE)
		entry |= PTE_X;
	if ((flags & MAP_WRITE_COMBINE) && has_svpbmt)
		entry |= PTE_PBMT_NC;
	return entry;
}

static uint64_t pte_table(uint64_t pa)
{
	return pa >> 12 << PTE_NUMBER_SHIFT | PTE_V;
}

static uint64_t pte_table_address(uint64_t entry)
{
	return (entry & PTE_NUMBER_MASK) >> PTE_NUMBER_SHIFT << 12;
}

static uint64_t pte_empty(unsigned level)
{
	(void)level;
	return 0;
}
