/*
 * A processor's registers at entry. [LIMINE x86-64 machine state]; the same function serves the
 * boot processor and the others. It runs before anything is changed.
 */
#include <tests/boot/probe/probe.h>
#include "x86_priv.h"

#include <lib/base/string.h>

enum { MSR_PAT = 0x277, MSR_EFER = 0xc0000080, MSR_FS_BASE = 0xc0000100, MSR_GS_BASE = 0xc0000101 };

#define CR0_EXACT 0x80010011ull /* PG WP ET PE */
#define CR4_PAE   (1ull << 5)
#define CR4_LA57  (1ull << 12)
#define EFER_LME  (1ull << 8)
#define EFER_LMA  (1ull << 10)
#define EFER_NXE  (1ull << 11)
#define RFLAGS_IF (1ull << 9)
#define RFLAGS_DF (1ull << 10)
#define RFLAGS_VM (1ull << 17)
#define NR_GDT    7
#define ALL_BITS  0xffcffe000000ffffull
#define LONG_MASK 0x0060fe0000000000ull /* 64-bit segments: no limit */

struct PACKED table_register {
	uint16_t limit;
	uint64_t base;
};

static uint64_t read_cr0(void)
{
	uint64_t value;

	__asm__ volatile("movq %%cr0, %0" : "=r"(value));
	return value;
}

static uint64_t read_cr4(void)
{
	uint64_t value;

	__asm__ volatile("movq %%cr4, %0" : "=r"(value));
	return value;
}

/* With "at least" rules below revision 5, exact values from there on. */
static bool bits_are(uint64_t value, uint64_t wanted)
{
	if (probe_asked_revision >= 5)
		return value == wanted;
	return (value & wanted) == wanted;
}

uint64_t machine_paging_mode(void)
{
	return read_cr4() & CR4_LA57 ? LIMINE_PAGING_X86_5LEVEL : LIMINE_PAGING_X86_4LEVEL;
}

static void check_general(const struct entry_frame *f, uint64_t rdi, const char *who)
{
	const uint64_t others = f->rax | f->rbx | f->rcx | f->rdx | f->rsi | f->rbp | f->r8 |
	                        f->r9 | f->r10 | f->r11 | f->r12 | f->r13 | f->r14 | f->r15;

	probe_check(others == 0 && f->rdi == rdi, "%s: general registers are 0, rdi as promised",
	            who);
	probe_check(probe_asked_revision >= 5
	                    ? f->rflags == 2
	                    : (f->rflags & (RFLAGS_IF | RFLAGS_DF | RFLAGS_VM)) == 0,
	            "%s: flags (found 0x%llx)", who, (unsigned long long)f->rflags);
}

static void check_stack(const struct entry_frame *f, const char *who)
{
	const uint64_t rsp = (uintptr_t)&f->return_address;

	probe_check(f->return_address == 0, "%s: the return address is 0", who);
	probe_check(rsp % 16 == 8, "%s: the stack is aligned as after a call", who);
	probe_check(rsp > probe_hhdm() &&
	                    probe_is_reclaimable(rsp + 8 - PROBE_STACK_BYTES, PROBE_STACK_BYTES),
	            "%s: as much stack as asked for, in reclaimable memory", who);
}

static void check_control(const char *who)
{
	const uint64_t cr0 = read_cr0();
	const uint64_t cr4 = read_cr4();
	const uint64_t efer = read_msr(MSR_EFER);
	const bool has_nx = read_cpuid(0x80000001).edx >> 20 & 1;
	const uint64_t la57 =
		probe_paging_mode.mode == LIMINE_PAGING_X86_5LEVEL && read_cpuid(7).ecx >> 16 & 1
			? CR4_LA57
			: 0;

	probe_check(bits_are(cr0, CR0_EXACT), "%s: cr0 (found 0x%llx)", who,
	            (unsigned long long)cr0);
	probe_check(bits_are(cr4, CR4_PAE | la57), "%s: cr4 (found 0x%llx)", who,
	            (unsigned long long)cr4);
	probe_check(bits_are(efer, EFER_LME | EFER_LMA | (has_nx ? EFER_NXE : 0)),
	            "%s: efer (found 0x%llx)", who, (unsigned long long)efer);
	if (read_cpuid(1).edx >> 16 & 1)
		probe_check((read_msr(MSR_PAT) & 0xffffffffffff) == 0x010500070406,
		            "%s: page attribute table, entries 0 to 5 (found 0x%llx)", who,
		            (unsigned long long)read_msr(MSR_PAT));
}

