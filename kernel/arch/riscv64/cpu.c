/* riscv64: the processor itself. */
#include <kernel/arch/cpu.h>

#include <kernel/arch/boot.h>
#include <lib/base/fmt.h>
#include <lib/format/fdt_tree.h>

enum { SSTATUS_SIE = 1 << 1 };

void cpu_halt(void)
{
	(void)cpu_irq_save();
	for (;;)
		__asm__ volatile("wfi" : : : "memory");
}

void cpu_relax(void)
{
	__asm__ volatile("" : : : "memory");
}

irq_state_t cpu_irq_save(void)
{
	uint64_t status;

	__asm__ volatile("csrrci %0, sstatus, %1" : "=r"(status) : "i"(SSTATUS_SIE) : "memory");
	return status & SSTATUS_SIE;
}

void cpu_irq_restore(irq_state_t before)
{
	if (before)
		__asm__ volatile("csrsi sstatus, %0" : : "i"(SSTATUS_SIE) : "memory");
}

/* The processor cannot tell itself; the device tree says what it can do. */
void cpu_describe(char *buf, uint32_t size)
{
	const void *tree = boot_info()->dtb;
	struct tree_cursor cursor = TREE_START;
	struct tree_cpu cpu;

	if (tree && tree_next_cpu(tree, &cursor, &cpu) == 1 && cpu.isa)
		fmt_string(buf, size, "RISC-V %s", cpu.isa);
	else
		fmt_string(buf, size, "RISC-V rv64");
}
