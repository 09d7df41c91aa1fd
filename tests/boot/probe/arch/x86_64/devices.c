/*
 * Serial line and end of the run; interrupt controllers and A20 as the protocol leaves them.
 * [LIMINE x86-64 machine state]
 */
#include <tests/boot/probe/probe.h>
#include "x86_priv.h"

#include <lib/base/string.h>

enum {
	SERIAL = 0x3f8,
	SERIAL_STATUS = SERIAL + 5,
	STATUS_ROOM = 0x20,

	PIC1_DATA = 0x21,
	PIC2_DATA = 0xa1,

	MSR_APIC_BASE = 0x1b,
	MSR_X2APIC = 0x800,
	APIC_ID = 0x20,
	APIC_VERSION = 0x30,
	APIC_TPR = 0x80,
	APIC_SVR = 0xf0,
	APIC_LVT_CMCI = 0x2f0,
	APIC_LVT_TIMER = 0x320,
	APIC_LVT_THERMAL = 0x330,
	APIC_LVT_PERFORMANCE = 0x340,
	APIC_LVT_LINT0 = 0x350,
	APIC_LVT_LINT1 = 0x360,
	APIC_LVT_ERROR = 0x370,
	APIC_SLOT = 0,

	DELIVERY_SHIFT = 8,
	DELIVERY_NMI = 4,
	DELIVERY_EXTINT = 7,
	MASKED = 1 << 16,

	IOAPIC_SLOT = 1,
	MADT_IO_APIC = 1,
};

#define APIC_ENABLED (1ull << 11)
#define APIC_X2APIC  (1ull << 10)
#define A20          0x100000ull

void machine_put(char c)
{
	while (!(in8(SERIAL_STATUS) & STATUS_ROOM))
		continue;
	out8(SERIAL, (uint8_t)c);
}

void machine_exit(int status)
{
	const uint64_t port = probe_option("debug-exit", 0);

	if (port != 0)
		out8((uint16_t)port, (uint8_t)status);
	for (;;)
		__asm__ volatile("cli\n\thlt");
}

/* ---- local APIC ---- */

static uint32_t lapic_read(uint32_t reg)
{
	const uint64_t base = read_msr(MSR_APIC_BASE);

	if (base & APIC_X2APIC)
		return (uint32_t)read_msr(MSR_X2APIC + reg / 16);
	return x86_map_device((base & 0x000ffffffffff000) + reg, APIC_SLOT)[0];
}

uint32_t x86_lapic_id(void)
{
	return read_msr(MSR_APIC_BASE) & APIC_X2APIC ? lapic_read(APIC_ID)
	                                             : lapic_read(APIC_ID) >> 24;
}

/* Is the entry masked, if the base revision wants entries of its delivery mode masked? */
static bool is_quiet(uint32_t entry)
{
	const uint32_t mode = entry >> DELIVERY_SHIFT & 7;
	const bool is_nmi = mode == DELIVERY_NMI || mode == DELIVERY_EXTINT;
	const bool must_be_masked = mode <= 1 || (probe_asked_revision >= 5 && is_nmi);

	return !must_be_masked || entry & MASKED;
}

void x86_check_lapic(const char *who)
{
	static const struct {
		uint16_t reg, min_last;
	} lvts[] = {{APIC_LVT_TIMER, 0}, {APIC_LVT_LINT0, 0},       {APIC_LVT_LINT1, 0},
	            {APIC_LVT_ERROR, 0}, {APIC_LVT_PERFORMANCE, 4}, {APIC_LVT_THERMAL, 5},
	            {APIC_LVT_CMCI, 6}};
	bool quiet = true;
	uint32_t last;

	if (probe_asked_revision < 5 || !(read_cpuid(1).edx >> 9 & 1))
		return;
	probe_check(read_msr(MSR_APIC_BASE) & APIC_ENABLED && lapic_read(APIC_SVR) == 0x1ff &&
	                    lapic_read(APIC_TPR) == 0,
	            "%s: the local APIC is on, spurious vector 0xff, priority 0", who);
	last = lapic_read(APIC_VERSION) >> 16 & 0xff;
	for (size_t i = 0; i < ARRAY_SIZE(lvts); i++)
		quiet = quiet && (last < lvts[i].min_last || is_quiet(lapic_read(lvts[i].reg)));
	probe_check(quiet, "%s: the local APIC's sources are masked", who);
}

/* ---- I/O APICs ---- */

static bool ioapic_is_quiet(uint64_t base)
{
	volatile uint32_t *regs = x86_map_device(base, IOAPIC_SLOT);
	uint32_t last;

	regs[0] = 1;
	last = regs[4] >> 16 & 0xff;
	for (uint32_t pin = 0; pin <= last; pin++) {
		regs[0] = 0x10 + 2 * pin;
		if (!is_quiet(regs[4]))
			return false;
	}
	return true;
}

static const uint8_t *find_madt(uint64_t rsdp)
{
	uint32_t rsdt;
	uint32_t len;

	memcpy(&rsdt, (const void *)(uintptr_t)(rsdp + 16), 4);
	if (rsdt == 0)
		return NULL;
	memcpy(&len, (const void *)(uintptr_t)(probe_hhdm() + rsdt + 4), 4);
	for (uint32_t at = 36; at + 4 <= len; at += 4) {
		const uint8_t *table;
		uint32_t pa;

		memcpy(&pa, (const void *)(uintptr_t)(probe_hhdm() + rsdt + at), 4);
		table = (const uint8_t *)(uintptr_t)(probe_hhdm() + pa);
		if (memcmp(table, "APIC", 4) == 0)
			return table;
	}
	return NULL;
}

static void check_ioapics(void)
{
	const struct limine_value_response *rsdp =
		PROBE_RESPONSE(limine_value_response, probe_rsdp);
	const uint8_t *madt;
	uint32_t len;
	bool quiet = true;

	if (rsdp == NULL || probe_asked_revision < 4) /* the tables need not be mapped */
		return;
	madt = find_madt(rsdp->value);
	if (madt == NULL)
		return;
	memcpy(&len, madt + 4, 4);
	for (uint32_t at = 44; at + 2 <= len && madt[at + 1] >= 2; at += madt[at + 1]) {
		uint32_t base;

		memcpy(&base, madt + at + 4, 4);
		if (madt[at] == MADT_IO_APIC)
			quiet = quiet && ioapic_is_quiet(base);
	}
	probe_check(quiet, "the I/O APICs' entries are masked");
}

/* ---- A20 ---- */

static bool is_usable(uint64_t pa)
{
	return probe_type_at(pa) == LIMINE_MEMMAP_USABLE;
}

/* Two usable bytes whose addresses differ in bit 20 alone must be two bytes. */
static void check_a20(void)
{
	uint64_t pa = PROBE_PAGE_BYTES;
	volatile uint8_t *low;
	volatile uint8_t *high;

	while (pa < 1024 * A20 && !(is_usable(pa) && is_usable(pa ^ A20)))
		pa += PROBE_PAGE_BYTES;
	low = (volatile uint8_t *)(uintptr_t)(probe_hhdm() + pa);
	high = (volatile uint8_t *)(uintptr_t)(probe_hhdm() + (pa ^ A20));
	*low = 1;
	*high = 2;
	probe_check(*low == 1 && *high == 2, "address line 20 works");
}

void machine_check_devices(void)
{
	/* Without PICs (microvm) the ports read all ones, too. */
	probe_check(in8(PIC1_DATA) == 0xff && in8(PIC2_DATA) == 0xff, "the PICs are masked");
	check_ioapics();
	check_a20();
	x86_check_lapic("boot processor");
}
