/*
 * The local APIC of each processor: it brings interrupts, sends them to other processors, and holds
 * the processor's timer [SDM3 11].
 *
 * Its registers are memory (xAPIC) or model-specific registers (x2APIC, for more than 255
 * processors); the numbers are the same, memory has them 16 bytes apart. Where the processor can do
 * it the timer compares with the time-stamp counter itself; otherwise it counts down at a speed
 * that is asked for or measured once.
 */
#include "apic_priv.h"

#include <kernel/arch/cpu.h>
#include <kernel/arch/irq.h>
#include <kernel/arch/mmio.h>
#include <kernel/arch/mmu.h>
#include <kernel/arch/time.h>

#include "cpuid_priv.h"
#include "msr_priv.h"

enum {
	MSR_APIC_BASE = 0x1b,
	BASE_X2APIC = 1 << 10,
	BASE_ENABLED = 1 << 11,
	MSR_X2APIC_FIRST = 0x800,
	MSR_TSC_DEADLINE = 0x6e0,

	/* registers, by their number */
	REG_TASK_PRIORITY = 0x08,
	REG_END = 0x0b,
	REG_SPURIOUS = 0x0f,
	REG_COMMAND = 0x30,
	REG_COMMAND_HIGH = 0x31, /* xAPIC only */
	REG_LVT_TIMER = 0x32,
	REG_LVT_LINT0 = 0x35,
	REG_LVT_LINT1 = 0x36,
	REG_LVT_ERROR = 0x37,
	REG_TIMER_INITIAL = 0x38,
	REG_TIMER_CURRENT = 0x39,
	REG_TIMER_DIVIDE = 0x3e,
	REGISTER_BYTES = 16,
	REGISTERS_BYTES = 4096,

	SPURIOUS_ENABLE = 1 << 8,
	COMMAND_PENDING = 1 << 12,
	COMMAND_ASSERT = 1 << 14,
	COMMAND_NMI = 4 << 8,
	LVT_NMI = 4 << 8,
	LVT_MASKED = 1 << 16,
	LVT_TSC_DEADLINE = 2 << 17,
	DIVIDE_BY_1 = 0x0b,

	CPUID_1_ECX_X2APIC = 1 << 21,
	CPUID_1_ECX_TSC_DEADLINE = 1 << 24,
	CPUID_HYPERVISOR = 0x40000000,
	CPUID_HYPERVISOR_TIMING = 0x40000010,
	CPUID_1_ECX_HYPERVISOR_BIT = 31,

	MEASURE_PARTS = 50000, /* the measurement takes a 50,000th of a second */
	SEND_MAX_POLLS = 1000000,
	SPEED_BITS = 32,
};

#define BASE_ADDRESS_MASK 0x000ffffffffff000

static uint8_t *registers; /* null: x2APIC. Written at boot, as all below. */
static bool has_deadline;
static uint64_t counts_per_tick; /* of the timer, per tick of the counter, times 2^32 */

static uint32_t apic_read(unsigned reg)
{
	if (!registers)
		return (uint32_t)msr_read(MSR_X2APIC_FIRST + reg);
	return mmio_read32(registers + reg * REGISTER_BYTES);
}

static void apic_write(unsigned reg, uint32_t value)
{
	if (!registers)
		msr_write(MSR_X2APIC_FIRST + reg, value);
	else
		mmio_write32(registers + reg * REGISTER_BYTES, value);
}

bool apic_is_x2apic(void)
{
	return !registers;
}

/* With x2APIC the loader or firmware may have switched it on already; then it stays. */
void apic_init(void)
{
	uint64_t base = msr_read(MSR_APIC_BASE);
	uint32_t features = cpuid(1, 0).ecx;
	void *mapped;

	has_deadline = features & CPUID_1_ECX_TSC_DEADLINE;
	if (features & CPUID_1_ECX_X2APIC || base & BASE_X2APIC)
		return;
	if (mmu_map_early(paddr(base & BASE_ADDRESS_MASK), REGISTERS_BYTES, &mapped) == 0)
		registers = mapped;
}

