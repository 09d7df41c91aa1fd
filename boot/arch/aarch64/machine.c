/*
 * sill on aarch64: page tables of 4 or 5 levels, and the registers the protocol promises.
 *
 * A table entry with 4 KiB pages [ARM D8.3]:
 *   bits 63..55  54   53   52..50  49......12  11 10 9 8    7 6   5  4..2     1     0
 *   ignored      UXN  PXN  -       address     nG AF SH     AP    NS AttrIdx  table valid
 * With TCR.DS (5 levels) bits 9 and 8 are address bits 51 and 50, and TCR's shareability counts.
 */
#include <boot/core/machine.h>

#include <boot/arch/aarch64/aarch64.h>
#include <boot/arch/shared/radix.h>
#include <boot/core/memory.h>

#define PTE_VALID        (1ull << 0)
#define PTE_TABLE        (1ull << 1) /* in a level of blocks; in the last level: a page */
#define PTE_ATTR(index)  ((uint64_t)(index) << 2)
#define PTE_READ_ONLY    (1ull << 7)
#define PTE_INNER        (3ull << 8)
#define PTE_ACCESSED     (1ull << 10)
#define PTE_PXN          (1ull << 53)
#define PTE_UXN          (1ull << 54)
#define PTE_ADDRESS_MASK 0x0003fffffffff000ull

/* [LIMINE caching aarch64] attribute 0: normal, write-back, allocating; 1: framebuffers, normal,
 * not cached, so that writes combine */
#define ATTR_NORMAL      0
#define ATTR_FRAMEBUFFER 1
#define MAIR_VALUE       0x44ffull

/* [ARM TCR_EL1], [LIMINE aarch64] */
#define TCR_T0SZ(n)   ((uint64_t)(n))
#define TCR_WALKS0    (1ull << 8 | 1ull << 10 | 3ull << 12)
#define TCR_T1SZ(n)   ((uint64_t)(n) << 16)
#define TCR_WALKS1    (1ull << 24 | 1ull << 26 | 3ull << 28)
#define TCR_TG1_4K    (2ull << 30)
#define TCR_IPS(n)    ((uint64_t)(n) << 32)
#define TCR_DS        (1ull << 59)
#define VA_BITS_SMALL 48u
#define VA_BITS_LARGE 52u

