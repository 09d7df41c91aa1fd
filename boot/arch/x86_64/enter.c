/*
 * The way out of the loader, the same for every processor.
 *
 * The firmware's page tables may be of another depth than the kernel's, and depth can only be
 * changed with paging off [SDM3 4.1.1]. So the boot processor goes the way that the others, which
 * begin in real mode, go anyhow:
 *
 *   loader (64-bit, firmware's tables)  --+
 *   other processor (16-bit)  ------------+-> 32-bit, paging off -> 64-bit on the bridge
 *        -> jump to the direct map's alias of this code -> kernel's tables -> kernel (or: parked)
 *
 * The switch page holds that code (switch.S), the values it loads and the kernel's GDT. It is
 * reclaimable memory below 1 MiB, because a start-up interrupt can name only such a page.
 *
 *   0           0xe00          0xf00
 *   | code ...  | struct data  | GDT |     the stack of the first instructions ends at 0xe00
 */
#include "x86_priv.h"

#include <lib/base/string.h>

enum { DATA_OFFSET = 0xe00, GDT_OFFSET = 0xf00, NR_GDT = 9 };

enum {
	CR0_PE_ET_WP_PG = 0x80010011u,
	CR4_PAE = 1u << 5,
	CR4_LA57 = 1u << 12,
	EFER_LME = 1u << 8,
	EFER_NXE = 1u << 11,
};

/* Read by switch.S at these offsets. */
struct switch_data {
	uint32_t cr3;
	uint32_t cr4;
	uint32_t cr0;
	uint32_t efer;
	uint16_t gdt_limit;
	uint64_t gdt_base; /* physical */
	uint8_t pad[6];
	uint64_t entry;
	uint64_t stack;
	uint64_t argument;
	uint8_t null_idt[16]; /* base and limit 0 */
} __attribute__((packed));

_Static_assert(offsetof(struct switch_data, gdt_limit) == 16, "switch.S");
_Static_assert(offsetof(struct switch_data, entry) == 32, "switch.S");
_Static_assert(offsetof(struct switch_data, null_idt) == 56, "switch.S");
_Static_assert(offsetof(struct x86_leave, mp_info) == 32, "switch.S");
_Static_assert(offsetof(struct x86_leave, gdt_limit) == 40, "switch.S");
_Static_assert(offsetof(struct limine_mp_info_x86, goto_address) == 16, "switch.S");

/* [LIMINE x86-64]: these seven in this order; the accessed bits are set so that loading a segment
 * writes nothing. The last two words are an empty TSS of base and limit 0 for the task register. */
static const uint64_t gdt[NR_GDT] = {
	0,
	0x00009b000000ffff, /* 0x08 16-bit code */
	0x000093000000ffff, /* 0x10 16-bit data */
	0x00cf9b000000ffff, /* 0x18 32-bit code */
	0x00cf93000000ffff, /* 0x20 32-bit data */
	0x00209b0000000000, /* 0x28 64-bit code */
	0x0000930000000000, /* 0x30 64-bit data */
	0x0000890000000000, /* 0x38 TSS, available */
	0,
};

void x86_leave_prepare(struct x86_leave *out, const struct page_tables *tables,
                       const struct machine_facts *facts)
{
	*out = (struct x86_leave){
		.cr3 = tables->root,
		.hhdm_base = facts->hhdm_base,
		.gdt_limit = sizeof(gdt) - 1,
		.gdt_base = facts->hhdm_base + tables->switch_page + GDT_OFFSET,
	};
}

void x86_switch_prepare(const struct page_tables *tables, SYSV void (*entry)(void *argument),
                        void *argument, uint64_t stack)
{
	uint8_t *page = (uint8_t *)(uintptr_t)tables->switch_page;
	const struct switch_data data = {
		.cr3 = (uint32_t)tables->bridge,
		.cr4 = CR4_PAE | (tables->levels == 5 ? CR4_LA57 : 0),
		.cr0 = CR0_PE_ET_WP_PG,
		.efer = EFER_LME | (tables->no_execute ? EFER_NXE : 0),
		.gdt_limit = sizeof(gdt) - 1,
		.gdt_base = tables->switch_page + GDT_OFFSET,
		.entry = (uintptr_t)entry,
		.stack = stack,
		.argument = (uintptr_t)argument,
	};

	memcpy(page, x86_switch_start, (size_t)(x86_switch_end - x86_switch_start));
	memcpy(page + DATA_OFFSET, &data, sizeof(data));
	memcpy(page + GDT_OFFSET, gdt, sizeof(gdt));
}

void machine_enter(const struct firmware *fw, const struct machine_facts *facts,
                   const struct machine_entry *entry)
{
	static struct x86_leave leave; /* the stack is gone when switch.S reads it */

	x86_mask_interrupts(fw, entry->base_revision);
	if (!entry->keep_iommu)
		x86_iommu_disable(fw);
	x86_lapic_init(fw, x86_processor_uid(fw, x86_lapic_id()));
	x86_write_msr(MSR_PAT, X86_PAT);

	x86_leave_prepare(&leave, entry->tables, facts);
	leave.entry = entry->entry;
	leave.stack = entry->stack_top;
	x86_bridge_update(entry->tables);
	x86_switch_prepare(entry->tables, x86_leave, &leave,
	                   entry->tables->switch_page + DATA_OFFSET);
	x86_switch_from_64(entry->tables->switch_page);
}