static void check_segments(const char *who)
{
	uint16_t cs, ds, es, ss, fs, gs;

	__asm__ volatile("movw %%cs, %0\n\tmovw %%ds, %1\n\tmovw %%es, %2\n\tmovw %%ss, %3\n\t"
	                 "movw %%fs, %4\n\tmovw %%gs, %5"
	                 : "=r"(cs), "=r"(ds), "=r"(es), "=r"(ss), "=r"(fs), "=r"(gs));
	probe_check(cs == 0x28 && ds == 0x30 && es == 0x30 && ss == 0x30 && fs == 0x30 &&
	                    gs == 0x30,
	            "%s: segment registers are 0x28 and 0x30", who);
	probe_check(read_msr(MSR_FS_BASE) == 0 && read_msr(MSR_GS_BASE) == 0,
	            "%s: fs and gs have base 0", who);
}

static bool descriptors_are_right(const uint64_t *gdt)
{
	static const struct {
		uint64_t value, mask;
	} wanted[NR_GDT] = {
		{0, 0xffffffffffffffff},
		{0x00009a000000ffff, ALL_BITS}, /* 16-bit code */
		{0x000092000000ffff, ALL_BITS},
		{0x00cf9a000000ffff, ALL_BITS | 0x000f000000000000}, /* 32-bit code */
		{0x00cf92000000ffff, ALL_BITS | 0x000f000000000000},
		{0x00209a0000000000, LONG_MASK}, /* 64-bit code: L set, D clear */
		{0x0000920000000000, 0x0000fe0000000000},
	};

	for (size_t i = 0; i < NR_GDT; i++) {
		if ((gdt[i] & wanted[i].mask) != wanted[i].value)
			return false;
	}
	return true;
}

/* No TSS: either the null selector, or one whose descriptor has base and limit 0, which is how a
 * processor's register can be given these values (genuine Limine: selector 0x38). */
static bool task_register_is_empty(const struct table_register *gdt)
{
	const uint64_t *entries = (const uint64_t *)gdt->base;
	uint16_t tr;

	__asm__ volatile("str %0" : "=r"(tr));
	if (tr == 0)
		return true;
	if (tr % 8 != 0 || (uint64_t)tr + 15 > gdt->limit)
		return false;
	return (entries[tr / 8] & 0xff0f00ffffffffff) == 0 && entries[tr / 8 + 1] == 0;
}

static void check_tables(const char *who)
{
	struct table_register gdt;
	struct table_register idt;
	uint16_t ldt;

	__asm__ volatile("sgdt %0" : "=m"(gdt));
	__asm__ volatile("sidt %0" : "=m"(idt));
	__asm__ volatile("sldt %0" : "=r"(ldt));
	probe_check(gdt.limit >= NR_GDT * 8 - 1 && probe_is_reclaimable(gdt.base, gdt.limit + 1),
	            "%s: the GDT is in reclaimable memory (limit 0x%x)", who, gdt.limit);
	probe_check(descriptors_are_right((const uint64_t *)gdt.base),
	            "%s: the GDT has the seven descriptors", who);
	if (probe_asked_revision < 5)
		return;
	probe_check(idt.base == 0 && idt.limit == 0, "%s: the IDT register is 0", who);
	probe_check(ldt == 0, "%s: there is no LDT", who);
	probe_check(task_register_is_empty(&gdt), "%s: there is no TSS", who);
}

void x86_check_cpu(const struct entry_frame *frame, uint64_t rdi, const char *who)
{
	check_general(frame, rdi, who);
	check_stack(frame, who);
	check_control(who);
	check_segments(who);
	check_tables(who);
}

void machine_check_entry(const void *frame)
{
	x86_check_cpu(frame, 0, "boot processor");
}
