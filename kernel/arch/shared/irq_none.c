/*
 * Machines whose interrupt controllers this kernel does not drive: no line, no timer, no other
 * processor. They run with interrupts off on the processor that booted; the others stay with the
 * loader.
 */
#include <kernel/arch/irq.h>

#include <kernel/arch/boot.h>
#include <kernel/arch/smp.h>
#include <kernel/arch/time.h>
#include <kernel/core/log.h>
#include <lib/base/errno.h>

void irq_init(void)
{
}

void irq_init_processor(void)
{
}

const char *irq_describe(void)
{
	return "none";
}

int irq_enable(uint32_t line, unsigned trigger, uint32_t cpu)
{
	(void)line;
	(void)trigger;
	(void)cpu;
	return -ENODEV;
}

void irq_mask(uint32_t line)
{
	(void)line;
}

void irq_unmask(uint32_t line)
{
	(void)line;
}

int irq_alloc_message(uint32_t cpu, uint32_t *line, struct irq_message *out)
{
	(void)cpu;
	(void)line;
	(void)out;
	return -ENODEV;
}

void irq_free_message(uint32_t line)
{
	(void)line;
}

void irq_send(uint32_t cpu, enum irq_ipi ipi)
{
	(void)cpu;
	(void)ipi;
}

void irq_send_stop(uint32_t cpu)
{
	(void)cpu;
}

void timer_arm(uint64_t deadline)
{
	(void)deadline;
}

void timer_disarm(void)
{
}

const char *timer_describe(void)
{
	return "none";
}

bool timer_is_there(void)
{
	return false;
}

void smp_start_all(void)
{
	log_info("smp: running=1 of=%u", boot_info()->nr_processors);
}

uint64_t smp_hardware_id(uint32_t cpu)
{
	return boot_info()->processors[cpu].hardware_id;
}
