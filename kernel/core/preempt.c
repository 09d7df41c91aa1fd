/*
 * Where the word of preempt.h has become 0.
 *
 * With interrupts off preemption waits. Nobody turns them on again without looking: the end of an
 * interrupt does (preempt_leave_irq), and spin_unlock_irq enables preemption last.
 */
#include <kernel/core/preempt.h>

#include <stddef.h>

#include <kernel/arch/cpu.h>

PERCPU uint32_t preempt_word = PREEMPT_UNWANTED;

static void (*preempt_hook)(void); /* written at boot */

void preempt_set_hook(void (*hook)(void))
{
	preempt_hook = hook;
}

void preempt_now(void)
{
	irq_state_t before;

	if (!cpu_irqs_are_on())
		return;
	before = cpu_irq_save();
	if (percpu_read(preempt_word) == 0)
		preempt_now_irqs_off();
	cpu_irq_restore(before);
}

void preempt_now_irqs_off(void)
{
	if (preempt_hook)
		preempt_hook();
}
