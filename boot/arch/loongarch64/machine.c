/*
 * sill on loongarch64: page tables of four levels for the TLB refill handler, waking of the parked
 * processors by mailbox and interrupt, hand-over.
 *
 * A page table entry [LA-V1 5.4.5]:
 *   bits 63    62  61  60.......12  12 (huge) 8  7  6      5..4  3..2  1  0
 *        RPLV  NX  NR  page number  G         W  P  G | H  MAT   PLV   D  V
 * An entry of a directory with bit 6 (H) is a huge page: bit 12 is then G. A directory entry that
 * points to a table is its physical address alone, and the walk (lddir, ldpte) does not look for a
 * valid bit: an empty entry would lead it to address 0. So every table starts out pointing to a
 * dead end of its level, whose last table has invalid pages only; a fault for an unmapped address
 * is then a page fault.
 */
#include <boot/core/machine.h>

#include <boot/arch/loongarch64/loongarch64.h>
#include <boot/arch/shared/radix.h>
#include <boot/core/memory.h>
#include <lib/base/crc32c.h>

#define PTE_V            (1ull << 0)
#define PTE_D            (1ull << 1)
#define PTE_MAT_CACHED   (1ull << 4)
#define PTE_MAT_COMBINE  (2ull << 4) /* weakly-ordered uncached */
#define PTE_GLOBAL       (1ull << 6)
#define PTE_HUGE         (1ull << 6)
#define PTE_P            (1ull << 7)
#define PTE_W            (1ull << 8)
#define PTE_HUGE_GLOBAL  (1ull << 12)
#define PTE_NX           (1ull << 62)
#define PTE_ADDRESS_MASK 0x0000fffffffff000ull

#define LEVELS 4u

/* [LA-V1 2.2.10.5] */
#define CPUCFG1             1u
#define CPUCFG1_CRC         (1u << 25)
#define CPUCFG4_COUNTER_HZ  4u
#define CPUCFG5_COUNTER_MUL 5u

/* [LA-3A5000 11.2] what is written to the send registers */
#define SEND_BLOCKING   (1ull << 31)
#define SEND_CPU_SHIFT  16
#define SEND_BOX_LOW    (0ull << 2)
#define SEND_BOX_HIGH   (1ull << 2)
#define SEND_DATA_SHIFT 32

struct page_tables {
	struct radix radix;
};

/* The dead ends by level; [0] has invalid pages only. */
static uint64_t dead_ends[LEVELS][RADIX_ENTRIES] ALIGNED(4096);

static uint64_t pte_leaf(uint64_t pa, unsigned level, enum map_flags flags);
static uint64_t pte_table(uint64_t pa);
static uint64_t pte_table_address(uint64_t entry);
static uint64_t pte_empty(unsigned level);

static const struct radix_format pte_format = {
	.top_bits = 9,
	.max_leaf_level = 1,
	.leaf = pte_leaf,
	.table = pte_table,
	.table_address = pte_table_address,
	.empty = pte_empty,
};

static uint32_t cpucfg(uint32_t word)
{
	uint32_t value;

	__asm__("cpucfg %0, %1" : "=r"(value) : "r"(word));
	return value;
}

static void iocsr_write64(uint32_t address, uint64_t value)
{
	__asm__ volatile("iocsrwr.d %0, %1" : : "r"(value), "r"(address) : "memory");
}

static void iocsr_write32(uint32_t address, uint32_t value)
{
	__asm__ volatile("iocsrwr.w %0, %1" : : "r"(value), "r"(address) : "memory");
}

void machine_inspect(struct machine_facts *out, const struct limine_paging_mode_request *wish)
{
	*out = (struct machine_facts){
		.elf_machine = ELF_MACHINE_LOONGARCH,
		.hhdm_base = 0xffff800000000000,
		.paging_default = LIMINE_PAGING_LOONGARCH_4LEVEL,
		.paging_min = LIMINE_PAGING_LOONGARCH_4LEVEL,
		.paging_max = LIMINE_PAGING_LOONGARCH_4LEVEL,
	};
	out->paging_mode = paging_pick(out, wish);
}

struct page_tables *machine_tables_create(const struct machine_facts *facts)
{
	struct page_tables *tables = memory_alloc(sizeof(*tables));

	(void)facts;
	for (unsigned level = 1; level < LEVELS; level++) {
		for (unsigned i = 0; i < RADIX_ENTRIES; i++)
			dead_ends[level][i] = (uintptr_t)dead_ends[level - 1];
	}
	radix_init(&tables->radix, &pte_format, LEVELS);
	return tables;
}

void machine_map(struct page_tables *tables, uint64_t va, uint64_t pa, uint64_t len,
                 enum map_flags flags)
{
	radix_map(&tables->radix, va, pa, len, flags);
}

