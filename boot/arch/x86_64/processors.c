/*
 * Finding the processors in the MADT, starting them, and parking them where the kernel can fetch
 * them.
 *
 * All others get an INIT, which makes them wait; after 10 ms each gets a start-up interrupt, one at
 * a time, because they share the switch page (enter.c). A processor that does not report within
 * about a second is sent back to waiting and left out of the answer. Source: [SDM3 9.4.4.1],
 * [LIMINE mp].
 */
#include "x86_priv.h"

#include <boot/core/acpi.h>
#include <boot/core/memory.h>
#include <lib/base/string.h>

enum {
	MADT_LOCAL_APIC = 0, /* [ACPI 5.2.12] */
	MADT_LOCAL_X2APIC = 9,
	MADT_ENABLED = 1,
	MAX_XAPIC_ID = 254,
};

/* Waiting is counted in cycles of the time stamp counter, whose frequency is not known: between 1
 * and 5 GHz these are 7 to 33 ms, 0.2 to 1 ms, and 0.9 to 4 s. */
#define CYCLES_INIT    (1ull << 25)
#define CYCLES_STARTUP (1ull << 20)
#define CYCLES_GIVE_UP (1ull << 32)

struct processor {
	uint32_t uid; /* ACPI's name */
	uint32_t apic_id;
};

/* What a starting processor gets; it lives in reclaimable memory until the processor is parked. */
struct start {
	const struct firmware *fw;
	uint32_t uid;
	uint32_t running; /* the processor has taken what it needs from the switch page */
	struct x86_leave leave;
};

/* ---- the list ---- */

/* Reads a processor out of a MADT entry; false if the entry is none, or one that is not enabled. */
static bool read_processor(const struct acpi_entry *entry, struct processor *out)
{
	uint32_t flags;

	if (entry->type == MADT_LOCAL_APIC && entry->length >= 8) {
		out->uid = entry->bytes[2];
		out->apic_id = entry->bytes[3];
		memcpy(&flags, entry->bytes + 4, sizeof(flags));
		return flags & MADT_ENABLED;
	}
	if (entry->type == MADT_LOCAL_X2APIC && entry->length >= 16) {
		memcpy(&out->apic_id, entry->bytes + 4, sizeof(out->apic_id));
		memcpy(&flags, entry->bytes + 8, sizeof(flags));
		memcpy(&out->uid, entry->bytes + 12, sizeof(out->uid));
		return flags & MADT_ENABLED;
	}
	return false;
}

static bool is_listed(const struct processor *list, size_t nr, uint32_t apic_id)
{
	for (size_t i = 0; i < nr; i++) {
		if (list[i].apic_id == apic_id)
			return true;
	}
	return false;
}

/* Lists the enabled processors, the boot processor first. Returns how many. */
static size_t list_processors(const struct firmware *fw, uint32_t boot_id, struct processor **out)
{
	const struct acpi_header *madt = acpi_find(fw->rsdp, "APIC");
	struct acpi_entry entry;
	struct processor found;
	struct processor *list;
	size_t room = 1;
	size_t nr = 0;

	for (uint32_t offset = 0; madt != NULL && acpi_next_madt_entry(madt, &offset, &entry) == 1;)
		room += read_processor(&entry, &found);
	list = memory_alloc(room * sizeof(*list));
	list[nr++] = (struct processor){x86_processor_uid(fw, boot_id), boot_id};
	for (uint32_t offset = 0;
	     madt != NULL && acpi_next_madt_entry(madt, &offset, &entry) == 1;) {
		/* A processor may be listed twice, as APIC and as x2APIC. */
		if (read_processor(&entry, &found) && !is_listed(list, nr, found.apic_id))
			list[nr++] = found;
	}
	*out = list;
	return nr;
}

uint32_t x86_processor_uid(const struct firmware *fw, uint32_t apic_id)
{
	const struct acpi_header *madt = acpi_find(fw->rsdp, "APIC");
	struct acpi_entry entry;
	struct processor found;

	for (uint32_t offset = 0;
	     madt != NULL && acpi_next_madt_entry(madt, &offset, &entry) == 1;) {
		if (read_processor(&entry, &found) && found.apic_id == apic_id)
			return found.uid;
	}
	return 0;
}

/* ---- starting ---- */