#define READ_REGISTER(name)                                                                        \
	({                                                                                         \
		uint64_t value_;                                                                   \
		__asm__ volatile("mrs %0, " #name : "=r"(value_));                                 \
		value_;                                                                            \
	})

struct page_tables {
	struct radix kernel;
	struct radix identity; /* of the switch page, for ttbr0 */
	struct aarch64_state *state;
};

static void fill_state(struct page_tables *tables, const struct machine_facts *facts);
static uint64_t pte_leaf(uint64_t pa, unsigned level, enum map_flags flags);
static uint64_t pte_leaf_large(uint64_t pa, unsigned level, enum map_flags flags);
static uint64_t pte_table(uint64_t pa);
static uint64_t pte_table_address(uint64_t entry);
static uint64_t pte_empty(unsigned level);

static const struct radix_format formats[] = {
	[LIMINE_PAGING_AARCH64_4LEVEL] =
		{
			.top_bits = 9,
			.max_leaf_level = 2,
			.leaf = pte_leaf,
			.table = pte_table,
			.table_address = pte_table_address,
			.empty = pte_empty,
		},
	[LIMINE_PAGING_AARCH64_5LEVEL] =
		{
			.top_bits = 4,
			.max_leaf_level = 2,
			.leaf = pte_leaf_large,
			.table = pte_table,
			.table_address = pte_table_address,
			.empty = pte_empty,
		},
};

static unsigned va_bits(uint64_t mode)
{
	return mode == LIMINE_PAGING_AARCH64_5LEVEL ? VA_BITS_LARGE : VA_BITS_SMALL;
}

void machine_inspect(struct machine_facts *out, const struct limine_paging_mode_request *wish)
{
	/* [ARM ID_AA64MMFR0_EL1] TGran4 1: 4 KiB pages with 52-bit addresses */
	bool large = (READ_REGISTER(id_aa64mmfr0_el1) >> 28 & 15) == 1;

	*out = (struct machine_facts){
		.elf_machine = ELF_MACHINE_AARCH64,
		.paging_default = LIMINE_PAGING_AARCH64_4LEVEL,
		.paging_min = LIMINE_PAGING_AARCH64_4LEVEL,
		.paging_max = large ? LIMINE_PAGING_AARCH64_5LEVEL : LIMINE_PAGING_AARCH64_4LEVEL,
	};
	if (aarch64_level() == 3)
		sill_fail("the processor is at exception level 3: sill needs a firmware below it");
	if (aarch64_level() == 2 && !aarch64_has_vhe())
		sill_fail("the processor is at exception level 2 but has no VHE, which the boot "
		          "protocol demands there: start it at level 1");
	out->paging_mode = paging_pick(out, wish);
	out->hhdm_base = -(1ull << va_bits(out->paging_mode));
}

struct page_tables *machine_tables_create(const struct machine_facts *facts)
{
	struct page_tables *tables = memory_alloc(sizeof(*tables));
	uint64_t page = (uintptr_t)aarch64_switch_page;
	unsigned levels = facts->paging_mode == LIMINE_PAGING_AARCH64_5LEVEL ? 5 : 4;

	radix_init(&tables->kernel, &formats[facts->paging_mode], levels);
	radix_init(&tables->identity, &formats[facts->paging_mode], levels);
	radix_map(&tables->identity, page, page, AARCH64_SWITCH_PAGE_BYTES, MAP_EXECUTE);
	fill_state(tables, facts);
	return tables;
}

/* Only the tables' roots matter: tables that are filled later are seen by the walker all the same.
 */
static void fill_state(struct page_tables *tables, const struct machine_facts *facts)
{
	/* memory_alloc aligns to a page from a page on: the state has its cache lines to itself. */
	struct aarch64_state *state = memory_alloc(MEMORY_PAGE_BYTES);
	unsigned size = 64 - va_bits(facts->paging_mode);
	uint64_t physical_size = READ_REGISTER(id_aa64mmfr0_el1) & 7;

	state->sctlr = AARCH64_ENTRY_SCTLR;
	state->tcr = TCR_T0SZ(size) | TCR_WALKS0 | TCR_T1SZ(size) | TCR_WALKS1 | TCR_TG1_4K |
	             TCR_IPS(physical_size);
	if (facts->paging_mode == LIMINE_PAGING_AARCH64_5LEVEL)
		state->tcr |= TCR_DS;
	state->mair = MAIR_VALUE;
	state->ttbr0 = (uintptr_t)tables->identity.root;
	state->ttbr1 = (uintptr_t)tables->kernel.root;
	tables->state = state;
}

void machine_map(struct page_tables *tables, uint64_t va, uint64_t pa, uint64_t len,
                 enum map_flags flags)
{
	radix_map(&tables->kernel, va, pa, len, flags);
}

uint64_t machine_counter(void)
{
	uint64_t value;

	/* Without the barrier the counter may be read long before what stands before it. */
	__asm__ volatile("isb\n\tmrs %0, cntpct_el0" : "=r"(value) : : "memory");
	return value;
}

uint64_t machine_counter_hz(void)
{
	return READ_REGISTER(cntfrq_el0);
}

bool machine_random(uint64_t *out)
{
	uint64_t value, fine;

	/* [ARM ID_AA64ISAR0_EL1] RNDR */
	if ((READ_REGISTER(id_aa64isar0_el1) >> 60 & 15) == 0)
		return false;
	/* s3_3_c2_c4_0 is RNDR, whose name only newer assemblers' defaults know; Z says that it
	 * failed. */
	__asm__ volatile("mrs %0, s3_3_c2_c4_0\n\tcset %1, ne" : "=r"(value), "=r"(fine) : : "cc");
	if (!fine)
		return false;
	*out = value;
	return true;
}

void machine_enter(const struct firmware *fw, const struct machine_facts *facts,
                   const struct machine_entry *entry)
{
	(void)fw;
	(void)facts;
	if (aarch64_level() == 2 && entry->base_revision < 6)
		sill_fail(
			"the kernel asks for base revision %llu, which knows no exception level 2, "
			"where this processor is",
			(unsigned long long)entry->base_revision);
	entry->tables->state->entry = entry->entry;
	entry->tables->state->stack = entry->stack_top;
	aarch64_enter(aarch64_state(entry->tables));
}

unsigned aarch64_level(void)
{
	return READ_REGISTER(CurrentEL) >> 2 & 3;
}

bool aarch64_has_vhe(void)
{
	return (READ_REGISTER(id_aa64mmfr1_el1) >> 8 & 15) != 0;
}

void aarch64_clean(const void *data, uint64_t len)
{
	/* [ARM CTR_EL0] DminLine: words in the smallest line, as a power of two */
	uint64_t line = 4ull << (READ_REGISTER(ctr_el0) >> 16 & 15);
	uint64_t at = (uintptr_t)data & ~(line - 1);

	for (; at < (uintptr_t)data + len; at += line)
		__asm__ volatile("dc civac, %0" : : "r"(at) : "memory");
	__asm__ volatile("dsb sy" : : : "memory");
}

const struct aarch64_state *aarch64_state(struct page_tables *tables)
{
	aarch64_clean(aarch64_switch_page, AARCH64_SWITCH_PAGE_BYTES);
	aarch64_clean(tables->state, sizeof(*tables->state));
	return tables->state;
}

static uint64_t pte_leaf(uint64_t pa, unsigned level, enum map_flags flags)
{
	return pte_leaf_large(pa, level, flags) | PTE_INNER;
}

/* The same without shareability, for 52-bit addresses: memory above 2^50 does not exist in the
 * loader's world, so the two bits stay 0. */
static uint64_t pte_leaf_large(uint64_t pa, unsigned level, enum map_flags flags)
{
	uint64_t entry = pa | PTE_VALID | PTE_ACCESSED | PTE_UXN;

	if (level == 0)
		entry |= PTE_TABLE;
	if (!(flags & MAP_WRITE))
		entry |= PTE_READ_ONLY;
	if (!(flags & MAP_EXECUTE))
		entry |= PTE_PXN;
	return entry | PTE_ATTR(flags & MAP_WRITE_COMBINE ? ATTR_FRAMEBUFFER : ATTR_NORMAL);
}

static uint64_t pte_table(uint64_t pa)
{
	return pa | PTE_VALID | PTE_TABLE;
}

static uint64_t pte_table_address(uint64_t entry)
{
	return entry & PTE_ADDRESS_MASK;
}

static uint64_t pte_empty(unsigned level)
{
	(void)level;
	return 0;
}