/* Puts the address into the processor's mailbox 0, in two halves, and interrupts it. */
static int wake(const struct processor *processor, struct processor_start *start)
{
	uint64_t to = SEND_BLOCKING | processor->hardware_id << SEND_CPU_SHIFT;
	uint64_t value = (uintptr_t)start;

	__asm__ volatile("dbar 0" : : : "memory");
	iocsr_write64(IOCSR_MAIL_SEND, to | SEND_BOX_HIGH | value >> 32 << SEND_DATA_SHIFT);
	iocsr_write64(IOCSR_MAIL_SEND, to | SEND_BOX_LOW | value << SEND_DATA_SHIFT);
	iocsr_write32(IOCSR_IPI_SEND, (uint32_t)to);
	return 0;
}

uint64_t machine_start_processors(const struct firmware *fw, const struct machine_facts *facts,
                                  struct page_tables *tables,
                                  const struct limine_mp_request *request, uint64_t stack_bytes)
{
	struct loongarch_state *state = memory_alloc(sizeof(*state));
	uint64_t id;

	(void)request;
	state->root = (uintptr_t)tables->radix.root;
	__asm__("csrrd %0, 0x20" : "=r"(id));
	return processors_start(&(struct processors_request){
		.fw = fw,
		.facts = facts,
		.boot_id = id,
		.stack_bytes = stack_bytes,
		.state = (uintptr_t)state,
		.start = wake,
	});
}

/* [LA-V1 2.2.9.2] CRCC works on the inverted checksum. */
static inline uint32_t step8(uint32_t crc, uint64_t value)
{
	__asm__("crcc.w.d.w %0, %1, %0" : "+r"(crc) : "r"(value));
	return crc;
}

static inline uint32_t step1(uint32_t crc, uint32_t value)
{
	__asm__("crcc.w.b.w %0, %1, %0" : "+r"(crc) : "r"(value));
	return crc;
}

uint32_t machine_crc32c(uint32_t crc, const void *data, size_t len)
{
	const uint8_t *byte = data;

	if (!(cpucfg(CPUCFG1) & CPUCFG1_CRC))
		return crc32c(crc, data, len);
	crc = ~crc;
	for (; len > 0 && ((uintptr_t)byte & 7) != 0; len--)
		crc = step1(crc, *byte++);
	for (; len >= 8; len -= 8, byte += 8) {
		uint64_t value;

		__builtin_memcpy(&value, __builtin_assume_aligned(byte, 8), sizeof(value));
		crc = step8(crc, value);
	}
	for (; len > 0; len--)
		crc = step1(crc, *byte++);
	return ~crc;
}

uint64_t machine_counter(void)
{
	uint64_t value;

	__asm__ volatile("rdtime.d %0, $zero" : "=r"(value));
	return value;
}

uint64_t machine_counter_hz(void)
{
	uint32_t ratio = cpucfg(CPUCFG5_COUNTER_MUL);
	uint64_t mul = ratio & 0xffff, div = ratio >> 16;

	return div == 0 ? 0 : cpucfg(CPUCFG4_COUNTER_HZ) * mul / div;
}

/* The instruction set has no random numbers. */
bool machine_random(uint64_t *out)
{
	(void)out;
	return false;
}

void machine_enter(const struct firmware *fw, const struct machine_facts *facts,
                   const struct machine_entry *entry)
{
	struct loongarch_state state = {
		.root = (uintptr_t)entry->tables->radix.root,
		.entry = entry->entry,
		.stack = entry->stack_top,
	};

	(void)fw;
	(void)facts;
	loongarch_enter(&state);
}

static uint64_t pte_leaf(uint64_t pa, unsigned level, enum map_flags flags)
{
	uint64_t entry = pa | PTE_V | PTE_P;

	entry |= level > 0 ? PTE_HUGE | PTE_HUGE_GLOBAL : PTE_GLOBAL;
	if (flags & MAP_WRITE)
		entry |= PTE_D | PTE_W;
	if (!(flags & MAP_EXECUTE))
		entry |= PTE_NX;
	return entry | (flags & MAP_WRITE_COMBINE ? PTE_MAT_COMBINE : PTE_MAT_CACHED);
}

static uint64_t pte_table(uint64_t pa)
{
	return pa;
}

static uint64_t pte_table_address(uint64_t entry)
{
	for (unsigned level = 0; level < LEVELS; level++) {
		if (entry == (uintptr_t)dead_ends[level])
			return 0;
	}
	return entry & PTE_ADDRESS_MASK;
}

static uint64_t pte_empty(unsigned level)
{
	return level == 0 ? 0 : (uintptr_t)dead_ends[level - 1];
}
