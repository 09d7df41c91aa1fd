/* Lines and messages of a PC, with the PIT as the device: it is on every machine that we test. */
#include <kernel/arch/irq.h>

#include "apic_priv.h"
#include "ioapic_priv.h"
#include "port_priv.h"

#include <kernel/arch/cpu.h>
#include <kernel/arch/smp.h>
#include <kernel/core/clock.h>
#include <kernel/core/interrupt.h>
#include <kernel/core/log.h>
#include <kernel/core/percpu.h>
#include <kernel/core/smp.h>
#include <kernel/core/test.h>
#include <lib/base/errno.h>

enum {
	PIT_LINE = 2, /* where the MADT of a PC has the PIT's old line 0 */
	PIT_CHANNEL0 = 0x40,
	PIT_COMMAND = 0x43,
	PIT_ONE_SHOT = 0x30,
	PIT_COUNT = 0x0400, /* about 1 ms */
	SHARED_LINE = 20,
};

#define TIMEOUT_NS 60000000000ull

static uint32_t nr_first, nr_second;

static bool handle_first(struct irq_handler *handler)
{
	(void)handler;
	nr_first++;
	return true;
}

static bool handle_second(struct irq_handler *handler)
{
	(void)handler;
	nr_second++;
	return true;
}

static bool wait_for_count(uint32_t line, uint64_t wanted)
{
	uint64_t start_ns = time_since_boot_ns();

	while (irq_count(line) < wanted) {
		if (time_since_boot_ns() - start_ns > TIMEOUT_NS)
			return false;
		cpu_relax();
	}
	return true;
}

static void fire_pit(void)
{
	port_write8(PIT_COMMAND, PIT_ONE_SHOT);
	port_write8(PIT_CHANNEL0, PIT_COUNT & 0xff);
	port_write8(PIT_CHANNEL0, PIT_COUNT >> 8);
}

/* On the last processor, so that routing is tried, too. */
TEST(irq_line_of_the_pit_reaches_its_handler)
{
	struct irq_handler handler = {.handle = handle_first, .name = "pit"};
	struct irq_handler other = {.handle = handle_second, .name = "other"};
	uint64_t before = irq_count(PIT_LINE);

	if (!ioapic_has(PIT_LINE)) {
		log_raw("# this machine has no I/O APIC\n");
		return;
	}
	nr_first = 0;
	EXPECT(irq_add_handler(PIT_LINE, 0, smp_count() - 1, &handler) == 0);
	EXPECT(irq_add_handler(PIT_LINE, 0, 0, &other) == -EBUSY);
	fire_pit();
	EXPECT(wait_for_count(PIT_LINE, before + 1));
	irq_remove_handler(PIT_LINE, &handler);
	EXPECT(nr_first == 1);
	EXPECT(irq_add_handler(IRQ_MAX_LINES, 0, 0, &handler) == -EINVAL);
}

TEST(irq_level_lines_are_shared)
{
	struct irq_handler first = {.handle = handle_first, .name = "first"};
	struct irq_handler second = {.handle = handle_second, .name = "second"};
	irq_state_t before;

	if (!ioapic_has(SHARED_LINE))
		return;
	nr_first = nr_second = 0;
	EXPECT(irq_add_handler(SHARED_LINE, IRQ_LEVEL, 0, &first) == 0);
	EXPECT(irq_add_handler(SHARED_LINE, IRQ_LEVEL, 0, &second) == 0);
	before = cpu_irq_save();
	irq_dispatch_line(SHARED_LINE);
	irq_remove_handler(SHARED_LINE, &first);
	irq_dispatch_line(SHARED_LINE);
	irq_remove_handler(SHARED_LINE, &second);
	irq_dispatch_line(SHARED_LINE); /* nobody: spurious */
	cpu_irq_restore(before);
	EXPECT(nr_first == 1);
	EXPECT(nr_second == 2);
}

/* What a device would write comes from our own APIC here. */
TEST(irq_message_reaches_its_handler)
{
	struct irq_handler handler = {.handle = handle_first, .name = "message"};
	uint32_t cpu = smp_count() - 1, line;
	struct irq_message message;

	nr_first = 0;
	if (irq_alloc_message(cpu, &line, &message) < 0) {
		EXPECT(false);
		return;
	}
	EXPECT((message.address >> 20) == 0xfee);
	EXPECT(irq_add_handler(line, 0, cpu, &handler) == 0);
	apic_send((uint32_t)smp_hardware_id(cpu), (uint8_t)message.data);
	EXPECT(wait_for_count(line, 1));
	irq_remove_handler(line, &handler);
	irq_free_message(line);
	EXPECT(nr_first == 1);
}