/* How fast the timer counts: the hypervisor's word, or a short look at both counters. */
static uint64_t timer_hz(void)
{
	uint64_t hz = time_counter_hz(), start, ticks;
	uint32_t counts;

	if (cpuid(1, 0).ecx >> CPUID_1_ECX_HYPERVISOR_BIT &&
	    cpuid(CPUID_HYPERVISOR, 0).eax >= CPUID_HYPERVISOR_TIMING)
		return (uint64_t)cpuid(CPUID_HYPERVISOR_TIMING, 0).ebx * 1000;
	if (hz == 0)
		return 0;
	apic_write(REG_TIMER_INITIAL, UINT32_MAX);
	start = time_counter();
	do
		ticks = time_counter() - start;
	while (ticks < hz / MEASURE_PARTS);
	counts = UINT32_MAX - apic_read(REG_TIMER_CURRENT);
	ticks = time_counter() - start;
	apic_write(REG_TIMER_INITIAL, 0);
	return counts * hz / ticks;
}

static void init_timer(void)
{
	if (has_deadline) {
		apic_write(REG_LVT_TIMER, VECTOR_TIMER | LVT_TSC_DEADLINE);
		/* The mode must be set before the first deadline is [SDM3 11.5.4.1]. */
		__asm__ volatile("mfence" : : : "memory");
		return;
	}
	apic_write(REG_TIMER_DIVIDE, DIVIDE_BY_1);
	apic_write(REG_LVT_TIMER, VECTOR_TIMER | LVT_MASKED);
	if (counts_per_tick == 0) {
		uint64_t hz = time_counter_hz(), speed = timer_hz();

		if (hz && speed)
			counts_per_tick = (speed << SPEED_BITS) / hz;
	}
	apic_write(REG_LVT_TIMER, VECTOR_TIMER);
}

void apic_init_processor(void)
{
	uint64_t base = msr_read(MSR_APIC_BASE);

	if (!registers)
		base |= BASE_X2APIC;
	msr_write(MSR_APIC_BASE, base | BASE_ENABLED);
	apic_write(REG_TASK_PRIORITY, 0);
	apic_write(REG_LVT_LINT0, LVT_MASKED);
	apic_write(REG_LVT_LINT1, LVT_NMI);
	apic_write(REG_LVT_ERROR, VECTOR_APIC_ERROR);
	apic_write(REG_SPURIOUS, VECTOR_SPURIOUS | SPURIOUS_ENABLE);
	init_timer();
}

void apic_end(void)
{
	apic_write(REG_END, 0);
}

/* A command is two halves in memory, one register in x2APIC mode, which orders nothing by itself
 * [SDM3 11.12.3]. */
static void send(uint32_t apic_id, uint32_t command)
{
	irq_state_t before;

	if (!registers) {
		__asm__ volatile("mfence\n\tlfence" : : : "memory");
		msr_write(MSR_X2APIC_FIRST + REG_COMMAND, (uint64_t)apic_id << 32 | command);
		return;
	}
	before = cpu_irq_save();
	for (unsigned polls = 0; polls < SEND_MAX_POLLS; polls++)
		if (!(apic_read(REG_COMMAND) & COMMAND_PENDING))
			break;
	apic_write(REG_COMMAND_HIGH, apic_id << 24);
	apic_write(REG_COMMAND, command);
	cpu_irq_restore(before);
}

void apic_send(uint32_t apic_id, uint8_t vector)
{
	send(apic_id, COMMAND_ASSERT | vector);
}

void apic_send_nmi(uint32_t apic_id)
{
	send(apic_id, COMMAND_ASSERT | COMMAND_NMI);
}

void timer_arm(uint64_t deadline)
{
	uint64_t now, ticks;
	unsigned __int128 counts;

	if (has_deadline) {
		msr_write(MSR_TSC_DEADLINE, deadline ? deadline : 1);
		return;
	}
	now = time_counter();
	ticks = deadline > now ? deadline - now : 0;
	counts = ((unsigned __int128)ticks * counts_per_tick >> SPEED_BITS) + 1;
	apic_write(REG_TIMER_INITIAL, counts > UINT32_MAX ? UINT32_MAX : (uint32_t)counts);
}

void timer_disarm(void)
{
	if (has_deadline)
		msr_write(MSR_TSC_DEADLINE, 0);
	else
		apic_write(REG_TIMER_INITIAL, 0);
}

bool timer_is_there(void)
{
	return has_deadline || counts_per_tick != 0;
}

const char *timer_describe(void)
{
	return has_deadline ? "LAPIC, deadlines of the TSC" : "LAPIC, counting down";
}