/* The first C code of another processor: 64-bit, on the bridge, on its own stack. */
static SYSV void start_here(void *argument)
{
	struct start *start = argument;

	x86_mtrr_restore();
	x86_write_msr(MSR_PAT, X86_PAT);
	x86_lapic_init(start->fw, start->uid);
	/* Pairs with the acquire in wait_until_running. */
	__atomic_store_n(&start->running, 1, __ATOMIC_RELEASE);
	x86_leave(&start->leave);
}

static bool wait_until_running(const struct start *start, uint64_t cycles)
{
	const uint64_t begin = machine_counter();

	do {
		if (__atomic_load_n(&start->running, __ATOMIC_ACQUIRE) != 0)
			return true;
		__builtin_ia32_pause();
	} while (machine_counter() - begin < cycles);
	return false;
}

/* Starts one processor that has had its INIT; true if it is parked, with info as its MP structure.
 */
static bool start_processor(const struct firmware *fw, const struct machine_facts *facts,
                            const struct page_tables *tables, uint64_t stack_bytes,
                            const struct limine_mp_info_x86 *info)
{
	struct start *start = memory_alloc(sizeof(*start));
	const uint64_t stack = memory_alloc_range(
		&(struct memory_request){.len = stack_bytes,
	                                 .limit = MEMORY_BELOW_4GIB, /* the bridge shows no more */
	                                 .type = LIMINE_MEMMAP_BOOTLOADER_RECLAIMABLE,
	                                 .what = "a processor's stack"});

	start->fw = fw;
	start->uid = info->processor_id;
	x86_leave_prepare(&start->leave, tables, facts);
	start->leave.stack = facts->hhdm_base + stack + stack_bytes;
	start->leave.mp_info = facts->hhdm_base + (uintptr_t)info;
	x86_switch_prepare(tables, start_here, start, stack + stack_bytes - 8);

	x86_lapic_send_startup(info->lapic_id, tables->switch_page);
	if (wait_until_running(start, CYCLES_STARTUP))
		return true;
	x86_lapic_send_startup(info->lapic_id, tables->switch_page);
	if (wait_until_running(start, CYCLES_GIVE_UP))
		return true;
	x86_lapic_send_init(info->lapic_id);
	sill_warn("processor with APIC id %u does not start; going on without it", info->lapic_id);
	return false;
}

/* ---- the answer ---- */

/* xAPIC's interrupts name a processor in 8 bits, of which 255 means all. */
static bool can_reach(enum lapic_mode mode, uint32_t apic_id)
{
	return mode == LAPIC_X2APIC || apic_id <= MAX_XAPIC_ID;
}

static struct limine_mp_info_x86 *info_of(const struct processor *p)
{
	struct limine_mp_info_x86 *info = memory_alloc(sizeof(*info));

	info->processor_id = p->uid;
	info->lapic_id = p->apic_id;
	return info;
}

uint64_t machine_start_processors(const struct firmware *fw, const struct machine_facts *facts,
                                  struct page_tables *tables,
                                  const struct limine_mp_request *request, uint64_t stack_bytes)
{
	struct limine_mp_response_x86 *response = memory_alloc(sizeof(*response));
	const enum lapic_mode mode =
		x86_lapic_setup(request->flags & LIMINE_MP_X2APIC ? LAPIC_X2APIC : LAPIC_XAPIC);
	const uint32_t boot_id = x86_lapic_id();
	struct processor *list;
	const size_t nr = list_processors(fw, boot_id, &list);
	uint64_t *infos = memory_alloc(nr * sizeof(*infos));

	x86_bridge_update(tables);
	x86_mtrr_save();
	for (size_t i = 1; i < nr; i++) {
		if (can_reach(mode, list[i].apic_id))
			x86_lapic_send_init(list[i].apic_id);
	}
	if (nr > 1)
		x86_wait_cycles(CYCLES_INIT);

	for (size_t i = 0; i < nr; i++) {
		struct limine_mp_info_x86 *info = info_of(&list[i]);

		if (!can_reach(mode, list[i].apic_id))
			sill_warn("processor with APIC id %u needs x2APIC mode, which the kernel "
			          "does not ask for; going on without it",
			          list[i].apic_id);
		else if (i == 0 || start_processor(fw, facts, tables, stack_bytes, info))
			infos[response->cpu_count++] = facts->hhdm_base + (uintptr_t)info;
	}
	response->flags = mode == LAPIC_X2APIC ? LIMINE_MP_X2APIC : 0;
	response->bsp_lapic_id = boot_id;
	response->cpus = facts->hhdm_base + (uintptr_t)infos;
	return (uintptr_t)response;
}
